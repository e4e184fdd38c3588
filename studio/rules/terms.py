"""What one row of a list of terms says, and what of it cannot hold. Pure Python."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from moderation.engine.fold import fold

LONGEST, MOST_TERMS, MOST_LINES = 60, 1_000_000, 500
SEVERITIES = ("low", "medium", "high")
BROAD, TOO_BROAD = 0.004, 0.02  # share of what is said: a warning, a refusal
LEAST_LINES = 500  # below so many lines a share says nothing
# What columns may be called: as exported, and in the words of whoever keeps lists by hand.
NAMES = {
    "term": ("term", "text", "word", "词语", "词", "关键词"),
    "family": ("family", "词族", "分类"),
    "severity": ("severity", "严重程度", "级别"),
    "clause": ("clause", "条款", "依据"),
    "weight": ("weight", "权重"),
    "source": ("source", "origin", "来源", "出处"),
}
_NAMED = {name: field for field, names in NAMES.items() for name in names}
_GRAVE = {"低": "low", "中": "medium", "高": "high"}


class Wish(NamedTuple):
    """A term as somebody wants it."""

    text: str
    family: str = ""
    severity: str = ""
    clause: str = ""
    weight: float | None = None
    source: str = ""

    @property
    def says(self) -> tuple[str, str, str, float | None]:
        """What two rows of one word must agree in."""
        return self.family, self.severity, self.clause, self.weight


class Flaw(NamedTuple):
    """What is wrong with a row: the field, a code, and what the words need."""

    field: str
    code: str
    detail: str = ""


def named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row under the names that are meant; columns nobody knows are left out."""
    known = ((_NAMED.get(str(name).strip().lower()), value) for name, value in values.items())
    return {field: value for field, value in known if field is not None}


def read(
    values: Mapping[str, Any], families: frozenset[str], clauses: frozenset[str]
) -> Wish | Flaw:
    """Return what a row wants, or the first thing that is wrong with it.

    Args:
        values: under the names of `named`.
        families: that a term may belong to; none for a list of words that excuse.
    """
    for name, value in values.items():
        if isinstance(value, dict | list):
            return Flaw(name, "shape")
    given = {name: "" if value is None else str(value).strip() for name, value in values.items()}
    said = {name: given.get(name, "") for name in NAMES}
    said["family"] = said["family"] if families else ""
    said["severity"] = _GRAVE.get(said["severity"], said["severity"].lower())
    weight = _weight(said["weight"])
    flaw = _word(said["term"]) or _filed(said, families, clauses)
    if flaw is not None:
        return flaw
    if isinstance(weight, Flaw):
        return weight
    return Wish(
        said["term"], said["family"], said["severity"], said["clause"], weight, said["source"]
    )


def _filed(
    said: Mapping[str, str], families: frozenset[str], clauses: frozenset[str]
) -> Flaw | None:
    if families and said["family"] not in families:
        return Flaw("family", "family", said["family"])
    if said["severity"] and said["severity"] not in SEVERITIES:
        return Flaw("severity", "severity", said["severity"])
    if said["clause"] and said["clause"] not in clauses:
        return Flaw("clause", "clause", said["clause"])
    return Flaw("source", "long", "200") if len(said["source"]) > 200 else None


def _word(text: str) -> Flaw | None:
    if not text:
        return Flaw("term", "empty")
    if len(text) > LONGEST:
        return Flaw("term", "long", str(LONGEST))
    key = fold(text)
    if len(key) < 2:
        return Flaw("term", "single" if key else "nothing", text)
    return None


def _weight(text: str) -> float | Flaw | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return Flaw("weight", "weight", text[:20])
    return round(value, 2) if 0 < value <= 1 else Flaw("weight", "weight", text[:20])


def broad(shares: Mapping[str, int], lines: int) -> tuple[list[str], list[str]]:
    """Return the terms that so much of what is said holds that they are refused, or warned of."""
    if lines < LEAST_LINES:
        return [], []
    ranked = sorted(shares, key=lambda term: -shares[term])
    refused = [term for term in ranked if shares[term] > TOO_BROAD * lines]
    warned = [term for term in ranked if BROAD * lines < shares[term] <= TOO_BROAD * lines]
    return refused, warned
