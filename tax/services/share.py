"""One share of payees in a month: what was booked of them is read, settled and written, in steps.

The database adds payments up and Python sees sums; single payments are read only where each of
them is taxed by itself. Refunds of earlier months are looked up with what was withheld then.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
PAYEES = """
SELECT id, kind, is_resident, is_employee, coalesce(consent_on < %s, false) FROM tax_payee
WHERE tenant_id = %s AND bucket = %s AND id > %s ORDER BY id LIMIT %s
"""
# The key's index holds all that is asked for: where a payee's lines lie in the table is no matter.
MONTH = """
SELECT payee_id,
  count(*) FILTER (WHERE kind = 'services'),
  coalesce(sum(amount_fen) FILTER (WHERE kind = 'services' AND NOT is_refund), 0)::bigint,
  coalesce(sum(amount_fen) FILTER (WHERE kind = 'services' AND is_refund), 0)::bigint,
  coalesce(sum(amount_fen) FILTER (WHERE kind = 'services' AND is_refund
    AND refund_of IS NULL), 0)::bigint,
  coalesce(sum(CASE WHEN is_refund THEN -amount_fen ELSE amount_fen END)
    FILTER (WHERE kind <> 'services'), 0)::bigint
FROM tax_payment
WHERE tenant_id = %s AND month = %s AND bucket = %s AND payee_id > %s AND payee_id <= %s
GROUP BY payee_id
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
LAST = UUID(int=(1 << 128) - 1)
NOTHING_DUE = Due(0, 0, 0, None)
ADDED = ("payees", *Amounts._fields)
_json = msgspec.json.Encoder()


class Sums(NamedTuple):
    """What was booked of one payee in the month."""

    id: str
    kind: Any
    is_resident: bool
    is_employee: bool
    consents: bool
    lines: int
    paid_fen: int
    back_fen: int
    loose_fen: int  # refunds that name no payment
    elsewhere_fen: int  # goods and the rest, refunds taken off
    own_fen: int = 0  # refunds of this month's payments


class Step(NamedTuple):
    """How many payees one step saw, what it wrote; `last` is None when the share is worked off."""

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
        self.decided: dict[tuple[Any, ...], Decision | TaxRefused] = {}
        self.deducted: dict[str, list[Deducted]] = {}

    def step(self, bucket: int, after: UUID) -> Step:
        """Settle the next payees of a share."""
        payees = self._payees(bucket, after)
        is_whole = len(payees) < STEP
        to = LAST if is_whole else UUID(payees[-1][0])
        span = (bucket, after, to)
        rows, refunds = self._refunded(bucket, self._rows(payees, *span))
        decided = {row.id: self._decide(row) for row in rows}
        before, filed = self._before(*span), self._filed(*span)
        units = self._units(bucket, [row.id for row in rows if _path(decided[row.id]) in SINGLE])
        employees = [row.id for row in rows if _path(decided[row.id]) is Path.WAGE_CUMULATIVE]
        self.deducted = self._deducted(bucket, employees)
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
        return Step(len(payees), sums, len(written), changes, None if is_whole else to)

    def _settle(
        self,
        row: Sums,
        way: Decision | TaxRefused,
        units: Mapping[str, list[int]],
        refunds: Sequence[Refunded],
        before: Mapping[tuple[str, str], Standing],
    ) -> Kept:
        """Settle one payee's month.

        Law: M-withholding, A16-cumulative, N61-labour, N61-nonresident, N61-no-refund
        """
        if isinstance(way, TaxRefused):
            return deltas.refused_of(way.code, way.facts, row.paid_fen, row.back_fen)
        month = self._folded(row, way.path, units, refunds)
        standing = before.get((row.id, way.path), Standing())
        kept = self.deducted.get(row.id)
        due = deductions.due(kept, standing.state, self.first) if kept else NOTHING_DUE
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
        units: Mapping[str, list[int]],
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
        sort = row[1:5]
        if sort not in self.decided:
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
            try:
                self.decided[sort] = paths.decide(facts, self.first)
            except TaxRefused as refused:
                self.decided[sort] = refused
        return self.decided[sort]

    def _payees(self, bucket: int, after: UUID) -> list[tuple[Any, ...]]:
        given = [calendar.later(self.first, 1), self.tenant, bucket, after, STEP]
        return asked(PAYEES, given)

    def _rows(
        self, payees: Sequence[tuple[Any, ...]], bucket: int, after: UUID, to: UUID
    ) -> list[Sums]:
        """Return what was booked of payees who were paid for services, in their order."""
        given = [self.tenant, self.first, bucket, after, to]
        sums = {payee_id: of for payee_id, *of in asked(MONTH, given) if of[0]}
        return [Sums(*one, *sums[one[0]]) for one in payees if one[0] in sums]

    def _refunded(
        self, bucket: int, rows: Sequence[Sums]
    ) -> tuple[list[Sums], dict[str, list[Refunded]]]:
        """Tell refunds of the month's own payments from those of earlier ones."""
        named = [row.id for row in rows if row.back_fen > row.loose_fen]
        own, earlier = self.reversals.of(bucket, named)
        return [
            row._replace(own_fen=own[row.id]) if row.id in own else row for row in rows
        ], earlier

    def _deducted(self, bucket: int, ids: Sequence[str]) -> dict[str, list[Deducted]]:
        found = deducted_of(self.tenant, self.first, bucket, [UUID(one) for one in ids])
        return {str(one): of for one, of in found.items()}

    def _units(self, bucket: int, ids: Collection[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        if ids:
            first = self.first
            given = [first, bucket, self.tenant, first, bucket, list(ids)]
            for payee_id, fen in asked(UNITS, given):
                found.setdefault(payee_id, []).append(fen)
        return found

    def _before(self, bucket: int, after: UUID, last: UUID) -> dict[tuple[str, str], Standing]:
        if not self.before:
            return {}
        given = [self.tenant, bucket, after, last, self.since, self.first, self.before]
        return {
            (payee, path): Standing(*deltas.state_of(read(state)))
            for payee, path, state in asked(BEFORE, given)
        }

    def _filed(self, bucket: int, after: UUID, last: UUID) -> dict[str, Kept]:
        if not self.earlier:
            return {}
        given = [self.tenant, bucket, after, last, self.first, self.earlier]
        return {
            payee: Kept(path, Amounts(*fen), read(state), read(told))
            for payee, path, *fen, state, told in asked(FILED, given)
        }

    def _write(self, bucket: int, written: Sequence[tuple[Any, ...]]) -> None:
        if written:
            pk, path, duty, clause, *figures, state, told = zip(*written, strict=True)
            plain = [array(one) for one in (pk, path, duty, clause, *figures)]
            columns: list[Any] = [*plain, list(state), list(told)]
            with connection.cursor() as cursor:
                cursor.execute(WRITE, [self.tenant, bucket, self.first, self.number, *columns])


def array(values: Iterable[Any]) -> str:
    """Return plain numbers, ids and codes as PostgreSQL reads an array."""
    return "{" + ",".join([f'"{one}"' for one in values]) + "}"


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
    if not of_year and (due is NOTHING_DUE or not due.told):
        return kept
    return kept._replace(told=kept.told | due.told | {"cum_other_fen": of_year})


def _path(way: Decision | TaxRefused) -> Path | None:
    return way.path if isinstance(way, Decision) else None


def _written(pk: str, way: Decision | TaxRefused, kept: Kept, change: Amounts) -> tuple[Any, ...]:
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
