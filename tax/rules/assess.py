"""A month of many payees, streamed: payments sorted by payee in, one line a payee out. Pure.

Nothing is held but the payee at hand, so that a quarter of millions runs in the memory of one. A
payee whose month cannot be computed is refused by name, and the rest is done. What is stored and
what a file brings go the same way: `month_assess` takes the sums, whoever has added them up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import msgspec

from tax.rules import per_payment, vat
from tax.rules.choices import Policy
from tax.rules.cumulative import (
    Month,
    Scheme,
    State,
    month_add,
    platform_scheme,
    wage_scheme,
)
from tax.rules.folding import Booked, Folded, Key, Payment, Reversal, folded
from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters
from tax.rules.paths import Path
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

SINGLE = (Path.LABOUR_PER_PAYMENT, Path.NONRESIDENT)
BY_MONTH = (Path.LABOUR_MONTHLY, Path.NONRESIDENT_WAGE)
YEARLY = (Path.PLATFORM_CUMULATIVE, Path.WAGE_CUMULATIVE)
PLATFORM_FROM = date(2025, 10, 1)
METHODS: Mapping[Path, Callable[[Tables, date], per_payment.Method]] = {
    Path.LABOUR_PER_PAYMENT: per_payment.labour_method,
    Path.LABOUR_MONTHLY: per_payment.labour_method,
    Path.NONRESIDENT: per_payment.nonresident_labour_method,
    Path.NONRESIDENT_WAGE: per_payment.nonresident_wage_method,
}


class Standing(NamedTuple):
    """What a payee's months before leave behind."""

    state: State | None = None
    carried_fen: int = 0  # refunds beyond a month's sales, for value-added tax


class Payee(NamedTuple):
    """What must be known of a payee to compute his month."""

    path: Path
    standing: Standing = Standing()
    files_vat: bool = False
    location: vat.Location = "city"
    elsewhere_fen: int = 0  # sales of the month that count besides, without their tax
    is_waived: bool = False
    exempt_fen: int = 0
    other_fen: int = 0
    relief_fen: int = 0
    months_employed: int | None = None


class Line(NamedTuple):
    """A payee's month, flat, as it is stored and exported."""

    payee: Key
    path: Path
    payments: int
    paid_fen: int
    refunded_fen: int
    sales_fen: int
    is_vat_exempt: bool
    vat_fen: int
    urban_maintenance_fen: int
    education_fen: int
    local_education_fen: int
    base_fen: int
    months: int
    cum_income_fen: int
    cum_expense_fen: int
    cum_deduction_fen: int
    taxable_fen: int
    rate_bp: int
    quick_fen: int
    cum_due_fen: int
    withheld_fen: int
    returned_fen: int  # withheld earlier from what was refunded now: a correction to be claimed
    cum_withheld_fen: int

    @property
    def surcharge_fen(self) -> int:
        return self.urban_maintenance_fen + self.education_fen + self.local_education_fen


class Assessed(NamedTuple):
    """A payee's line, and what it leaves to the next month."""

    line: Line
    standing: Standing


class Refused(NamedTuple):
    """A payee whose month is not computed, and why."""

    payee: Key
    why: TaxRefused


class Run(msgspec.Struct, frozen=True):
    """A month's rules, made once for all payees."""

    year: int
    month: int
    policy: Policy
    tables: Tables
    platform: Scheme | None
    wage: Scheme
    methods: dict[Path, per_payment.Method]
    agency: vat.Agency
    closed: frozenset[int] = frozenset()  # months that take nothing more, as 202603
    earlier: dict[tuple[Path, date], per_payment.Method] = {}

    @property
    def on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def booked(self) -> Booked:
        return Booked(self.year * 100 + self.month, self.closed)

    def parameters(self, path: Path) -> Parameters:
        """Return what lines of a path were computed with, as it is stored with them."""
        used = {Path.PLATFORM_CUMULATIVE: self.platform, Path.WAGE_CUMULATIVE: self.wage}
        scheme = used.get(path) or self.methods.get(path)
        vat_used = self.agency.parameters if path is Path.PLATFORM_CUMULATIVE else {}
        return {**vat_used, **(scheme.parameters if scheme else {}), **self.policy.parameters}

    def all_parameters(self) -> Parameters:
        """Return what lines of every path were computed with."""
        return {name: value for path in Path for name, value in self.parameters(path).items()}

    def method(self, path: Path, on: date | None) -> per_payment.Method:
        """Return how a payment of an earlier month was taxed, by the tables of that month."""
        if on is None or on == self.on:
            return self.methods[path]
        if (path, on) not in self.earlier:
            self.earlier[path, on] = METHODS[path](self.tables, on)
        return self.earlier[path, on]


def run_of(
    tables: Tables, year: int, month: int, policy: Policy, closed: Iterable[int] = ()
) -> Run:
    """Return the rules of a month.

    Raises:
        TaxRefused: a table or a set of figures is not in force.

    Law: A16-cumulative, N61-labour, N61-nonresident, N61-wage
    """
    on = date(year, month, 1)
    choice = (policy.gap_policy, policy.expense_rounding)
    platform = platform_scheme(tables, on, *choice) if on >= PLATFORM_FROM else None
    methods = {path: make(tables, on) for path, make in METHODS.items()}
    wage, agency = wage_scheme(tables, on), vat.agency(tables, on)
    done = frozenset(closed)
    return Run(year, month, policy, tables, platform, wage, methods, agency, done, {})


def assess(
    run: Run, payments: Iterable[Payment], payee_of: Callable[[Key], Payee]
) -> Iterator[Assessed | Refused]:
    """Compute a month, payee by payee.

    Raises:
        TaxRefused: the payments are not sorted by payee.
    """
    before: Key | None = None
    for key, group in groupby(payments, key=itemgetter(0)):
        if before is not None and not before < key:
            raise TaxRefused("out_of_order")
        before = key
        try:
            yield payee_assess(run, key, payee_of(key), group)
        except TaxRefused as refused:
            yield Refused(key, refused)


def payee_assess(run: Run, key: Key, payee: Payee, payments: Iterable[Payment]) -> Assessed:
    """Compute a payee's month; the order of its payments does not matter.

    Raises:
        TaxRefused: a payment is bad, or a refund reverses what is not known or more than there was.
    """
    is_by_payment = payee.path in run.methods
    return month_assess(run, key, payee, folded(run.booked, payments, payee.path, is_by_payment))


def month_assess(run: Run, key: Key, payee: Payee, month: Folded) -> Assessed:
    """Compute a payee's month from what its payments add up to.

    Raises:
        TaxRefused: the way is not open in that month, or an amount is negative.
    """
    levied, surcharges, carried = _vat(run, payee, month)
    vat_fen = levied.vat_fen if levied and run.policy.base_excludes_vat else 0
    earned = max(0, sum(month.units) - vat_fen)
    state, figures = _withhold(run, payee, month, earned)
    returned = sum(_returned(run, one) for one in month.reversals)
    line = Line(
        *(key, payee.path, month.payments, month.paid_fen, month.refunded_fen),
        *((levied.sales_fen, levied.is_exempt, levied.vat_fen) if levied else (0, True, 0)),
        *surcharges,
        *(*figures[:-1], returned, figures[-1]),
    )
    return Assessed(line, Standing(state, carried))


NO_SURCHARGES = (0, 0, 0)


def _vat(
    run: Run, payee: Payee, month: Folded
) -> tuple[vat.Levied | None, tuple[int, int, int], int]:
    """Return the tax on the month, its surcharges, and refunds that are left for the next."""
    if not payee.files_vat:
        return None, NO_SURCHARGES, payee.standing.carried_fen
    received = month.paid_fen - month.refunded_fen - payee.standing.carried_fen
    levied = run.agency.month(max(0, received), payee.elsewhere_fen, payee.is_waived)
    carried = max(0, -received)
    if not levied.vat_fen:
        return levied, NO_SURCHARGES, carried
    sales = levied.sales_fen + payee.elsewhere_fen
    found = vat.surcharges(
        run.tables, levied.vat_fen, payee.location, run.on, month_sales_fen=sales
    )
    return levied, found[:3], carried


Figures: TypeAlias = tuple[int, int, int, int, int, int, int, int, int, int, int]


def _withhold(
    run: Run, payee: Payee, month: Folded, earned_fen: int
) -> tuple[State | None, Figures]:
    """Return the state a month leaves, and the figures of its line from the base on."""
    if payee.path in run.methods:
        return payee.standing.state, _by_payment(run, payee.path, month)
    if payee.path not in YEARLY:
        return payee.standing.state, (earned_fen, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    scheme = run.wage if payee.path is Path.WAGE_CUMULATIVE else run.platform
    if scheme is None:
        raise TaxRefused("path_undecided", name="day")
    given = Month(
        *(run.year, run.month, earned_fen, month.reversed_fen),
        *(payee.exempt_fen, payee.other_fen, payee.relief_fen, payee.months_employed),
    )
    state, row = month_add(scheme, payee.standing.state, given)
    return state, (
        *(earned_fen - month.reversed_fen, row.months, row.cum_income_fen, row.cum_expense_fen),
        *(row.cum_deduction_fen, row.cum_taxable_fen, row.rate_bp, row.quick_fen),
        *(row.cum_due_fen, row.withheld_fen, row.cum_withheld_fen),
    )


def _by_payment(run: Run, path: Path, month: Folded) -> Figures:
    """Tax every payment, or the month as one."""
    method = run.methods[path]
    units = [sum(month.units)] if path in BY_MONTH else month.units
    withheld = sum(map(method.tax, units))
    taxable = half_up(sum(map(method.taxable, units)), BASIS)
    step = method.table.bracket(method.taxable(max(units, default=0)), BASIS)
    base = sum(units) - month.earlier_fen
    tail = (step.rate_bp, step.quick_fen, withheld, withheld, withheld)
    return (base, 0, 0, 0, 0, taxable, *tail)


def _returned(run: Run, one: Reversal) -> int:
    """Return what was withheld from what is refunded, and would not have been."""
    method = run.method(one.path, one.on)
    return method.tax(one.left_fen) - method.tax(one.left_fen - one.refunded_fen)
