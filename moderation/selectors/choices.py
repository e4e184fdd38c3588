"""The clauses that a measure may rest on, those of the room first, and words to find them by."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from livecompliance.kernel import clock, law
from moderation.selectors.family import tongue
from moderation.selectors.show import cited

INSTRUMENTS = ("M", "O117")


class Choice(NamedTuple):
    """A clause as it is offered; `words` are what it can be found by, in both languages."""

    id: str
    label: str
    gist: str
    article: str
    words: str
    is_near: bool


def clause_choices(near: Sequence[str]) -> list[Choice]:
    """Return the clauses in force that a measure may cite: those of `near`, then by article."""
    register = law.register(clock.today())
    first = [register[one] for one in dict.fromkeys(near) if one in register]
    named = [one for one in register.values() if one.instrument in INSTRUMENTS]
    rest = sorted((one for one in named if one not in first), key=_place)
    return [_choice(one, is_near=place < len(first)) for place, one in enumerate([*first, *rest])]


def _choice(one: law.Clause, *, is_near: bool) -> Choice:
    gist = one.reference if tongue() == "en" else one.text
    words = [one.id, law.citation(one, "zh"), law.citation(one, "en"), one.text, one.reference]
    plain = unicodedata.normalize("NFKC", " ".join(words)).casefold()
    return Choice(one.id, cited(one.id).short, gist, one.article, plain, is_near)


def _place(one: law.Clause) -> tuple[int, int, int, int]:
    article = int(one.article) if one.article.isdigit() else 999
    return (INSTRUMENTS.index(one.instrument), article, one.paragraph or 0, one.item or 0)
