"""What of the platform's figures is told to everybody, and how a report is known for good."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import rfc8785

LEAST = 5  # fewer are not told: somebody could be known by them
LEAST_SHARE, LEAST_TIMES = 20, 10
# The tables of a report in their order. What adds up has a total; the others count apart.
ADDS_UP = (
    *("findings", "measures", "measures_by", "decisions", "decisions_on", "decisions_for"),
    *("appeals", "told", "asked", "gate"),
)
APART = ("sources", "minors")
TABLES = (
    *("sources", "findings", "measures", "measures_by", "decisions", "decisions_on"),
    *("decisions_for", "appeals", "told", "asked", "gate", "minors"),
)
Counts = Mapping[str, int]


def hidden_of(counts: Counts) -> set[str]:
    """Return the rows of a table with a total that may not be told.

    Those of one to four, and then the next smallest, until what is hidden is at least five in at
    least two rows: else the total would tell it.
    """
    hidden = {name for name, number in counts.items() if 0 < number < LEAST}
    rest = sorted(
        (name for name, number in counts.items() if number and name not in hidden),
        key=lambda name: (counts[name], name),
    )
    while hidden and rest and (len(hidden) < 2 or sum(counts[one] for one in hidden) < LEAST):
        hidden.add(rest.pop(0))
    return hidden


def adding_up(counts: Counts) -> dict[str, Any]:
    """Return a table with its total as everybody sees it; None is what is not told."""
    whole = sum(counts.values())
    is_told = whole == 0 or whole >= LEAST
    hidden = hidden_of(counts) if is_told else {name for name, n in counts.items() if n}
    rows = {name: None if name in hidden else number for name, number in counts.items()}
    return {"total": whole if is_told else None, "rows": rows}


def apart(counts: Counts) -> dict[str, Any]:
    """Return counts of different things, each by itself."""
    return {"rows": {name: None if 0 < n < LEAST else n for name, n in counts.items()}}


def table(name: str, counts: Counts) -> dict[str, Any]:
    """Return a table of a report as everybody sees it."""
    return adding_up(counts) if name in ADDS_UP else apart(counts)


def share(part: int, whole: int) -> str | None:
    """Return how many of a hundred, to a tenth and rounded down; None where it may not be told.

    Of fewer than twenty it would tell the number; so it would where either side is one to four.
    """
    if whole < LEAST_SHARE or 0 < part < LEAST or 0 < whole - part < LEAST:
        return None
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}"


def middle_h(seconds: Sequence[float]) -> str | None:
    """Return the median in hours, to a tenth and rounded up; None of fewer than ten."""
    if len(seconds) < LEAST_TIMES:
        return None
    tenths = -(-int(median(seconds)) // 360)
    return f"{tenths // 10}.{tenths % 10}"


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return a report as the bytes that its digest is of (RFC 8785)."""
    return rfc8785.dumps(dict(body))


def digest(body: Mapping[str, Any]) -> str:
    """Return what a report is known by."""
    return hashlib.sha256(canonical(body)).hexdigest()


def lines_of(body: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield a report as rows of one table; an empty number is one that is not told."""
    for name in TABLES:
        held = body["tables"][name]
        for row, number in held["rows"].items():
            yield {"period": body["period"], "table": name, "row": row, "number": number}
        if "total" in held:
            told = held["total"]
            yield {"period": body["period"], "table": name, "row": "total", "number": told}
    for name, value in body["figures"].items():
        yield {"period": body["period"], "table": "figures", "row": name, "number": value}
