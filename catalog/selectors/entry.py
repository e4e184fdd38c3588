"""Entries of the catalogue by their ids, as goods keep them."""

from collections.abc import Iterable, Mapping

from catalog.rules.pack import Entry
from catalog.selectors.held import held_at, placed_of
from livecompliance.kernel.actors import Actor


def entries_of(actor: Actor, ids: Iterable[str]) -> Mapping[str, Entry]:
    """Return entries by id; one that nobody has any more is left out."""
    wanted = set(ids)
    placed = placed_of(actor, held_at(actor))
    return {one.entry.id: one.entry for one in placed if one.entry.id in wanted}
