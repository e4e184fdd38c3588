"""A month of many payees, streamed: payments sorted by payee in, one line a payee out. Pure.

Nothing is held but the payee at hand, so that a quarter of millions runs in the memory of one. A
payee whose month cannot be computed is refused by name, and the rest is done. Refunds reverse in
the month they are made: of this month's payments, or of earlier ones.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import msgspec

from tax.rules import per_payment, vat
from tax.rules.cumulative import (
    ExpenseRounding,
    GapPolicy,
    Month,
    Scheme,
    State,
    month_add,
    platform_scheme,
    wage_scheme,
)
from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters
from tax.rules.paths import Path
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

Key: TypeAlias = str  # payees are sorted by it, as text
SINGLE = (Path.LABOUR_PER_PAYMENT, Path.NONRESIDENT)
BY_MONTH = (Path.LABOUR_MONTHLY, Path.NONRESIDENT_WAGE)
PLATFORM_FROM = date(2025, 10, 1)


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a tenant chooses where the text does not settle it; every version is kept."""

    version: str = "default"
    gap_policy: GapPolicy = "reset_on_gap"
    expense_rounding: ExpenseRounding = "cumulative"
    base_excludes_vat: bool = True


class Payment(NamedTuple):
    """One payment or refund of the month."""

    payee: Key
    id: Hashable
    amount_fen: int
    is_refund: bool = False
    refund_of: Hashable = None
    left_fen: int | None = None  # of an earlier payment, or month of one item: what was left of it
    base_fen: int | None = None  # of a refund: what it was without value-added tax
    booked: int = 0  # 202603; nothing where the caller has sorted by month
    currency: str = "CNY"


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
    elsewhere_fen: int = 0  # sales of the month on other platforms
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

    @property
    def on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def booked(self) -> int:
        return self.year * 100 + self.month

    def parameters(self, path: Path) -> Parameters:
        """Return what lines of a path were computed with, as it is stored with them."""
        chosen = {
            "policy": self.policy.version,
            "base_excludes_vat": str(self.policy.base_excludes_vat).lower(),
        }
        used = {Path.PLATFORM_CUMULATIVE: self.platform, Path.WAGE_CUMULATIVE: self.wage}
        scheme = used.get(path) or self.methods.get(path)
        vat_used = self.agency.parameters if path is Path.PLATFORM_CUMULATIVE else {}
        return {**vat_used, **(scheme.parameters if scheme else {}), **chosen}


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
    labour, nonresident = per_payment.labour_method, per_payment.nonresident_labour_method
    methods = {
        Path.LABOUR_PER_PAYMENT: labour(tables, on),
        Path.LABOUR_MONTHLY: labour(tables, on),
        Path.NONRESIDENT: nonresident(tables, on),
        Path.NONRESIDENT_WAGE: per_payment.nonresident_wage_method(tables, on),
    }
    wage, agency = wage_scheme(tables, on), vat.agency(tables, on)
    return Run(year, month, policy, tables, platform, wage, methods, agency, frozenset(closed))


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


class _Folded(NamedTuple):
    """A payee's payments of a month; what this month's refunds reverse of them is taken off."""

    payments: int
    paid_fen: int
    refunded_fen: int
    units: list[int]
    earlier: list[Payment]


def payee_assess(run: Run, key: Key, payee: Payee, payments: Iterable[Payment]) -> Assessed:
    """Compute a payee's month; the order of its payments does not matter.

    Raises:
        TaxRefused: a payment is bad, or a refund reverses what is not known or more than there was.
    """
    folded = _fold(run, payments)
    levied, surcharges, carried = _vat(run, payee, folded)
    vat_fen = levied.vat_fen if levied and run.policy.base_excludes_vat else 0
    earned = max(0, sum(folded.units) - vat_fen)
    state, figures = _withhold(run, payee, folded, earned)
    line = Line(
        *(key, payee.path, folded.payments, folded.paid_fen, folded.refunded_fen),
        *((levied.sales_fen, levied.is_exempt, levied.vat_fen) if levied else (0, True, 0)),
        *surcharges,
        *figures,
    )
    return Assessed(line, Standing(state, carried))


def _fold(run: Run, payments: Iterable[Payment]) -> _Folded:
    units: dict[Hashable, int] = {}
    refunds: dict[Hashable, Payment] = {}
    paid = refunded = 0
    for one in payments:
        if one.amount_fen < 0 or one.booked or one.currency != "CNY":
            _check(run, one)
        if one.id in units or one.id in refunds:
            _check_same(one, units, refunds)
        elif one.is_refund:
            refunds[one.id] = one
            refunded += one.amount_fen
        else:
            units[one.id] = one.amount_fen
            paid += one.amount_fen
    earlier = _reverse(units, refunds.values()) if refunds else []
    count = len(units) + len(refunds)
    return _Folded(count, paid, refunded, list(units.values()), earlier)


def _reverse(units: dict[Hashable, int], refunds: Iterable[Payment]) -> list[Payment]:
    """Take refunds off the payments of this month they reverse; return those of earlier ones."""
    earlier = []
    for refund in refunds:
        if refund.refund_of not in units:
            earlier.append(refund)
        elif units[refund.refund_of] < refund.amount_fen:
            raise TaxRefused("refund_exceeds_income")
        else:
            units[refund.refund_of] -= refund.amount_fen
    return earlier


def _check_same(
    again: Payment, units: dict[Hashable, int], refunds: dict[Hashable, Payment]
) -> None:
    """Take a payment brought twice once; the same number with another amount is refused."""
    known = refunds[again.id].amount_fen if again.id in refunds else units[again.id]
    if known != again.amount_fen or (again.id in refunds) is not again.is_refund:
        raise TaxRefused("payment_differs")


def _check(run: Run, payment: Payment) -> None:
    if payment.amount_fen < 0:
        raise TaxRefused("amount_negative", name="amount")
    if payment.currency != "CNY":
        raise TaxRefused("currency", currency=payment.currency[:20])
    if payment.booked == run.booked:
        return
    period = f"{payment.booked // 100}-{payment.booked % 100:02}"
    if payment.booked in run.closed:
        raise TaxRefused("period_closed", period=period)
    raise TaxRefused("month_differs", period=f"{run.year}-{run.month:02}")


NO_SURCHARGES = (0, 0, 0)


def _vat(
    run: Run, payee: Payee, folded: _Folded
) -> tuple[vat.Levied | None, tuple[int, int, int], int]:
    """Return the tax on the month, its surcharges, and refunds that are left for the next."""
    if not payee.files_vat:
        return None, NO_SURCHARGES, payee.standing.carried_fen
    received = folded.paid_fen - folded.refunded_fen - payee.standing.carried_fen
    levied = run.agency.month(max(0, received), payee.elsewhere_fen, payee.is_waived)
    carried = max(0, -received)
    if not levied.vat_fen:
        return levied, NO_SURCHARGES, carried
    sales = levied.sales_fen + payee.elsewhere_fen
    found = vat.surcharges(
        run.tables, levied.vat_fen, payee.location, run.on, month_sales_fen=sales
    )
    return levied, found[:3], carried


Figures: TypeAlias = tuple[int, int, int, int, int, int, int, int, int, int, int, int]


def _withhold(
    run: Run, payee: Payee, folded: _Folded, earned_fen: int
) -> tuple[State | None, Figures]:
    """Return the state a month leaves, and the figures of its line from the base on."""
    if payee.path in run.methods:
        return payee.standing.state, _by_payment(run, payee.path, folded)
    if payee.path in (Path.BUSINESS_INCOME, Path.COMPANY):
        return payee.standing.state, (earned_fen, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    scheme = run.wage if payee.path is Path.WAGE_CUMULATIVE else run.platform
    if scheme is None:
        raise TaxRefused("path_undecided", name="day")
    reversed_fen = sum(
        one.amount_fen if one.base_fen is None else one.base_fen for one in folded.earlier
    )
    month = Month(
        *(run.year, run.month, earned_fen, reversed_fen),
        *(payee.exempt_fen, payee.other_fen, payee.relief_fen, payee.months_employed),
    )
    state, row = month_add(scheme, payee.standing.state, month)
    return state, (
        *(earned_fen - reversed_fen, row.months, row.cum_income_fen, row.cum_expense_fen),
        *(row.cum_deduction_fen, row.cum_taxable_fen, row.rate_bp, row.quick_fen),
        *(row.cum_due_fen, row.withheld_fen, 0, row.cum_withheld_fen),
    )


def _by_payment(run: Run, path: Path, folded: _Folded) -> Figures:
    """Tax every payment, or the month as one, and give back what was withheld from refunds."""
    method, units = run.methods[path], folded.units
    units = [sum(units)] if path in BY_MONTH else units
    withheld = sum(map(method.tax, units))
    taxable = half_up(sum(map(method.taxable, units)), BASIS)
    step = method.table.bracket(method.taxable(max(units, default=0)), BASIS)
    returned = sum(_returned(method, *reversal) for reversal in _reversals(folded.earlier))
    base = sum(units) - sum(one.amount_fen for one in folded.earlier)
    tail = (step.rate_bp, step.quick_fen, withheld, withheld, returned, withheld)
    return (base, 0, 0, 0, 0, taxable, *tail)


def _reversals(refunds: list[Payment]) -> Iterator[tuple[int, int]]:
    """Yield of every earlier payment what was left of it, and what is refunded of it now."""
    left: dict[Hashable, int] = {}
    gone: dict[Hashable, int] = {}
    for one in refunds:
        if one.refund_of is None or one.left_fen is None:
            raise TaxRefused("refund_unknown")
        left[one.refund_of] = max(one.left_fen, left.get(one.refund_of, 0))
        gone[one.refund_of] = gone.get(one.refund_of, 0) + one.amount_fen
    for name, refunded in gone.items():
        if refunded > left[name]:
            raise TaxRefused("refund_exceeds_income")
        yield left[name], refunded


def _returned(method: per_payment.Method, left_fen: int, refunded_fen: int) -> int:
    return method.tax(left_fen) - method.tax(left_fen - refunded_fen)
