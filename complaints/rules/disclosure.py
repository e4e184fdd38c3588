"""What of the figures is shown to everybody: so that nobody is told apart by a small number."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from complaints.rules import figures
from complaints.rules.figures import ALL, Spell, Tally

LEAST = 5  # fewer are not told
LEAST_SHARE = 20  # of fewer, a share in bands would tell the number
LEAST_TIMES = 10  # of fewer, nine of ten is one complaint's own time
BAND = 10
OTHER = "other"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line as everybody sees it.

    Args:
        kinds: what it is of; several where each alone would be few.
        share: of a hundred in time, to a tenth; "" where it is not told exactly.
        band: from which share on, in tens, where only that is told.
        late, open: None where a number is not told.
    """

    kinds: tuple[str, ...]
    number: int
    share: str = ""
    band: int | None = None
    late: int | None = None
    open: int | None = None
    median: str = ""
    p90: str = ""


def grouped(spells: Sequence[Spell], order: Sequence[str]) -> list[tuple[str, ...]]:
    """Put kinds with few rounds together, and the next smallest too, until they are enough.

    Returns:
        The groups, in the order of their first kinds; those of several stand last.
    """
    numbers = dict.fromkeys(order, 0)
    for one in spells:
        numbers[one.kind] += 1
    present = sorted((one for one in order if numbers[one]), key=lambda one: numbers[one])
    small = [one for one in present if numbers[one] < LEAST]
    rest = present[len(small) :]
    while small and sum(numbers[one] for one in small) < LEAST and rest:
        small.append(rest.pop(0))
    alone: list[tuple[str, ...]] = [(one,) for one in order if one in rest]
    return [*alone, tuple(one for one in order if one in small)] if small else alone


def table(spells: Iterable[Spell], order: Sequence[str]) -> list[Row]:
    """Return the lines of one term as everybody sees them, that of all kinds first.

    Nothing is told of fewer than five. Where any count of a line is one to four, none of its
    counts is told, and its share only in bands of ten; the line of all kinds is told so, too,
    since from it and the others the missing one would follow.
    """
    held = list(spells)
    if len(held) < LEAST:
        return []
    groups = grouped(held, order)
    lines = [_of(held, group) for group in groups]
    is_rough = any(_is_rough(one) for one in lines)
    whole = figures.tally(held)
    shown = [_row((ALL,), whole, is_rough or _is_rough(whole))] if len(groups) > 1 else []
    return [
        *shown,
        *(_row(group, one, _is_rough(one)) for group, one in zip(groups, lines, strict=True)),
    ]


def _of(spells: Sequence[Spell], group: tuple[str, ...]) -> Tally:
    return figures.tally(one for one in spells if one.kind in group)


def _is_rough(one: Tally) -> bool:
    counts = (one.in_time, one.breached, one.open, one.ended)
    return any(0 < count < LEAST for count in counts)


def _row(kinds: tuple[str, ...], one: Tally, is_rough: bool) -> Row:
    is_timed = one.in_time + one.late >= LEAST_TIMES
    plain = Row(kinds, one.number)
    if is_timed:
        median, p90 = figures.hours(one.median_s), figures.hours(one.p90_s)
        plain = msgspec.structs.replace(plain, median=median, p90=p90)
    if not is_rough:
        return msgspec.structs.replace(
            plain, share=figures.share(one), late=one.breached, open=one.open
        )
    if one.decided >= LEAST_SHARE:
        tens = min(one.in_time * 100 // one.decided, 99) // BAND * BAND
        return msgspec.structs.replace(plain, band=tens)
    return plain


def counts(numbers: Mapping[str, int]) -> dict[str, int | None]:
    """Return counts that add up to a total that is told; None for what is not told.

    Where one alone is small, the next smallest is not told either, or the total would tell it.
    """
    hidden = {name for name, number in numbers.items() if 0 < number < LEAST}
    if len(hidden) == 1:
        others = [name for name, number in numbers.items() if number and name not in hidden]
        hidden |= {min(others, key=lambda name: numbers[name])} if others else set()
    return {name: None if name in hidden else number for name, number in numbers.items()}
