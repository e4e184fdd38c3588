"""How fast complaints were dealt with: counted from the rounds of their clocks, exactly."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

MET, CLOSED = "met", "closed"
ALL = "all"


class Spell(NamedTuple):
    """One round of one term of one complaint: how long it ran, pauses left out."""

    kind: str
    term: str
    state: str
    is_late: bool
    seconds: int


class Tally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the rounds of one term went. Each is in exactly one of the five.

    Args:
        in_time: done within the term.
        late: done, or given up, after it.
        overdue: not done though the term is over.
        open: not done, the term is not over.
        ended: taken back or settled otherwise before the term was over.
        median_s, p90_s: of what was done, early or late, the shortest time within which half
            (nine of ten) were; None where nothing was.
    """

    in_time: int = 0
    late: int = 0
    overdue: int = 0
    open: int = 0
    ended: int = 0
    median_s: int | None = None
    p90_s: int | None = None

    @property
    def number(self) -> int:
        return self.in_time + self.late + self.overdue + self.open + self.ended

    @property
    def breached(self) -> int:
        return self.late + self.overdue

    @property
    def decided(self) -> int:
        """How many are known to be in time or not."""
        return self.in_time + self.late + self.overdue


def place(spell: Spell) -> str:
    """Return which of the five a round is."""
    if spell.state == MET:
        return "late" if spell.is_late else "in_time"
    if spell.state == CLOSED:
        return "late" if spell.is_late else "ended"
    return "overdue" if spell.is_late else "open"


def tally(spells: Iterable[Spell]) -> Tally:
    """Count rounds.

    Law: M-complaints, O117-complaints
    """
    counted = {"in_time": 0, "late": 0, "overdue": 0, "open": 0, "ended": 0}
    took = []
    for one in spells:
        counted[place(one)] += 1
        if one.state == MET:
            took.append(one.seconds)
    took.sort()
    return Tally(**counted, median_s=rank(took, 50), p90_s=rank(took, 90))


def rank(ordered: Sequence[int], percent: int) -> int | None:
    """Return the smallest value that so many of a hundred do not exceed (nearest rank)."""
    if not ordered:
        return None
    return ordered[-(-len(ordered) * percent // 100) - 1]


def tables(
    spells: Iterable[Spell], terms: Sequence[str], groups: dict[str, str] | None = None
) -> dict[str, dict[str, Tally]]:
    """Count rounds by term, and in it by kind (or its group), and all kinds together."""
    sorted_in: dict[str, dict[str, list[Spell]]] = {term: {ALL: []} for term in terms}
    for one in spells:
        if one.term in sorted_in:
            kind = groups.get(one.kind, one.kind) if groups else one.kind
            sorted_in[one.term][ALL].append(one)
            sorted_in[one.term].setdefault(kind, []).append(one)
    return {
        term: {kind: tally(held) for kind, held in kinds.items()}
        for term, kinds in sorted_in.items()
    }


def share(tally_: Tally) -> str:
    """Return how many of a hundred were in time, to a tenth, rounded down: 99.96 is not 100."""
    if not tally_.decided:
        return ""
    tenths = tally_.in_time * 1_000 // tally_.decided
    return f"{tenths // 10}.{tenths % 10}"


def hours(seconds: int | None) -> str:
    """Return seconds as hours to a tenth, rounded up: nothing is said to be faster than it was."""
    if seconds is None:
        return ""
    tenths = -(-seconds // 360)
    return f"{tenths // 10}.{tenths % 10}"
