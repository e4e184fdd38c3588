"""Payments are brought, many at once: each once, in the month it was paid, appended only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from tax import policies
from tax.models import Payee, Period
from tax.rules import brought
from tax.rules.brought import Bad, PaymentGiven
from tax.rules.calendar import month_of
from tax.services.batch import Outcome, batch_note, row_read, turn_take
from tax.services.sale import Buyers

CLAUSE = "D810-quarterly-report"
MOST = 1_000
KNOWN = """
SELECT id, month, payee_id, print FROM tax_paymentkey
WHERE tenant_id = %s AND id = ANY(%s::uuid[])
"""
ORIGINALS = """
SELECT p.id, p.amount_fen, p.is_refund, p.kind
FROM unnest(%s::date[], %s::smallint[], %s::uuid[], %s::uuid[]) AS k (month, bucket, payee, id)
JOIN tax_payment p ON p.tenant_id = %s AND p.month = k.month AND p.bucket = k.bucket
  AND p.payee_id = k.payee AND p.id = k.id
"""
KEYS = """
INSERT INTO tax_paymentkey (tenant_id, id, month, payee_id, print)
SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::uuid[], %s::bigint[])
ON CONFLICT DO NOTHING RETURNING id
"""
ROWS = """
INSERT INTO tax_payment (tenant_id, month, bucket, payee_id, id, external_id, kind, is_refund,
  is_late, refund_of, amount_fen, orders, paid_at)
SELECT %s, * FROM unnest(%s::date[], %s::smallint[], %s::uuid[], %s::uuid[], %s::text[],
  %s::text[], %s::boolean[], %s::boolean[], %s::uuid[], %s::bigint[], %s::integer[],
  %s::timestamptz[])
"""
REFUNDS = """
INSERT INTO tax_refund (tenant_id, refund_of, id, month, amount_fen)
SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::date[], %s::bigint[])
"""
GIVEN_BACK = """
SELECT refund_of, sum(amount_fen)::bigint FROM tax_refund
WHERE tenant_id = %s AND refund_of = ANY(%s::uuid[]) GROUP BY refund_of
"""
TALLY = """
INSERT INTO tax_tally (id, tenant_id, month, kind, payments, refunds, orders, paid_fen,
  refunded_fen) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, month, kind) DO UPDATE SET
  payments = tax_tally.payments + excluded.payments,
  refunds = tax_tally.refunds + excluded.refunds,
  orders = tax_tally.orders + excluded.orders,
  paid_fen = tax_tally.paid_fen + excluded.paid_fen,
  refunded_fen = tax_tally.refunded_fen + excluded.refunded_fen
"""
SHARE = """
SELECT first_on, state FROM tax_period
WHERE tenant_id = %s AND kind = 'month' AND first_on = ANY(%s::date[]) ORDER BY first_on FOR SHARE
"""


class Seen(NamedTuple):
    """A payment that is there, or that stands earlier in the same batch."""

    month: date
    payee_id: UUID
    print: int


class Original(NamedTuple):
    """What a refund gives back."""

    amount_fen: int
    is_refund: bool
    kind: str


class Line(NamedTuple):
    """One row that will be written."""

    month: date
    bucket: int
    payee_id: UUID
    id: UUID
    external_id: str
    kind: str
    is_refund: bool
    is_late: bool
    refund_of: UUID | None
    amount_fen: int
    orders: int
    paid_at: Any


@transaction.atomic
def payments_bring(*, actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Book payments and refunds, each once, in the month it was paid.

    A payment of a month that is closed is refused by name; brought again as a correction it is
    booked in the month that runs. A row that cannot be is named with its fault, and the others
    are booked.

    Raises:
        Forbidden: neither an officer nor the platform's own system.

    Law: D810-quarterly-report, A15-correction
    """
    policies.require_bring(actor)
    found = payments_take(actor, items)
    batch_note(actor, "tax.payments_brought", CLAUSE, found)
    return found


def payments_take(actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Take one batch of payments inside the caller's transaction."""
    now = clock.now()

    def reads(item: Mapping[str, Any]) -> PaymentGiven:
        return brought.payment_of(item, now)

    read = [row_read(item, reads, "external_id") for item in items]
    given = [one for one in read if isinstance(one, PaymentGiven)]
    if not given:
        return [one for one in read if isinstance(one, Outcome)]
    batch = _Batch(actor, given)
    found = [batch.take(one) if isinstance(one, PaymentGiven) else one for one in read]
    taken = batch.write()
    lost = [one for one in found if one.result == "added" and one.id not in taken]
    return batch.judge(found, lost) if lost else found


def months_open(actor: Actor, months: Iterable[date]) -> dict[date, bool]:
    """Return which months are open; nobody closes them before the transaction ends."""
    wanted = sorted(set(months))
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [actor.tenant_id, wanted])
        found = {first: state == "open" for first, state in cursor.fetchall()}
        if missing := [month for month in wanted if month not in found]:
            Period.objects.bulk_create(
                [
                    Period(id=uuid7(), tenant_id=actor.tenant_id, kind="month", first_on=month)
                    for month in missing
                ],
                ignore_conflicts=True,
            )
            for month in missing:
                cursor.execute("SELECT tax_partition_ensure(%s)", [month])
            cursor.execute(SHARE, [actor.tenant_id, wanted])
            found = {first: state == "open" for first, state in cursor.fetchall()}
    return found


class _Batch:
    """What a batch finds in the way, and what it writes."""

    def __init__(self, actor: Actor, given: Sequence[PaymentGiven]) -> None:
        self.actor, self.tenant = actor, actor.tenant_id
        named = {one.payee for one in given}
        payees = Payee.objects.of(actor).filter(external_id__in=named)
        self.payees: dict[str, UUID] = dict(payees.values_list("external_id", "id"))
        self.today = month_of(clock.today())
        self.open = months_open(actor, {self.today, *(one.month for one in given)})
        refs = {self._id(one.refund_of) for one in given if one.refund_of}
        self.seen = self._known({self._id(one.external_id) for one in given} | refs)
        self.originals = self._paid({pk: self.seen[pk] for pk in refs if pk in self.seen})
        self.back = self._given_back(refs)
        self.buyers = Buyers(actor, {one.payee for one in given if one.buyer}, refs)
        self.lines: list[Line] = []
        self.prints: list[int] = []

    def _id(self, number: str) -> UUID:
        return brought.payment_id(self.tenant, number)

    def _given_back(self, refs: Collection[UUID]) -> dict[UUID, int]:
        """Return what was given back before; two batches with refunds come in turn."""
        if not refs:
            return {}
        turn_take(self.actor, "refunds")
        with connection.cursor() as cursor:
            cursor.execute(GIVEN_BACK, [self.tenant, list(refs)])
            return dict(cursor.fetchall())

    def _known(self, ids: Iterable[UUID]) -> dict[UUID, Seen]:
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, [self.tenant, list(ids)])
            return {row[0]: Seen(*row[1:]) for row in cursor.fetchall()}

    def _paid(self, refs: Mapping[UUID, Seen]) -> dict[UUID, Original]:
        """Return what was paid that is given back now."""
        if not refs:
            return {}
        of = [(one.month, brought.bucket_of(one.payee_id), one.payee_id, pk)
              for pk, one in refs.items()]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(ORIGINALS, [*map(list, zip(*of, strict=True)), self.tenant])
            return {row[0]: Original(*row[1:]) for row in cursor.fetchall()}

    def take(self, given: PaymentGiven) -> Outcome:
        """Decide what one row comes to."""
        pk, told = self._id(given.external_id), given.print()
        if (seen := self.seen.get(pk)) is not None:
            if seen.print == told:
                return Outcome(given.external_id, "same", None, pk)
            return _bad(given, "differs", "external_id")
        payee_id = self.payees.get(given.payee)
        if payee_id is None:
            return _bad(given, "payee_unknown", "payee")
        if code := self._refund_fault(given, payee_id):
            return _bad(given, code, "refund_of")
        refund_of = self._id(given.refund_of) if given.refund_of else None
        month, is_late = given.month, False
        if not self.open[month]:
            if not given.is_correction:
                period = f"{month:%Y-%m}"
                fault = Bad("period_closed", "paid_at", period=period)
                return Outcome(given.external_id, "faulty", fault)
            month, is_late = self.today, True
        self.seen[pk] = Seen(month, payee_id, told)
        self.originals[pk] = Original(given.amount_fen, given.is_refund, given.kind)
        self.buyers.note(pk, payee_id, given.buyer, refund_of)
        if refund_of:
            self.back[refund_of] = self.back.get(refund_of, 0) + given.amount_fen
        bucket = brought.bucket_of(payee_id)
        self.lines.append(
            Line(
                month,
                bucket,
                payee_id,
                pk,
                given.external_id,
                given.kind,
                given.is_refund,
                is_late,
                refund_of,
                given.amount_fen,
                given.orders,
                given.paid_at,
            )
        )
        self.prints.append(told)
        return Outcome(given.external_id, "added", None, pk)

    def _refund_fault(self, given: PaymentGiven, payee_id: UUID) -> str:
        if not given.refund_of:
            return ""
        pk = self._id(given.refund_of)
        seen, of = self.seen.get(pk), self.originals.get(pk)
        if seen is None or of is None or of.is_refund:
            return "refund_unknown"
        if seen.payee_id != payee_id:
            return "refund_of_another"
        if of.kind != given.kind:
            return "refund_of_kind"
        if not self.buyers.fits(payee_id, given.buyer, pk):
            return "refund_of_buyer"
        gone = self.back.get(pk, 0) + given.amount_fen
        return "refund_exceeds" if gone > of.amount_fen else ""

    def judge(self, found: Sequence[Outcome], lost: Sequence[Outcome]) -> list[Outcome]:
        """Say of what somebody else wrote meanwhile whether it was the same."""
        there = self._known({one.id for one in lost if one.id})
        told = {one.id for one in lost}
        mine = {line.id: told for line, told in zip(self.lines, self.prints, strict=True)}
        judged = []
        for one in found:
            if one.id is not None and one.id in told and one.result == "added":
                is_same = there[one.id].print == mine[one.id]
                fault = None if is_same else Bad("differs", "external_id")
                one = Outcome(one.external_id, "same" if is_same else "faulty", fault, one.id)
            judged.append(one)
        return judged

    def write(self) -> set[UUID]:
        """Write what is new; return which of it nobody else had written meanwhile."""
        if not self.lines:
            return set()
        both = sorted(zip(self.lines, self.prints, strict=True), key=lambda one: one[0].id)
        with connection.cursor() as cursor:
            keys = [(one.id, one.month, one.payee_id, told) for one, told in both]
            cursor.execute(KEYS, [self.tenant, *map(list, zip(*keys, strict=True))])
            taken = {row[0] for row in cursor.fetchall()}
            rows = [one for one, _told in both if one.id in taken]
            if rows:
                cursor.execute(ROWS, [self.tenant, *map(list, zip(*rows, strict=True))])
            back = [(one.refund_of, one.id, one.month, one.amount_fen) for one in rows
                    if one.refund_of]  # fmt: skip
            if back:
                cursor.execute(REFUNDS, [self.tenant, *map(list, zip(*back, strict=True))])
            for (month, kind), sums in sorted(_tallied(rows).items()):
                cursor.execute(TALLY, [uuid7(), self.tenant, month, kind, *sums])
        self.buyers.write(rows)
        return taken


def _tallied(rows: Sequence[Line]) -> dict[tuple[date, str], list[int]]:
    """Return what rows add to each month and kind: how many, of what, how much."""
    found: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0] * 5)
    for one in rows:
        sums, is_refund = found[one.month, one.kind], one.is_refund
        sums[is_refund] += 1
        sums[2] += 0 if is_refund else one.orders
        sums[3 + is_refund] += one.amount_fen
    return found


def _bad(given: PaymentGiven, code: str, field: str) -> Outcome:
    return Outcome(given.external_id, "faulty", Bad(code, field))
