"""Entries of the catalogue by their ids, as goods keep them."""

from collections.abc import Iterable, Mapping

from catalog.rules.pack import Entry, base
from livecompliance.kernel.actors import Actor


def entries_of(actor: Actor, ids: Iterable[str]) -> Mapping[str, Entry]:
    """Return entries by id; one that nobody has any more is left out."""
    wanted = set(ids)
    return {one.id: one for one in base().entries if one.id in wanted}
