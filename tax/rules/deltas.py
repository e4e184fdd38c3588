"""Corrections: what a month computed again differs by, booked when it is computed again. Pure.

Nothing that was filed is written over. A month computed again from the same payments differs by
nothing, so that a re-run changes nothing.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tax.rules.assess import BY_MONTH, SINGLE, YEARLY, Assessed, Line
from tax.rules.cumulative import State
from tax.rules.paths import Path

YEAR = ("months", "cum_income_fen", "cum_expense_fen", "cum_deduction_fen", "rate_bp",
        "quick_fen", "cum_due_fen", "cum_withheld_fen")  # fmt: skip
LEVIED = ("sales_fen", "urban_maintenance_fen", "education_fen", "local_education_fen")


class Amounts(NamedTuple):
    """What of a month is filed."""

    income_fen: int = 0
    refunded_fen: int = 0
    withheld_fen: int = 0
    vat_fen: int = 0
    surcharge_fen: int = 0
    returned_fen: int = 0

    def less(self, filed: "Amounts") -> "Amounts":
        """Return what these differ by from what was filed; every amount may be negative."""
        return Amounts(*(new - old for new, old in zip(self, filed, strict=True)))


PATHS: Mapping[str, Path] = {str(one): one for one in Path}
NOTHING = Amounts()


class Kept(NamedTuple):
    """A payee's month as it is kept: what is filed, what explains it, what the next begins with."""

    path: str
    amounts: Amounts
    state: list[Any] | None
    told: dict[str, Any]


def kept_of(found: Assessed, unmatched_fen: int = 0, vat_off_fen: int = 0) -> Kept:
    """Return a month as it is kept; income stands without the tax that was taken off it."""
    line = found.line
    amounts = Amounts(
        *(line.paid_fen - vat_off_fen, line.refunded_fen, line.withheld_fen, line.vat_fen),
        *(line.surcharge_fen, line.returned_fen),
    )
    told: dict[str, Any] = {"payments": line.payments, **_explained(line)}
    if line.sales_fen:
        told |= {name: getattr(line, name) for name in LEVIED}
        told |= {"is_vat_exempt": line.is_vat_exempt, "vat_off_fen": vat_off_fen}
    if unmatched_fen:
        told["unmatched_refund_fen"] = unmatched_fen
    state = list(found.standing.state or ())
    carried = found.standing.carried_fen
    return Kept(line.path, amounts, [carried, *state] if state or carried else None, told)


def _explained(line: Line) -> dict[str, Any]:
    if line.path in YEARLY:
        return {"cum_taxable_fen": line.taxable_fen, **_of(line, *YEAR)}
    if line.path in BY_MONTH:
        return _of(line, "taxable_fen", "rate_bp", "quick_fen")
    return _of(line, "taxable_fen") if line.path in SINGLE else {}


def _of(line: Line, *names: str) -> dict[str, Any]:
    return {name: getattr(line, name) for name in names}


def refused_of(why: str, facts: dict[str, Any], paid_fen: int, refunded_fen: int) -> Kept:
    """Return a month whose way nobody knows: it is kept that it waits, and why."""
    return Kept("undecided", Amounts(paid_fen, refunded_fen), None, {"why": why, **facts})


def state_of(kept: list[Any] | None) -> tuple[State | None, int]:
    """Return what a month left behind: the figures of its year, and refunds that are carried on."""
    if kept is None:
        return None, 0
    carried, *state = kept
    return (State(*state) if state else None), int(carried)


def delta(filed: Kept | None, again: Kept) -> Amounts | None:
    """Return what a month computed again differs by; None where nothing does.

    A month that comes to the same and is explained, or carried on, in another way is written again
    with a difference of nothing: the next month begins with what is true.

    Law: A15-correction
    """
    if filed is None:
        return again.amounts
    return None if filed == again else again.amounts.less(filed.amounts)


def path_of(name: str) -> Path | None:
    """Return a way by its name, as it was kept; none where nobody knew it."""
    return PATHS.get(name)
