"""What one month of one payee comes to: which way, how much is withheld, and the figures. Pure.

Amounts are what was received for services, value-added tax included. Refunds reverse in the month
they are made: the cumulative method takes them from the year's income, a payment by itself from the
payment they give back. Nothing is paid back in the year; an overhang is settled after it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from tax.rules import cumulative, paths, per_payment, vat
from tax.rules.cumulative import Month, Scheme, State
from tax.rules.paths import Decision, Facts, Path
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

YEARLY = (Path.PLATFORM_CUMULATIVE, Path.WAGE_CUMULATIVE)
SINGLE = (Path.LABOUR_PER_PAYMENT, Path.NONRESIDENT)


class Choice(msgspec.Struct, frozen=True):
    """What the law leaves to the payer; kept with every run."""

    gap_policy: cumulative.GapPolicy = "reset_on_gap"
    is_base_without_vat: bool = True
    is_continuous: bool = False
    location: vat.Location = "city"

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Choice":
        """Read a choice as it is kept."""
        return msgspec.convert(held, cls)

    def kept(self) -> dict[str, Any]:
        """Return the choice as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class Paid(NamedTuple):
    """One payment or refund for services, where each counts by itself."""

    id: UUID
    refund_of: UUID | None
    is_refund: bool
    amount_fen: int


class Given(NamedTuple):
    """A payee's month: who he is for taxes, what he received, and what the year was before."""

    facts: Facts
    received_fen: int
    refunded_fen: int
    single: Sequence[Paid] = ()
    before: State | None = None


class Settled(NamedTuple):
    """What the month came to."""

    path: str
    duty: Literal["withhold", "invoice", "undecided"]
    clause: str
    income_fen: int
    refunded_fen: int
    withheld_fen: int
    vat_fen: int
    surcharge_fen: int
    state: State | None
    told: dict[str, Any]


class Settler:
    """Settles the payees of one month with the tables of that month, read once."""

    def __init__(self, tables: Tables, first: date, choice: Choice) -> None:
        self.tables, self.first, self.choice = tables, first, choice
        self.platform = cumulative.platform_scheme(tables, first, choice.gap_policy)
        self.wage = cumulative.wage_scheme(tables, first)
        self.decided: dict[Facts, Decision | TaxRefused] = {}

    @property
    def parameters(self) -> dict[str, str]:
        """Return what every figure of the month was computed with."""
        by_payment = per_payment.labour(self.tables, 0, self.first).parameters
        others = per_payment.nonresident_labour(self.tables, 0, self.first).parameters
        levy = vat.agency_month(self.tables, 0, self.first).parameters
        chosen = {name: str(value) for name, value in self.choice.kept().items()}
        return {
            **self.platform.parameters, **self.wage.parameters, **by_payment, **others, **levy,
            **chosen,
        }  # fmt: skip

    def is_single(self, facts: Facts) -> bool:
        """Tell whether each payment of such a payee counts by itself."""
        decided = self._decide(facts)
        return isinstance(decided, Decision) and decided.path in SINGLE

    def settle(self, given: Given) -> Settled:
        """Settle one payee's month.

        Law: M-withholding, A16-cumulative, N61-labour, N61-nonresident, N61-no-refund
        """
        decided = self._decide(given.facts)
        if isinstance(decided, TaxRefused):
            told = {"why": decided.code, **decided.facts}
            return _nothing("undecided", "undecided", "", given, told)
        if decided.duty == "invoice":
            return _nothing(decided.path, "invoice", decided.clause, given, {})
        if decided.path in YEARLY:
            return self._yearly(decided, given)
        if decided.path in SINGLE:
            return self._single(decided, given)
        return self._monthly(decided, given)

    def _decide(self, facts: Facts) -> Decision | TaxRefused:
        """Decide by the table; there are few kinds of payees and many payees."""
        if facts not in self.decided:
            try:
                self.decided[facts] = paths.decide(facts, self.first)
            except TaxRefused as refused:
                self.decided[facts] = refused
        return self.decided[facts]

    def _yearly(self, decided: Decision, given: Given) -> Settled:
        vat_fen, surcharge_fen = self._levied(given) if decided.files_vat else (0, 0)
        income = given.received_fen - (vat_fen if self.choice.is_base_without_vat else 0)
        scheme = self.platform if decided.path is Path.PLATFORM_CUMULATIVE else self.wage
        month = Month(
            self.first.year, self.first.month, income, given.refunded_fen,
            months_counted=self._months(scheme, given.before),
        )  # fmt: skip
        state, row = cumulative.month_add(scheme, given.before, month)
        told = {
            "months": row.months, "cum_income_fen": row.cum_income_fen,
            "cum_expense_fen": row.cum_expense_fen, "cum_deduction_fen": row.cum_deduction_fen,
            "cum_taxable_fen": row.cum_taxable_fen, "rate_bp": row.rate_bp,
            "quick_fen": row.quick_fen, "cum_due_fen": row.cum_due_fen,
            "cum_withheld_fen": row.cum_withheld_fen, "is_restarted": row.is_restarted,
        }  # fmt: skip
        return Settled(
            decided.path, "withhold", decided.clause, income, given.refunded_fen,
            row.withheld_fen, vat_fen, surcharge_fen, state, told,
        )  # fmt: skip

    def _months(self, scheme: Scheme, before: State | None) -> int | None:
        """Return an employee's months of the year; practitioners' are counted by their chain."""
        if scheme is self.platform:
            return None
        if before is None or before.year != self.first.year:
            return 1
        return before.months + self.first.month - before.month

    def _levied(self, given: Given) -> tuple[int, int]:
        """Return value-added tax and surcharges of a month that the platform files."""
        received = max(0, given.received_fen - given.refunded_fen)
        levied = vat.agency_month(self.tables, received, self.first)
        more = vat.surcharges(
            self.tables, levied.vat_fen, self.choice.location, self.first,
            month_sales_fen=levied.sales_fen,
        )  # fmt: skip
        return levied.vat_fen, more.total_fen

    def _single(self, decided: Decision, given: Given) -> Settled:
        """Withhold from each payment, less what was given back of it in the same month."""
        compute = (
            per_payment.labour
            if decided.path is Path.LABOUR_PER_PAYMENT
            else per_payment.nonresident_labour
        )
        left = {one.id: one.amount_fen for one in given.single if not one.is_refund}
        loose = 0
        for one in given.single:
            if one.is_refund:
                found = left.get(one.refund_of) if one.refund_of else None
                taken = min(found or 0, one.amount_fen)
                if one.refund_of and taken:
                    left[one.refund_of] = (found or 0) - taken
                loose += one.amount_fen - taken
        found_all = [compute(self.tables, fen, self.first) for fen in left.values()]
        told = {
            "payments": len(left),
            "taxable_fen": sum(one.taxable_fen for one in found_all),
            "unmatched_refund_fen": loose,
        }
        return Settled(
            decided.path, "withhold", decided.clause, given.received_fen, given.refunded_fen,
            sum(one.withheld_fen for one in found_all), 0, 0, None, told,
        )  # fmt: skip

    def _monthly(self, decided: Decision, given: Given) -> Settled:
        """Withhold from a month's sum: continuous labour, or a non-resident's wages."""
        compute = (
            per_payment.labour
            if decided.path is Path.LABOUR_MONTHLY
            else per_payment.nonresident_wage
        )
        net = max(0, given.received_fen - given.refunded_fen)
        found = compute(self.tables, net, self.first)
        told = {
            "taxable_fen": found.taxable_fen, "rate_bp": found.rate_bp,
            "quick_fen": found.quick_fen,
            "unmatched_refund_fen": max(0, given.refunded_fen - given.received_fen),
        }  # fmt: skip
        return Settled(
            decided.path, "withhold", decided.clause, given.received_fen, given.refunded_fen,
            found.withheld_fen, 0, 0, None, told,
        )  # fmt: skip


def _nothing(path: str, duty: Any, clause: str, given: Given, told: dict[str, Any]) -> Settled:
    """Return that nothing is withheld."""
    return Settled(
        str(path), duty, clause, given.received_fen, given.refunded_fen, 0, 0, 0, None, told
    )
