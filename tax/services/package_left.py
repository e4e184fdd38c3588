"""What a package leaves out of what payees got: already filed, or sold to who bought little."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from tax.models import Return
from tax.rules import calendar, left_out
from tax.rules.left_out import Reporting, Scope
from tax.rules.packages import Booked
from tax.selectors.choice import choices_in_force
from tax.selectors.package import basics_last
from tax.selectors.withheld import done_numbers

OFFSHORE, BOTH = "A15-offshore", "platform_cumulative"
# Services of months that were filed, of whom tax was withheld and value-added tax filed for him.
FILED = """
SELECT p.payee_id, p.kind, p.is_refund, sum(p.amount_fen)::bigint, sum(p.orders)::bigint
FROM (
  SELECT DISTINCT ON (payee_id, month) payee_id, month, path, told FROM tax_withheld
  WHERE tenant_id = %(tenant)s AND bucket = %(bucket)s AND payee_id > %(after)s
    AND payee_id <= %(to)s AND month = ANY(%(months)s::date[]) AND (month, number) IN %(done)s
  ORDER BY payee_id, month, number DESC
) w JOIN tax_payment p ON p.tenant_id = %(tenant)s AND p.month = w.month
  AND p.bucket = %(bucket)s AND p.payee_id = w.payee_id
WHERE w.path = %(path)s AND jsonb_exists(w.told, 'sales_fen') AND p.kind = 'services'
  AND p.month = ANY(%(months)s::date[]) AND p.paid_at >= %(since)s AND p.paid_at < %(until)s
GROUP BY p.payee_id, p.kind, p.is_refund
"""
SALES = """
SELECT s.payee_id, s.kind, s.is_refund, sum(s.amount_fen)::bigint, sum(s.orders)::bigint,
  b.net_fen <= %(most)s AS is_small
FROM tax_sale s JOIN tax_buyer b ON b.tenant_id = s.tenant_id AND b.quarter = s.quarter
  AND b.buyer = s.buyer
WHERE s.tenant_id = %(tenant)s AND s.quarter = %(quarter)s AND s.bucket = %(bucket)s
  AND s.payee_id > %(after)s AND s.payee_id <= %(to)s
GROUP BY s.payee_id, s.kind, s.is_refund, is_small
"""
# Of some payees those of whom, in every month of the quarter that paid them, nothing was due.
UNTAXED = """
SELECT p.payee_id FROM (
  SELECT DISTINCT payee_id, month FROM tax_payment
  WHERE tenant_id = %(tenant)s AND month = ANY(%(months)s::date[]) AND bucket = %(bucket)s
    AND payee_id = ANY(%(ids)s::uuid[]) AND kind = 'services'
) p LEFT JOIN (
  SELECT DISTINCT ON (payee_id, month) payee_id, month, withheld_fen, vat_fen FROM tax_withheld
  WHERE tenant_id = %(tenant)s AND bucket = %(bucket)s AND payee_id = ANY(%(ids)s::uuid[])
    AND month = ANY(%(months)s::date[]) AND (month, number) IN %(done)s
  ORDER BY payee_id, month, number DESC
) w USING (payee_id, month)
GROUP BY p.payee_id HAVING bool_and(COALESCE(w.withheld_fen = 0 AND w.vat_fen = 0, false))
"""
Sums = dict[UUID, list[Booked]]


def reporting_of(actor: Actor, first: date) -> Reporting:
    """Return what the tenant chooses to leave out of a quarter."""
    return choices_in_force(actor, first).body.reporting


def scope_of(actor: Actor) -> Scope:
    """Return what kind of platform reports."""
    basics = basics_last(actor)
    return Scope.of(basics.facts) if basics else Scope()


class LeftOut:
    """What of one quarter a package may leave out, share by share."""

    def __init__(self, actor: Actor, first: date, span: tuple[Any, Any], scope: Scope) -> None:
        self.actor, self.first, self.scope = actor, first, scope
        self.since, self.until = span
        self.reporting = reporting_of(actor, first)
        filed = Return.objects.of(actor).filter(period__first_on__gte=first)
        self.months = sorted(set(filed.values_list("period__first_on", flat=True)))
        months = self.months or [first]
        self.done = tuple(done_numbers(actor, months[0], months[-1]))
        self.most = int(law.clause(OFFSHORE, first).number(left_out.BUYER_MOST))

    def filed(self, bucket: int, after: UUID, to: UUID) -> Sums:
        """Return what was withheld from and filed for in the payee's place.

        Law: A16-not-twice
        """
        if not self.months or not self.done or self.reporting.filed_income == "report":
            return {}
        given = self._given(bucket, after, to) | {
            "months": self.months, "done": self.done, "path": BOTH, "since": self.since,
            "until": self.until,
        }  # fmt: skip
        return _summed(_asked(FILED, given))

    def convenient(self, bucket: int, ids: Collection[UUID]) -> Collection[UUID]:
        """Return of those who do convenience labour the ones whose income is not reported.

        Law: D810-convenience
        """
        if not ids or self.reporting.convenience != "untaxed":
            return ids if self.reporting.convenience == "leave_out" else ()
        months = calendar.months_of(self.first)
        done = tuple(done_numbers(self.actor, months[0], months[-1]))
        if not done:
            return ()
        given = {"tenant": self.actor.tenant_id, "bucket": bucket, "ids": list(ids),
                 "months": list(months), "done": done}  # fmt: skip
        return {payee_id for (payee_id,) in _asked(UNTAXED, given)}

    def sold(self, bucket: int, after: UUID, to: UUID) -> tuple[Sums, Sums]:
        """Return of operators abroad what was sold to whom bought little, and to all known buyers.

        Law: A15-offshore
        """
        if not self.scope.is_offshore:
            return {}, {}
        given = self._given(bucket, after, to) | {"quarter": self.first, "most": self.most}
        rows = _asked(SALES, given)
        is_left = self.reporting.small_buyers == "leave_out"
        return _summed([row for row in rows if is_left and row[-1]]), _summed(rows)

    def _given(self, bucket: int, after: UUID, to: UUID) -> dict[str, Any]:
        return {"tenant": self.actor.tenant_id, "bucket": bucket, "after": after, "to": to}


def _asked(query: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _summed(rows: Iterable[tuple[Any, ...]]) -> Sums:
    found: Sums = {}
    for payee_id, kind, is_refund, fen, orders, *_rest in rows:
        found.setdefault(payee_id, []).append(Booked(kind, is_refund, fen, orders))
    return found
