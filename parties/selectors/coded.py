"""Who has filed a document, by the blind index of its number; and what a party has filed."""

from collections.abc import Collection
from uuid import UUID

from livecompliance.kernel.actors import Actor
from parties.models import Document

STANDING = ("given", "verified")


def parties_coded(actor: Actor, indexes: Collection[bytes]) -> dict[bytes, UUID]:
    """Return which party's standing document has each index; those of nobody are left out."""
    held = Document.objects.of(actor).filter(number_index__in=list(indexes), state__in=STANDING)
    return {
        bytes(index): party
        for index, party in held.values_list("number_index", "party_id")
        if index is not None
    }


def codes_of(actor: Actor, party_id: UUID) -> list[bytes]:
    """Return the indexes of a party's standing documents."""
    held = Document.objects.of(actor).filter(party_id=party_id, state__in=STANDING)
    return [bytes(one) for one in held.values_list("number_index", flat=True) if one is not None]
