"""A payee's payments of a month become the sums that are taxed. Pure.

Whoever has the payments at hand folds them here; a database that has added them up brings the
sums. Refunds reverse in the month they are made: of this month's payments, or of earlier ones.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from tax.rules.paths import Path
from tax.rules.refusals import TaxRefused

Key: TypeAlias = str  # payees are sorted by it, as text


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


class Reversal(NamedTuple):
    """What is given back of one earlier payment, or of one earlier month of one item."""

    path: Path  # the way it went
    on: date | None  # its month, whose tables count; None where this month's do
    left_fen: int  # what was left of it before
    refunded_fen: int


class Folded(NamedTuple):
    """A payee's month; what its refunds reverse of its own payments is taken off the units."""

    payments: int
    paid_fen: int
    refunded_fen: int
    units: Collection[int]  # each payment, or their sum where they count together
    reversed_fen: int = 0  # refunds of earlier months, as the year's income loses them
    earlier_fen: int = 0  # the same as they were paid
    reversals: Collection[Reversal] = ()
    unmatched_fen: int = 0  # refunds of which nobody knows what was withheld


class Booked(NamedTuple):
    """Where payments are booked: the month at hand, and months that take nothing more."""

    month: int  # 202603
    closed: frozenset[int] = frozenset()


def folded(booked: Booked, payments: Iterable[Payment], path: Path, is_single: bool) -> Folded:
    """Add a payee's payments up; their order does not matter.

    Raises:
        TaxRefused: a payment is bad, or a refund reverses what is not known or more than there was.
    """
    units: dict[Hashable, int] = {}
    refunds: dict[Hashable, Payment] = {}
    paid = refunded = 0
    for one in payments:
        if one.amount_fen < 0 or one.booked or one.currency != "CNY":
            _check(booked, one)
        if one.id in units or one.id in refunds:
            _check_same(one, units, refunds)
        elif one.is_refund:
            refunds[one.id] = one
            refunded += one.amount_fen
        else:
            units[one.id] = one.amount_fen
            paid += one.amount_fen
    count = len(units) + len(refunds)
    if not refunds:
        return Folded(count, paid, refunded, units.values())
    earlier = _reverse(units, refunds.values())
    lost = sum(one.amount_fen if one.base_fen is None else one.base_fen for one in earlier)
    gone = sum(one.amount_fen for one in earlier)
    reversals = list(_reversals(earlier, path)) if is_single else []
    return Folded(count, paid, refunded, units.values(), lost, gone, reversals)


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


def _check(booked: Booked, payment: Payment) -> None:
    if payment.amount_fen < 0:
        raise TaxRefused("amount_negative", name="amount")
    if payment.currency != "CNY":
        raise TaxRefused("currency", currency=payment.currency[:20])
    if payment.booked == booked.month:
        return
    if payment.booked in booked.closed:
        raise TaxRefused("period_closed", period=_said(payment.booked))
    raise TaxRefused("month_differs", period=_said(booked.month))


def _said(month: int) -> str:
    return f"{month // 100}-{month % 100:02}"


def _reversals(refunds: Iterable[Payment], path: Path) -> Iterator[Reversal]:
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
        yield Reversal(path, None, left[name], refunded)
