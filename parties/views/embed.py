"""What an operator publishes, inside a platform's own page."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from accounts.views import embedding
from livecompliance.kernel.tenancy import acting
from parties import selectors, services


@require_GET
def operator(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Show an operator's card, to stand on its account's page or in its room.

    Raises:
        NotFound: no such platform or operator, it has left, publishes nothing, or was erased.

    Law: O117-publicity, O117-publicity-natural
    """
    actor, tongue = embedding.embedder(request), embedding.tongue(request)
    with acting(actor), transaction.atomic(), translation.override(tongue):
        tenant = embedding.active(actor)
        card, values = services.card_for_everybody(actor, party_id)
        shown = {
            "card": card,
            "account": card.party.public_name,
            "items": selectors.card_items(card.kind, values),
            "slug": tenant.slug,
            "english": tongue == "en",
        }
        response = render(request, "parties/embed.html", shown)
        embedding.allow(response, tenant)
    response["X-Robots-Tag"] = "noindex"
    return response
