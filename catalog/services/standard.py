"""By what goods are judged at a moment: the catalogue, its label, and its neighbours."""

from functools import lru_cache
from typing import NamedTuple

from catalog import selectors
from catalog.rules.goods import Good, Standing, standing_of
from catalog.rules.judge import Catalogue, Judged
from catalog.rules.near import Near, Neighbours
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor


class Opinion(NamedTuple):
    """What a catalogue says of goods, what comes near, and what becomes of them."""

    judged: Judged
    nearest: tuple[Near, ...]
    standing: Standing


class Standard(NamedTuple):
    """A catalogue to judge by."""

    label: str
    catalogue: Catalogue
    neighbours: Neighbours

    def judge(self, goods: list[Good]) -> list[Opinion]:
        """Judge many goods; the answers are in their order.

        Law: M-rules-and-catalogue
        """
        found = self.catalogue.judge([one.judged_as for one in goods])
        return [self._opinion(good, one) for good, one in zip(goods, found, strict=True)]

    def _opinion(self, good: Good, judged: Judged) -> Opinion:
        listed = {one.entry.id for one in judged.grounds}
        nearest = tuple(self.neighbours.of(good.names, listed))
        return Opinion(judged, nearest, standing_of(judged.verdict, nearest))


def standard_now(actor: Actor) -> Standard:
    """Return by what the goods of the actor's platform are judged now."""
    return _standard(selectors.catalogue_at(actor, clock.now()))


@lru_cache(maxsize=16)
def _standard(catalogue: Catalogue) -> Standard:
    return Standard(catalogue.version, catalogue, Neighbours(catalogue.entries))
