"""A year's months as one line asks for them: a list of incomes in, a list of rows out. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from tax.rules.cumulative import (
    EXPENSE_ROUNDINGS,
    GAP_POLICIES,
    ExpenseRounding,
    GapPolicy,
    Month,
    Row,
    Scheme,
    State,
    month_add,
    platform_scheme,
    wage_scheme,
)
from tax.rules.inputs import Inputs, as_date, as_whole, places
from tax.rules.money import written, yuan
from tax.rules.parameters import Parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

UNDATED = date(2026, 1, 1)
YEAR_MONTHS = 12
NOTE = "restarted segment"
EXTRAS = ("refunds", "exempt", "other_deductions", "relief")
WAGE_DEDUCTIONS = ("special_deduction", "special_additional", "other_deductions")


class _Policy(NamedTuple):
    gap: GapPolicy
    rounding: ExpenseRounding


def platform_answer(tables: Tables, inputs: Inputs) -> tuple[dict[str, Any], Parameters]:
    """Answer the months of a platform practitioner, one row each.

    Raises:
        TaxRefused: an input is bad, or no table is in force.
    """
    given, incomes = inputs.items("incomes"), inputs.moneys("incomes")
    months, policy = _months(inputs, incomes), _policy(inputs)
    state: State | None = None
    rows, widest, scheme = [], 0, platform_scheme(tables, _start(inputs), *policy)
    for place, month in enumerate(months):
        scheme = platform_scheme(tables, date(month.year, month.month, 1), *policy)
        is_new = state is None or state.year != month.year
        state, row = month_add(scheme, state, month)
        own = places(given[place])
        widest = own if is_new or row.is_restarted else max(own, widest)
        rows.append(_row(scheme, row, place + 1, own, widest))
    return {"rows": rows}, scheme.parameters


def _months(inputs: Inputs, incomes: Sequence[int]) -> list[Month]:
    counted = _counted(inputs, len(incomes))
    refunds, exempt, other, relief = (_extra(inputs, name, len(incomes)) for name in EXTRAS)
    return [
        Month(
            *(on.year, on.month, incomes[place], refunds[place], exempt[place], other[place]),
            *(relief[place], counted.get(place)),
        )
        for place, on in enumerate(_days(inputs, len(incomes)))
    ]


def wage_answer(tables: Tables, inputs: Inputs) -> tuple[dict[str, Any], Parameters]:
    """Answer what an employer withholds in each month of a year.

    Raises:
        TaxRefused: an input is bad, or no table is in force.
    """
    income = inputs.value("monthly_income")
    most = len(income) if isinstance(income, list) else None
    count = inputs.whole("months", 1, YEAR_MONTHS, default=most)
    incomes = inputs.moneys("monthly_income", count)
    deductions = [_extra(inputs, name, count) for name in WAGE_DEDUCTIONS]
    basic = inputs.money("basic_deduction") if inputs.has("basic_deduction") else None
    state: State | None = None
    withheld = []
    scheme = wage_scheme(tables, _start(inputs), basic)
    for place, on in enumerate(_days(inputs, count)):
        scheme = wage_scheme(tables, on, basic)
        other = sum(one[place] for one in deductions)
        months = 1 if state is None or state.year != on.year else state.months + 1
        month = Month(on.year, on.month, incomes[place], other_fen=other, months_counted=months)
        state, row = month_add(scheme, state, month)
        withheld.append(yuan(row.withheld_fen))
    return {"withheld": withheld}, scheme.parameters


def _start(inputs: Inputs) -> date:
    if inputs.has("start_month"):
        return as_date(f"{inputs.value('start_month')}-01", "start_month")
    return inputs.day(UNDATED).replace(day=1)


def _days(inputs: Inputs, count: int) -> Iterator[date]:
    """Return the first day of every month; without a beginning they are those of one year.

    Raises:
        TaxRefused: more months than a year has, and nothing says when they begin.
    """
    start = _start(inputs)
    if not inputs.has("start_month") and start.month - 1 + count > YEAR_MONTHS:
        raise TaxRefused("out_of_range", name="months")
    for place in range(count):
        year, month = divmod(start.year * YEAR_MONTHS + start.month - 1 + place, YEAR_MONTHS)
        yield date(year, month + 1, 1)


def _extra(inputs: Inputs, name: str, count: int) -> Sequence[int]:
    return inputs.moneys(name, count) if inputs.has(name) else [0] * count


def _counted(inputs: Inputs, count: int) -> dict[int, int]:
    """Return the months of deduction where they are given: for months of a list, or the first."""
    if not inputs.has("deduction_months"):
        return {}
    value = inputs.value("deduction_months")
    found = inputs.items("deduction_months", count) if isinstance(value, list) else [value]
    return {
        place: as_whole(one, "deduction_months", 0, YEAR_MONTHS)
        for place, one in enumerate(found)
        if one is not None
    }


def _policy(inputs: Inputs) -> _Policy:
    """Return the policy asked for; months counted by the payer run through a gap."""
    default = "count_gap_months" if inputs.has("deduction_months") else "reset_on_gap"
    gap = inputs.word("gap_policy", {str(one): one for one in GAP_POLICIES}, default)
    roundings = {str(one): one for one in EXPENSE_ROUNDINGS}
    rounding = inputs.word("expense_rounding", roundings, "cumulative")
    return _Policy(cast(GapPolicy, gap), cast(ExpenseRounding, rounding))


def _row(scheme: Scheme, row: Row, number: int, own: int, widest: int) -> dict[str, Any]:
    """Write a row in the keys of the examples; a gap that restarts has no figures to show."""
    first = {"month": number, "income": written(row.income_fen, own)}
    if row.is_gap and scheme.gap_policy == "reset_on_gap" and not row.reversed_fen:
        return {**first, "withheld_this_month": yuan(row.withheld_fen)}
    reversal = {"refund": yuan(row.reversed_fen)} if row.reversed_fen else {}
    note = {"note": NOTE} if row.is_restarted else {}
    return {
        **first,
        **reversal,
        "cum_income": written(row.cum_income_fen, 2 if reversal else widest),
        "cum_expense": yuan(row.cum_expense_fen),
        "cum_deduction": written(row.cum_deduction_fen, 0),
        "cum_taxable": yuan(row.cum_taxable_fen),
        "cum_tax_due": yuan(row.cum_due_fen),
        "withheld_this_month": yuan(row.withheld_fen),
        "cum_withheld": yuan(row.cum_withheld_fen),
        **note,
    }
