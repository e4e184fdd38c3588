"""Corrections: what a month computed again differs by, booked in the month of the correction. Pure.

Nothing that was filed is written over. A month computed again from the same payments differs by
nothing, so that a re-run changes nothing.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tax.rules.assess import Key, Line
from tax.rules.refusals import TaxRefused

AMOUNTS = ("paid_fen", "refunded_fen", "sales_fen", "vat_fen", "urban_maintenance_fen",
           "education_fen", "local_education_fen", "base_fen", "withheld_fen",
           "returned_fen")  # fmt: skip


class Delta(NamedTuple):
    """What one payee's month differs by; every amount may be negative."""

    payee: Key
    of: int  # the month that was computed again, as 202603
    booked: int  # the month the correction is booked in
    paid_fen: int
    refunded_fen: int
    sales_fen: int
    vat_fen: int
    urban_maintenance_fen: int
    education_fen: int
    local_education_fen: int
    base_fen: int
    withheld_fen: int
    returned_fen: int


def deltas(filed: Iterable[Line], again: Iterable[Line], of: int, booked: int) -> Iterator[Delta]:
    """Compare a month as it was filed with the same month computed again, payee by payee.

    Both come sorted by payee; a payee missing on one side counts as nothing there.

    Raises:
        TaxRefused: a side is not sorted, or the correction is booked before what it corrects.
    """
    if booked < of:
        raise TaxRefused("out_of_order")
    for key, old, new in _paired(_sorted(filed), _sorted(again)):
        differs = [_amount(new, name) - _amount(old, name) for name in AMOUNTS]
        if any(differs):
            yield Delta(key, of, booked, *differs)


def _amount(line: Line | None, name: str) -> int:
    return 0 if line is None else int(getattr(line, name))


def _sorted(lines: Iterable[Line]) -> Iterator[Line]:
    before: Key | None = None
    for line in lines:
        if before is not None and not before < line.payee:
            raise TaxRefused("out_of_order")
        before = line.payee
        yield line


def _paired(
    filed: Iterator[Line], again: Iterator[Line]
) -> Iterator[tuple[Key, Line | None, Line | None]]:
    """Yield every payee with his line on either side."""
    old, new = next(filed, None), next(again, None)
    while old is not None or new is not None:
        key = min(one.payee for one in (old, new) if one is not None)
        of_old = old if old is not None and old.payee == key else None
        of_new = new if new is not None and new.payee == key else None
        yield key, of_old, of_new
        old = old if of_old is None else next(filed, None)
        new = new if of_new is None else next(again, None)
