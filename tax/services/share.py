"""One share of payees in a month: what was booked of them is read, settled and written, in steps.

The database adds payments up and Python sees sums; single payments are read only where each of
them is taxed by itself. Refunds of earlier months are looked up with what was withheld then.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection

from livecompliance.kernel.actors import Actor
from tax.models import Run
from tax.rules import assess, calendar, deductions, deltas, paths, tables
from tax.rules.assess import BY_MONTH, SINGLE, YEARLY, Payee, Standing
from tax.rules.choices import Policy
from tax.rules.deductions import Deducted, Due
from tax.rules.deltas import Amounts, Kept
from tax.rules.folding import Folded
from tax.rules.money import BASIS, half_up
from tax.rules.paths import Decision, Facts, Path
from tax.rules.refusals import TaxRefused
from tax.selectors.withheld import done_numbers
from tax.services.deduction import deducted_of
from tax.services.reversal import Back, Refunded, Reversals, asked, back_of, read

STEP = 10_000
MONTH = """
SELECT s.payee_id, y.kind, y.is_resident, y.is_employee, coalesce(y.consent_on < %s, false),
  s.lines, s.paid, s.back, s.own, s.loose, s.elsewhere
FROM (
  SELECT p.payee_id,
    count(*) FILTER (WHERE p.kind = 'services') AS lines,
    coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'services' AND NOT p.is_refund), 0)::bigint
      AS paid,
    coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'services' AND p.is_refund), 0)::bigint
      AS back,
    coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'services' AND p.is_refund
      AND EXISTS (SELECT FROM tax_payment o WHERE o.tenant_id = p.tenant_id AND o.month = %s
        AND o.bucket = %s AND o.payee_id = p.payee_id AND o.id = p.refund_of)), 0)::bigint AS own,
    coalesce(sum(p.amount_fen) FILTER (WHERE p.kind = 'services' AND p.is_refund
      AND p.refund_of IS NULL), 0)::bigint AS loose,
    coalesce(sum(CASE WHEN p.is_refund THEN -p.amount_fen ELSE p.amount_fen END)
      FILTER (WHERE p.kind <> 'services'), 0)::bigint AS elsewhere
  FROM tax_payment p
  WHERE p.tenant_id = %s AND p.month = %s AND p.bucket = %s AND p.payee_id > %s
  GROUP BY p.payee_id HAVING count(*) FILTER (WHERE p.kind = 'services') > 0
  ORDER BY p.payee_id LIMIT %s
) s JOIN tax_payee y ON y.id = s.payee_id ORDER BY s.payee_id
"""
# What each payment of the month came to after refunds of the same month.
UNITS = """
SELECT p.payee_id, p.amount_fen - coalesce((
  SELECT sum(r.amount_fen) FROM tax_payment r WHERE r.tenant_id = p.tenant_id AND r.month = %s
    AND r.bucket = %s AND r.payee_id = p.payee_id AND r.is_refund AND r.refund_of = p.id
  ), 0)::bigint
FROM tax_payment p
WHERE p.tenant_id = %s AND p.month = %s AND p.bucket = %s AND p.payee_id = ANY(%s::uuid[])
  AND p.kind = 'services' AND NOT p.is_refund
"""
BEFORE = """
SELECT DISTINCT ON (payee_id, path) payee_id, path, state FROM tax_withheld
WHERE tenant_id = %s AND bucket = %s AND payee_id > %s AND payee_id <= %s
  AND month >= %s AND month < %s AND (month, number) IN %s AND state IS NOT NULL
ORDER BY payee_id, path, month DESC, number DESC
"""
FILED = """
SELECT DISTINCT ON (payee_id) payee_id, path, income_fen, refunded_fen, withheld_fen, vat_fen,
  surcharge_fen, returned_fen, state, told FROM tax_withheld
WHERE tenant_id = %s AND bucket = %s AND payee_id > %s AND payee_id <= %s
  AND month = %s AND number = ANY(%s::integer[])
ORDER BY payee_id, number DESC
"""
WRITE = """
INSERT INTO tax_withheld (tenant_id, bucket, month, number, payee_id, path, duty, clause,
  income_fen, refunded_fen, withheld_fen, vat_fen, surcharge_fen, returned_fen, delta_fen, state,
  told)
SELECT %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::bigint[],
  %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[],
  %s::jsonb[])
ON CONFLICT DO NOTHING
"""
ADDED = ("payees", *Amounts._fields)
_json = msgspec.json.Encoder()


class Sums(NamedTuple):
    """What was booked of one payee in the month."""

    id: UUID
    kind: Any
    is_resident: bool
    is_employee: bool
    consents: bool
    lines: int
    paid_fen: int
    back_fen: int
    own_fen: int  # refunds of this month's payments
    loose_fen: int  # refunds that name no payment
    elsewhere_fen: int  # goods and the rest, refunds taken off

    @property
    def earlier_fen(self) -> int:
        return self.back_fen - self.own_fen - self.loose_fen


class Step(NamedTuple):
    """What one step found and wrote; `last` is None when the share is worked off."""

    payees: int
    sums: dict[str, list[int]]
    changed: int
    delta: Amounts
    last: UUID | None


class Share:
    """The payees of a month in one run: each is settled, and what changed is written."""

    def __init__(self, actor: Actor, held: Run, first: date, *, is_platform: bool) -> None:
        self.tenant, self.number, self.first = actor.tenant_id, held.number, first
        self.policy, self.is_platform = Policy.of(held.choice), is_platform
        self.rules = assess.run_of(tables.shipped(), first.year, first.month, self.policy)
        self.since = date(first.year - 1, 1, 1)
        self.done = tuple(done_numbers(actor, date.min, first))
        self.before = tuple(one for one in self.done if self.since <= one[0] < first)
        self.earlier = [number for month, number in self.done if month == first]
        self.reversals = Reversals(actor.tenant_id, first, self.done)
        self.decided: dict[Facts, Decision | TaxRefused] = {}
        self.deducted: dict[UUID, list[Deducted]] = {}

    def step(self, bucket: int, after: UUID) -> Step:
        """Settle the next payees of a share."""
        rows = self._rows(bucket, after)
        if not rows:
            return Step(0, {}, 0, Amounts(), None)
        decided = {row.id: self._decide(row) for row in rows}
        span = (bucket, after, rows[-1].id)
        before, filed = self._before(*span), self._filed(*span)
        units = self._units(bucket, [row.id for row in rows if _path(decided[row.id]) in SINGLE])
        employees = [row.id for row in rows if _path(decided[row.id]) is Path.WAGE_CUMULATIVE]
        self.deducted = deducted_of(self.tenant, self.first, bucket, employees)
        refunds = self.reversals.of(bucket, [row.id for row in rows if row.earlier_fen > 0])
        sums: dict[str, list[int]] = {}
        written: list[tuple[Any, ...]] = []
        changes = Amounts()
        for row in rows:
            way = decided[row.id]
            kept = self._settle(row, way, units, refunds.get(row.id, ()), before)
            _add(sums, kept)
            if (change := deltas.delta(filed.get(row.id), kept)) is not None:
                written.append(_written(row.id, way, kept, change))
                changes = Amounts(*(a + b for a, b in zip(changes, change, strict=True)))
        self._write(bucket, written)
        last = rows[-1].id if len(rows) == STEP else None
        return Step(len(rows), sums, len(written), changes, last)

    def _settle(
        self,
        row: Sums,
        way: Decision | TaxRefused,
        units: Mapping[UUID, list[int]],
        refunds: Sequence[Refunded],
        before: Mapping[tuple[UUID, str], Standing],
    ) -> Kept:
        """Settle one payee's month.

        Law: M-withholding, A16-cumulative, N61-labour, N61-nonresident, N61-no-refund
        """
        if isinstance(way, TaxRefused):
            return deltas.refused_of(way.code, way.facts, row.paid_fen, row.back_fen)
        month = self._folded(row, way.path, units, refunds)
        standing = before.get((row.id, way.path), Standing())
        due = deductions.due(self.deducted.get(row.id, ()), standing.state, self.first)
        payee = Payee(
            way.path,
            standing,
            other_fen=due.total_fen,
            months_employed=due.months,
            files_vat=way.files_vat,
            location=self.policy.location,
            elsewhere_fen=self._without_vat(row.elsewhere_fen) if way.files_vat else 0,
        )
        try:
            found = assess.month_assess(self.rules, "", payee, month)
        except TaxRefused as refused:
            return deltas.refused_of(refused.code, refused.facts, row.paid_fen, row.back_fen)
        off = found.line.vat_fen if self.policy.base_excludes_vat else 0
        return _explained(deltas.kept_of(found, month.unmatched_fen, off), due, found.standing)

    def _without_vat(self, fen: int) -> int:
        rate = self.rules.agency.terms.rates["levy"]
        return half_up(max(0, fen) * BASIS, BASIS + rate)

    def _folded(
        self,
        row: Sums,
        path: Path,
        units: Mapping[UUID, list[int]],
        refunds: Sequence[Refunded],
    ) -> Folded:
        """Put a payee's sums in the terms of the rules."""
        left = row.paid_fen - row.own_fen
        back = back_of(path, refunds)
        if path in YEARLY:
            lost = back.reversed_fen + row.loose_fen
            return _fold(row, [left], back, reversed_fen=lost)
        if path in SINGLE:
            unmatched = back.unmatched_fen + row.loose_fen
            return _fold(row, units.get(row.id, []), back, unmatched_fen=unmatched)
        if path in BY_MONTH:
            unmatched = back.unmatched_fen + max(0, row.loose_fen - left)
            return _fold(row, [max(0, left - row.loose_fen)], back, unmatched_fen=unmatched)
        return _fold(row, [left], back)

    def _decide(self, row: Sums) -> Decision | TaxRefused:
        """Decide by the table; there are few kinds of payees and many payees."""
        facts = Facts(
            payee=row.kind,
            has_identity=True,
            is_resident=row.is_resident,
            is_employee=row.is_employee,
            through_platform=self.is_platform,
            payer_is_platform=self.is_platform,
            is_continuous=self.policy.is_continuous,
            consents_to_agency=row.consents,
        )
        if facts not in self.decided:
            try:
                self.decided[facts] = paths.decide(facts, self.first)
            except TaxRefused as refused:
                self.decided[facts] = refused
        return self.decided[facts]

    def _rows(self, bucket: int, after: UUID) -> list[Sums]:
        first = self.first
        given = [calendar.later(first, 1), first, bucket, self.tenant, first, bucket, after, STEP]
        return [Sums._make(row) for row in asked(MONTH, given)]

    def _units(self, bucket: int, ids: Collection[UUID]) -> dict[UUID, list[int]]:
        found: dict[UUID, list[int]] = {}
        if ids:
            first = self.first
            given = [first, bucket, self.tenant, first, bucket, list(ids)]
            for payee_id, fen in asked(UNITS, given):
                found.setdefault(payee_id, []).append(fen)
        return found

    def _before(self, bucket: int, after: UUID, last: UUID) -> dict[tuple[UUID, str], Standing]:
        if not self.before:
            return {}
        given = [self.tenant, bucket, after, last, self.since, self.first, self.before]
        return {
            (payee, path): Standing(*deltas.state_of(read(state)))
            for payee, path, state in asked(BEFORE, given)
        }

    def _filed(self, bucket: int, after: UUID, last: UUID) -> dict[UUID, Kept]:
        if not self.earlier:
            return {}
        given = [self.tenant, bucket, after, last, self.first, self.earlier]
        return {
            payee: Kept(path, Amounts(*fen), read(state), read(told))
            for payee, path, *fen, state, told in asked(FILED, given)
        }

    def _write(self, bucket: int, written: Sequence[tuple[Any, ...]]) -> None:
        if written:
            columns = map(list, zip(*written, strict=True))
            with connection.cursor() as cursor:
                cursor.execute(WRITE, [self.tenant, bucket, self.first, self.number, *columns])


def _fold(
    row: Sums,
    units: Sequence[int],
    back: Back,
    reversed_fen: int = 0,
    unmatched_fen: int = 0,
) -> Folded:
    unmatched = unmatched_fen or back.unmatched_fen
    return Folded(
        *(row.lines, row.paid_fen, row.back_fen, units, reversed_fen, back.earlier_fen),
        *(back.reversals, unmatched),
    )


def _explained(kept: Kept, due: Due, standing: Standing) -> Kept:
    """Let what an employee deducted stand beside what it came to.

    Law: N61-wage
    """
    of_year = standing.state.other_fen if standing.state is not None else 0
    if not due.told and not of_year:
        return kept
    return kept._replace(told=kept.told | due.told | {"cum_other_fen": of_year})


def _path(way: Decision | TaxRefused) -> Path | None:
    return way.path if isinstance(way, Decision) else None


def _written(pk: UUID, way: Decision | TaxRefused, kept: Kept, change: Amounts) -> tuple[Any, ...]:
    is_decided = isinstance(way, Decision) and kept.path == way.path
    duty = way.duty if isinstance(way, Decision) and is_decided else "undecided"
    clause = way.clause if isinstance(way, Decision) and is_decided else ""
    state = _json.encode(kept.state).decode() if kept.state is not None else None
    told = _json.encode(kept.told).decode()
    return (pk, kept.path, duty, clause, *kept.amounts, change.withheld_fen, state, told)


def _add(sums: dict[str, list[int]], kept: Kept) -> None:
    of = sums.setdefault(kept.path, [0] * len(ADDED))
    for place, value in enumerate((1, *kept.amounts)):
        of[place] += value
