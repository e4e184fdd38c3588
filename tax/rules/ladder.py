"""How a payee's month came about, step by step from what he earned to what was withheld. Pure.

Every step is read from the figures that the line kept, and adds up: whoever asks why so much was
withheld can reckon it again by hand.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tax.rules.assess import BY_MONTH, SINGLE, YEARLY

ROUNDED_FEN = 1  # expense and base are each rounded for reading


class Step(NamedTuple):
    """One step: what it is, how much; taken off (`is_less`), or what is left after those above.

    `left` and `wide` place its bar, in per cent of the highest of its part.
    """

    code: str
    fen: int
    is_less: bool = False
    is_tax: bool = False
    left: int = 0
    wide: int = 0


def ladder(
    path: str, income_fen: int, refunded_fen: int, withheld_fen: int, told: Mapping[str, Any]
) -> tuple[Step, ...]:
    """Return the steps of a month; none where nothing is computed on this way.

    Law: N61-told
    """
    if path in YEARLY and "cum_income_fen" in told:
        return (*_placed(_base_of_year(told)), *_placed(_tax_of_year(withheld_fen, told)))
    if path in (*BY_MONTH, *SINGLE) and "taxable_fen" in told:
        found = _base_of_month(path, income_fen, refunded_fen, told["taxable_fen"])
        return (*_placed(found), *_placed([Step("withheld", withheld_fen, is_tax=True)]))
    return ()


def _base_of_year(told: Mapping[str, Any]) -> list[Step]:
    income, expense = told["cum_income_fen"], told["cum_expense_fen"]
    deduction, taxable = told["cum_deduction_fen"], told["cum_taxable_fen"]
    other = told.get("cum_other_fen") or 0
    unsaid = income - expense - deduction - other - taxable
    if taxable and unsaid > ROUNDED_FEN:  # what is exempt is not told by itself
        other += unsaid
    steps = [Step("year_income", income), Step("year_expense", expense, is_less=True),
             Step("year_deduction", deduction, is_less=True),
             Step("year_other", other, is_less=True)]  # fmt: skip
    return [one for one in steps if one.fen or not one.is_less] + [Step("year_taxable", taxable)]


def _tax_of_year(withheld_fen: int, told: Mapping[str, Any]) -> list[Step]:
    due, before = told["cum_due_fen"], told["cum_withheld_fen"] - withheld_fen
    relief = due - before - withheld_fen if withheld_fen else 0
    steps = [Step("year_due", due, is_tax=True)]
    if before:
        steps.append(Step("withheld_before", before, is_less=True, is_tax=True))
    if relief > 0:
        steps.append(Step("relief", relief, is_less=True, is_tax=True))
    return [*steps, Step("withheld", withheld_fen, is_tax=True)]


def _base_of_month(path: str, income_fen: int, refunded_fen: int, taxable: int) -> list[Step]:
    back = refunded_fen if income_fen - refunded_fen >= taxable else 0  # else of earlier months
    expense = "deduction" if path == "nonresident_wage" else "expense"
    steps = [Step("income", income_fen), Step("refunded", back, is_less=True),
             Step(expense, max(0, income_fen - back - taxable), is_less=True)]  # fmt: skip
    return [one for one in steps if one.fen or not one.is_less] + [Step("taxable", taxable)]


def _placed(steps: list[Step]) -> list[Step]:
    """Return the steps with their bars: what is taken off hangs from what stood before it."""
    most, stands = max([abs(one.fen) for one in steps] + [1]), 0
    found = []
    for one in steps:
        stands = max(0, stands - one.fen) if one.is_less else max(0, one.fen)
        wide = min(100, abs(one.fen) * 100 // most)
        left = min(100 - wide, stands * 100 // most) if one.is_less else 0
        found.append(one._replace(left=left, wide=wide))
    return found
