"""Context conditions of a term, compiled to closures; paid only where the term hit."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from moderation.engine.fold import fold
from moderation.engine.source import Exemption, TermSource
from moderation.engine.types import PackError

UNLESS_WITHIN = 16


class Spot(NamedTuple):
    """Where a hit lies: in the original text and in the folded one."""

    text: str
    folded: str
    start: int
    end: int
    first: int
    last: int


Condition: TypeAlias = Callable[[Spot], bool]


def plain(text: str) -> str:
    """Width and case only: for phrases that are made of punctuation."""
    return unicodedata.normalize("NFKC", text).casefold()


def around(phrase: str, within: int) -> Condition:
    """Hold if `phrase` stands within `within` code points of the hit, or touches it."""
    key = fold(phrase)
    if not key:
        sign = plain(phrase)
        reach = within + len(sign)
        return lambda s: sign in plain(s.text[max(0, s.start - reach) : s.end + reach])
    reach = within + len(key)
    return lambda s: s.folded.find(key, max(0, s.first - reach), s.last + reach) >= 0


def covering(phrase: str) -> Condition:
    """Hold if an occurrence of `phrase` covers the hit."""
    key = fold(phrase)
    size = len(key)

    def holds(spot: Spot) -> bool:
        low = max(0, spot.last - size)
        return size > 0 and spot.folded.find(key, low, spot.first + size) >= 0

    return holds


def anywhere(phrase: str) -> Condition:
    """Hold if `phrase` occurs in the text."""
    key = fold(phrase)
    if not key:
        return lambda s: plain(phrase) in plain(s.text)
    return lambda s: key in s.folded


def compile_term(term: TermSource) -> Condition | None:
    """Return the condition of one term, or None if it always counts."""
    needs: list[Condition] = [anywhere(p) for p in term.all]
    if term.any:
        needs.append(_one_of([anywhere(p) for p in term.any]))
    if term.near:
        within = term.near.within
        needs.append(_one_of([around(p, within) for p in term.near.any]))
    bars = [around(p, UNLESS_WITHIN) for p in term.unless] + [covering(p) for p in term.not_]
    if not needs and not bars:
        return None
    return lambda spot: all(c(spot) for c in needs) and not any(c(spot) for c in bars)


def _one_of(conditions: list[Condition]) -> Condition:
    return lambda spot: any(c(spot) for c in conditions)


def compile_exemption(exemption: Exemption, where: str) -> Condition:
    """Return whether an exemption excuses a hit.

    Raises:
        PackError: the pattern is no regular expression.
    """
    found = [around(p, UNLESS_WITHIN) for p in exemption.any]
    if exemption.pattern:
        try:
            search = re.compile(exemption.pattern).search
        except re.error as error:
            raise PackError(f"{where}: exempt {exemption.code}: pattern: {error}") from error
        reach = 4 * UNLESS_WITHIN
        found.append(lambda s: bool(_touches(search, s, reach)))
    return _one_of(found)


def _touches(
    search: Callable[[str], re.Match[str] | None], spot: Spot, reach: int
) -> re.Match[str] | None:
    low = max(0, spot.start - reach)
    window = spot.text[low : spot.end + reach]
    match = search(window)
    if match is None:
        return None
    near = match.start() + low <= spot.end + UNLESS_WITHIN
    return match if near and match.end() + low >= spot.start - UNLESS_WITHIN else None
