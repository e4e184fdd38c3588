"""Entries of the catalogue by their ids, as goods keep them."""

from collections.abc import Iterable, Mapping

from catalog.rules.pack import Entry, base
from catalog.selectors.held import held_at, placed_of
from livecompliance.kernel.actors import Actor


def entries_of(actor: Actor, ids: Iterable[str]) -> Mapping[str, Entry]:
    """Return entries by id; one that nobody has any more is left out.

    A regulator, who may look at several platforms at once, reads the base pack's.
    """
    wanted = set(ids)
    if actor.has("regulator"):
        return {one.id: one for one in base().entries if one.id in wanted}
    placed = placed_of(actor, held_at(actor))
    return {one.entry.id: one.entry for one in placed if one.entry.id in wanted}
