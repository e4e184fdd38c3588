"""The cumulative method: what a month adds to the figures of its year. Pure.

Platform practitioners and employees go the same way; they differ in expenses and in what a gap
means. A year is a chain of months: `month_add` takes the state a month found and returns the one it
leaves, so that a run can start anywhere and a re-run changes nothing.
"""

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Table, Tables

GapPolicy = Literal["reset_on_gap", "count_gap_months"]
ExpenseRounding = Literal["cumulative", "per_month"]
GAP_POLICIES: tuple[GapPolicy, ...] = ("reset_on_gap", "count_gap_months")
EXPENSE_ROUNDINGS: tuple[ExpenseRounding, ...] = ("cumulative", "per_month")


class Scheme(msgspec.Struct, frozen=True):
    """What a month is computed with; made once a month, not once a payee."""

    table: Table
    expense_bp: int
    basic_deduction_fen: int  # a month
    gap_policy: GapPolicy
    expense_rounding: ExpenseRounding
    parameters: Parameters


class Month(NamedTuple):
    """What one month brings: income of the month, and what is reversed of earlier months."""

    year: int
    month: int
    income_fen: int
    reversed_fen: int = 0
    exempt_fen: int = 0
    other_fen: int = 0  # other deductions the law allows; for wages special and additional ones
    relief_fen: int = 0
    months_counted: int | None = None  # where the payer knows better than the chain


class State(NamedTuple):
    """The figures of a year up to a month; a gap that restarts them leaves `is_open` false."""

    year: int
    month: int
    months: int = 0
    income_fen: int = 0
    expense: int = 0  # fen / BASIS
    exempt_fen: int = 0
    other_fen: int = 0
    relief_fen: int = 0
    withheld_fen: int = 0
    is_open: bool = False
    segments: int = 0


class Row(NamedTuple):
    """One month's line, as it is filed."""

    year: int
    month: int
    income_fen: int
    reversed_fen: int
    is_gap: bool  # nothing was earned
    is_restarted: bool  # the figures began anew after a gap
    months: int
    cum_income_fen: int
    cum_expense_fen: int
    cum_deduction_fen: int
    cum_taxable_fen: int
    rate_bp: int
    quick_fen: int
    cum_due_fen: int
    withheld_fen: int
    cum_withheld_fen: int


def platform_scheme(
    tables: Tables,
    on: date,
    gap_policy: GapPolicy = "reset_on_gap",
    expense_rounding: ExpenseRounding = "cumulative",
) -> Scheme:
    """Return how a platform withholds from its practitioners' labour in the month of a day.

    Raises:
        TaxRefused: the policy is not known, or no table is in force.

    Law: A16-cumulative, A16-months
    """
    if gap_policy not in GAP_POLICIES or expense_rounding not in EXPENSE_ROUNDINGS:
        raise TaxRefused("gap_policy_unknown")
    terms, table = tables.figures("platform", on), tables.table("cumulative", on)
    chosen = {"gap_policy": gap_policy, "expense_rounding": expense_rounding}
    return Scheme(
        table,
        terms.rates["expense"],
        terms.amounts["basic_deduction"],
        gap_policy,
        expense_rounding,
        parameters(table, terms, **chosen),
    )


def wage_scheme(tables: Tables, on: date, basic_deduction_fen: int | None = None) -> Scheme:
    """Return how an employer withholds from wages in the month of a day.

    Raises:
        TaxRefused: no table is in force.

    Law: N61-wage
    """
    terms, table = tables.figures("wage", on), tables.table("cumulative", on)
    basic = terms.amounts["basic_deduction"] if basic_deduction_fen is None else basic_deduction_fen
    used = parameters(table, terms, basic_deduction_fen=str(basic))
    return Scheme(table, 0, basic, "count_gap_months", "cumulative", used)


def month_add(scheme: Scheme, before: State | None, given: Month) -> tuple[State, Row]:
    """Add a month to the figures of its year; the year's first begins them.

    Raises:
        TaxRefused: an amount is negative, or the month is not after the one before.

    Law: N61-no-refund
    """
    _check(before, given)
    is_gap = given.income_fen <= 0
    found = _found(scheme, before, given, is_gap)
    months = found.months if given.months_counted is None else given.months_counted
    income = found.income_fen + given.income_fen - given.reversed_fen
    expense = found.expense + _expense(scheme, given.income_fen - given.reversed_fen)
    exempt, other = found.exempt_fen + given.exempt_fen, found.other_fen + given.other_fen
    relief = found.relief_fen + given.relief_fen
    deduction = months * scheme.basic_deduction_fen
    taxable = max(0, (income - exempt - other - deduction) * BASIS - expense)
    step, due = scheme.table.bracket(taxable, BASIS), scheme.table.tax(taxable, BASIS)
    withheld = max(0, due - relief - found.withheld_fen)
    total = found.withheld_fen + withheld
    stays = found.is_open and not (is_gap and scheme.gap_policy == "reset_on_gap")
    after = State(
        *(given.year, given.month, months, income, expense, exempt, other, relief, total),
        *(stays, found.segments),
    )
    is_restarted = found.segments > 1 and not is_gap and found.months == 1
    row = Row(
        *(given.year, given.month, given.income_fen, given.reversed_fen, is_gap, is_restarted),
        *(months, income, half_up(expense, BASIS), deduction, half_up(taxable, BASIS)),
        *(step.rate_bp, step.quick_fen, due, withheld, total),
    )
    return after, row


def _check(before: State | None, given: Month) -> None:
    amounts = (given.income_fen, given.reversed_fen, given.exempt_fen, given.other_fen)
    if min(*amounts, given.relief_fen) < 0:
        raise TaxRefused("amount_negative", name="amount")
    if not 1 <= given.month <= 12:
        raise TaxRefused("out_of_range", name="month")
    if before and (given.year, given.month) <= (before.year, before.month):
        raise TaxRefused("out_of_order")


def _found(scheme: Scheme, before: State | None, given: Month, is_gap: bool) -> State:
    """Return the figures a month continues, its own place in them counted."""
    if before is None or before.year != given.year:
        before = State(given.year, 0)
    skipped = given.month - before.month - 1
    is_reset = scheme.gap_policy == "reset_on_gap"
    is_open = before.is_open and not (skipped and is_reset)
    if is_gap and not (is_open and not is_reset):
        return before._replace(is_open=is_open)
    if is_open:
        return before._replace(months=before.months + 1 + skipped)
    if is_reset and before.segments:
        return State(before.year, before.month, 1, is_open=True, segments=before.segments + 1)
    return before._replace(months=1, is_open=True, segments=1)


def _expense(scheme: Scheme, income_fen: int) -> int:
    exact = income_fen * scheme.expense_bp
    return exact if scheme.expense_rounding == "cumulative" else half_up(exact, BASIS) * BASIS
