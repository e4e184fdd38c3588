"""Try entries with the finder of terms: what covers what, which words find nothing. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from catalog.rules.judge import Catalogue, Product
from catalog.rules.own import Fault, Placed
from catalog.rules.pack import Entry
from catalog.rules.terms import Make, Terms


class Base:
    """The base pack as a finder: whether anything that it lists stands in a word."""

    def __init__(self, entries: Sequence[Entry], make: Make) -> None:
        terms = (word for one in entries for word in one.terms)
        self._terms = Terms(terms, (word for one in entries for word in one.allow), make)
        self._said: dict[str, bool] = {}

    def is_harmless(self, word: str) -> bool:
        """Tell whether the base finds nothing in a word, so that it may cover another's term."""
        if word not in self._said:
            self._said[word] = not self._terms.found([word])[0]
        return self._said[word]


def faults(placed: Sequence[Placed], own: Sequence[Entry], base: Base, make: Make) -> list[Fault]:
    """Return what only trying shows to be wrong with a tenant's entries.

    Args:
        placed: the whole catalogue as it would be applied.
        own: the tenant's entries as they were written.
    """
    found = list(_uncovering(placed, own, base))
    mine = [one for one in placed if one.origin != "base"]
    found += _dead(mine, placed, make)
    return found + _examples(mine, placed, make)


def _uncovering(placed: Iterable[Placed], own: Sequence[Entry], base: Base) -> Iterable[Fault]:
    kept = {one.entry.id: set(one.entry.allow) for one in placed}
    for one in own:
        for word in one.allow:
            if word not in kept[one.id]:
                yield Fault("laxer_allow", one.id, "allow", word)


def _dead(mine: Sequence[Placed], placed: Sequence[Placed], make: Make) -> list[Fault]:
    """Words that would never be found: something allowed covers them, or nothing is left."""
    allow = dict.fromkeys(word for one in placed for word in one.entry.allow)
    words = [(one.entry.id, word) for one in mine for word in one.entry.terms]
    if not words:
        return []
    seen = Terms((word for _, word in words), allow, make).found([word for _, word in words])
    return [
        Fault("dead_term", at, "terms", word)
        for (at, word), found in zip(words, seen, strict=True)
        if word not in found
    ]


def _examples(mine: Sequence[Placed], placed: Sequence[Placed], make: Make) -> list[Fault]:
    """The tenant's own examples: what must be found, and what must not."""
    titles = [(one.entry.id, title, True) for one in mine for title in one.entry.hits]
    titles += [(one.entry.id, near.title, False) for one in mine for near in one.entry.passes]
    if not titles:
        return []
    allow = list(dict.fromkeys(word for one in placed for word in one.entry.allow))
    latest = max(one.entry.since for one in mine)
    lasting = (structs.replace(one.entry, until=None, allow=allow) for one in mine)
    catalogue = Catalogue(lasting, latest, make)  # whether it is of the others too is not asked
    said = catalogue.judge([Product(title) for _, title, _ in titles])
    return [
        Fault("hit_missed", at, "hits", title) if must else Fault("pass_found", at, "passes", title)
        for (at, title, must), judged in zip(titles, said, strict=True)
        if must is not any(ground.entry.id == at for ground in judged.grounds)
    ]
