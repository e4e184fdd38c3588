"""What stands on a card: taken from what is on file, opened for who may read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import services as accounts
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import DataKey, readers
from parties import policies, selectors
from parties.models import Card, Party
from parties.rules import cards
from parties.services.minor_access import minor_access_require
from parties.services.reading import clause_for
from parties.services.sealing import PARTY, field_of, read

GIVEN, FILED = "given", "filed"


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says in clear, and where each word is from. Never logged, never printed."""

    values: dict[str, Any] = field(repr=False)
    sources: dict[str, str] = field(default_factory=dict)


def snapshot(actor: Actor, party: Party, basis: Card | None, typed: Mapping[str, str]) -> Words:
    """Return what a new version says: what was typed, what the operator said before, the file.

    Args:
        basis: the version that it follows; what its operator said there stands until told anew.
    """
    on_file = card_filed(actor, party)
    before = card_opened(actor, basis) if basis is not None and basis.kind == party.kind else {}
    kept = basis.sources if before and basis is not None else {}
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name in cards.names_of(party.kind):
        if name in typed and typed[name] != on_file.get(name):
            values[name], sources[name] = typed[name], GIVEN
        elif name not in typed and kept.get(name) == GIVEN and before.get(name):
            values[name], sources[name] = before[name], GIVEN
        elif on_file.get(name):
            values[name], sources[name] = on_file[name], FILED
    return Words(values, sources)


def card_filed(actor: Actor, party: Party) -> dict[str, Any]:
    """Return in clear what the platform has on file of what this party publishes."""
    key = _key(actor, party.pk)
    wanted = cards.names_of(party.kind)
    found: dict[str, Any] = {
        "name": read(party, "name", key),
        "address": read(party, "address", key),
        "contact": read(party, "mobile", key),
    }
    if "code" in wanted:
        paper = selectors.code_document(actor, party)
        found["code"] = read(paper, "number", key) if paper else ""
    if "licences" in wanted:
        found["licences"] = selectors.licences_held(actor, party)
    if "agencies" in wanted:
        found["agencies"] = selectors.agencies_named(actor, party)
    return {name: found[name] for name in wanted if found.get(name)}


def card_opened(actor: Actor, card: Card) -> dict[str, Any]:
    """Return in clear what a version says; nothing of what was sealed once its key is gone."""
    key = _key(actor, card.party_id)
    plain = {name: read(card, name, key) for name in cards.SEALED}
    plain |= {"composition": card.composition}
    listed = {"agencies": card.agencies, "licences": card.licences}
    return {name: (plain | listed)[name] for name in cards.names_of(card.kind)}


def shown(actor: Actor, card: Card, *, is_masked: bool) -> dict[str, Any]:
    """Return what a version says as somebody may see it: what names a person masked where asked."""
    values = card_opened(actor, card)
    return card_masked(card.kind, values) if is_masked else values


def card_masked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return words of a card with what names or reaches a person masked."""
    hidden = cards.personal_of(kind)
    return {
        name: personal.mask(field_of(Card, name).kind, said) if name in hidden and said else said
        for name, said in values.items()
    }


def card_for_everybody(actor: Actor, party_id: UUID) -> tuple[Card, dict[str, Any]]:
    """Return what an operator publishes, in clear: the law says that everybody may read it.

    Raises:
        NotFound: no such operator here, it has left, publishes nothing, or was erased.

    Law: O117-publicity, O117-publicity-natural
    """
    card = selectors.card_public(actor, party_id)
    values = card_opened(actor, card)
    if cards.missing(card.kind, [name for name, said in values.items() if said]):
        raise NotFound(_("没有这个经营者的公示信息。"))
    return card, values


def _key(actor: Actor, party_id: UUID) -> DataKey | None:
    return accounts.person_keys(actor, [party_id], PARTY).get(party_id)


def _reader(name: str) -> readers.Reader:
    def reader(actor: Actor, pk: UUID) -> readers.Reading:
        policies.require_unmask(actor)
        card = selectors.card_get(actor, pk)
        approval = minor_access_require(actor, card.party)
        value = read(card, name, _key(actor, card.party_id))
        if not value:
            raise NotFound(_("没有这条信息，或已销毁。"))
        kind = field_of(Card, name).kind
        whose, clause = ("party", card.party_id), clause_for(card.party)
        return readers.Reading(kind, value, whose, clause, approval)

    return reader


for _name in ("keeper", "address", "contact"):
    readers.register(f"parties.card.{_name}", _reader(_name))
