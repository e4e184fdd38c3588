"""The page of one operator: what the law has it publish, and what a link may stand for."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from livecompliance.kernel import law, public
from livecompliance.kernel.actors import Actor
from parties import selectors, services
from parties.models import Party
from parties.rules import cards


def operator(party_id: UUID, _request: HttpRequest, actor: Actor) -> public.Shown:
    """Show what an operator publishes. No process keeps the page: what names a person must be gone
    when he is.

    Raises:
        NotFound: no such operator here, it has left, publishes nothing, or was erased.

    Law: O117-publicity, O117-publicity-natural, O117-published-changes
    """
    card, values = services.card_for_everybody(actor, party_id)
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    clause = law.clause(cards.clause_of(card.kind))
    return public.Shown(
        "parties/operator.html",
        {
            "card": card,
            "account": card.party.public_name,
            "is_person": card.kind in (Party.Kind.NATURAL, Party.Kind.INDIVIDUAL),
            "items": selectors.card_items(card.kind, values),
            "citation": law.citation(clause, tongue),
            "text": clause.text,
            "reference": clause.reference if tongue == "en" else "",
        },
    )
