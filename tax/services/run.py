"""A month is computed as a job: payee by payee, with the tables of its day, once however often.

A step is one share of payees and a transaction of its own; the sums so far are kept with the
place. A later run of a month writes only the lines that come out otherwise, each with what it
changes; a run that was cancelled counts for nothing.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from accounts.models import Tenant
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from office.models import Job
from office.services.progress import Progress
from tax import policies
from tax.models import Payee, Period, Run
from tax.rules import tables
from tax.rules.brought import BUCKETS
from tax.rules.cumulative import State
from tax.rules.paths import Facts
from tax.rules.settling import Choice, Given, Paid, Settled, Settler
from tax.selectors.withheld import done_numbers

KIND, SUBJECT, CLAUSE = "tax_run", "tax_run", "M-withholding"
STEP = 10_000
FIRST = UUID(int=0)
GAP, WITH_VAT, CONTINUOUS = "tax_gap_counts", "tax_base_with_vat", "tax_labour_continuous"
MONTH = """
SELECT s.payee_id, y.kind, y.is_resident, y.is_employee, y.consent_on IS NOT NULL, s.paid, s.back
FROM (
  SELECT payee_id, coalesce(sum(amount_fen) FILTER (WHERE NOT is_refund), 0)::bigint AS paid,
    coalesce(sum(amount_fen) FILTER (WHERE is_refund), 0)::bigint AS back
  FROM tax_payment
  WHERE tenant_id = %s AND month = %s AND bucket = %s AND payee_id > %s AND kind = 'services'
  GROUP BY payee_id ORDER BY payee_id LIMIT %s
) s JOIN tax_payee y ON y.id = s.payee_id ORDER BY s.payee_id
"""
SINGLE = """
SELECT payee_id, id, refund_of, is_refund, amount_fen FROM tax_payment
WHERE tenant_id = %s AND month = %s AND bucket = %s AND payee_id = ANY(%s::uuid[])
  AND kind = 'services' ORDER BY payee_id, is_refund, id
"""
BEFORE = """
SELECT DISTINCT ON (payee_id) payee_id, state FROM tax_withheld
WHERE tenant_id = %s AND bucket = %s AND payee_id = ANY(%s::uuid[])
  AND (month, number) IN %s AND state IS NOT NULL
ORDER BY payee_id, month DESC, number DESC
"""
EARLIER = """
SELECT DISTINCT ON (payee_id) payee_id, path, income_fen, refunded_fen, withheld_fen, vat_fen,
  surcharge_fen FROM tax_withheld
WHERE tenant_id = %s AND bucket = %s AND payee_id = ANY(%s::uuid[])
  AND month = %s AND number = ANY(%s::integer[])
ORDER BY payee_id, number DESC
"""
WRITE = """
INSERT INTO tax_withheld (tenant_id, bucket, month, number, payee_id, path, duty, clause,
  income_fen, refunded_fen, withheld_fen, delta_fen, vat_fen, surcharge_fen, state, told)
SELECT %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::bigint[],
  %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[], %s::jsonb[])
ON CONFLICT DO NOTHING
"""
ADDED = ("payees", "income_fen", "refunded_fen", "withheld_fen", "vat_fen", "surcharge_fen")


class MonthOpen(Conflict):
    """A month is computed when nothing more is booked in it."""

    code = "month_open"


class EarlierWaits(Conflict):
    """An earlier month of the year is not computed: the cumulative figures begin there."""

    code = "earlier_month_waits"


class LaterRun(Conflict):
    """A later month of the year rests on this one: what changed goes into a later month."""

    code = "later_month_run"


class RunGoes(Conflict):
    """This month is being computed."""

    code = "run_goes"


class NotComputedYet(Conflict):
    """No run of the month counts."""

    code = "not_computed"


class Line(NamedTuple):
    """What an earlier run of the month had found of a payee."""

    path: str
    income_fen: int
    refunded_fen: int
    withheld_fen: int
    vat_fen: int
    surcharge_fen: int


@transaction.atomic
def month_run(*, actor: Actor, first_on: date) -> Job:
    """Order that the withholding of a closed month is computed. Computed again, nothing changes.

    Raises:
        Forbidden: not an officer.
        MonthOpen: it is not closed. EarlierWaits, LaterRun: months of a year come in their order.
        RunGoes: it is being computed. TableRefused: no table is in force in that month.

    Law: M-withholding, N61-agent
    """
    policies.require_settle(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"month": f"{first_on}"})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let an officer compute a closed month whose turn it is."""
    policies.require_settle(actor)
    try:
        first = date.fromisoformat(arguments["month"])
    except ValueError:
        raise Invalid(_("没有这样的月份或季度。"), field="month") from None
    months = Period.objects.of(actor).filter(kind="month")
    period = months.filter(first_on=first).select_for_update().first()
    if period is None or period.state != Period.State.CLOSED:
        raise MonthOpen(_("月份关账后才能计算扣缴。"))
    runs = Run.objects.of(actor).filter(period__first_on__year=first.year)
    if runs.filter(period=period, state=Run.State.RUNNING).exists():
        raise RunGoes(_("这个月正在计算。"))
    if runs.filter(period__first_on__gt=first).exclude(state=Run.State.CANCELLED).exists():
        raise LaterRun(_("之后的月份已经计算，本月的变化请作为更正计入当前月份。"))
    done = set(runs.filter(state="done").values_list("period__first_on", flat=True))
    waiting = months.filter(first_on__year=first.year, first_on__lt=first)
    missing = [one for one in waiting.values_list("first_on", flat=True) if one not in done]
    if missing:
        raise EarlierWaits(_("请先计算 %(month)s 的扣缴。") % {"month": f"{min(missing):%Y-%m}"})


def choice_of(actor: Actor) -> Choice:
    """Return what the platform has chosen where the law leaves it to the payer."""
    counts = accounts.policy_of(actor, GAP, 0)
    return Choice(
        gap_policy="count_gap_months" if counts else "reset_on_gap",
        is_base_without_vat=not accounts.policy_of(actor, WITH_VAT, 0),
        is_continuous=bool(accounts.policy_of(actor, CONTINUOUS, 0)),
    )


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Compute a month from the place that was kept on."""
    actor, first = progress.actor, date.fromisoformat(arguments["month"])
    state = dict(progress.kept) or _begin(progress, first)
    with transaction.atomic():
        held = Run.objects.of(actor).get(pk=state["run"])
        is_platform = accounts.tenant_get(actor).kind == Tenant.Kind.PLATFORM
        month = _Month(actor, held, first, is_platform=is_platform)
    while state["bucket"] < BUCKETS:
        with transaction.atomic():
            found = month.step(state["bucket"], UUID(state["after"]))
        for name, added in found.sums.items():
            sums = state["sums"].setdefault(name, [0] * len(ADDED))
            state["sums"][name] = [old + new for old, new in zip(sums, added, strict=True)]
        state["changed"] += found.changed
        state["delta"] += found.delta_fen
        is_over = found.last is None
        state["bucket"] += is_over
        state["after"] = str(FIRST if found.last is None else found.last)
        progress.step(found.payees)
        progress.checkpoint(state)
    return _end(actor, held, state)


def _begin(progress: Progress, first: date) -> dict[str, Any]:
    """Begin a run: its number, its choices, and the tables of its month."""
    actor = progress.actor
    with transaction.atomic():
        period = Period.objects.of(actor).select_for_update().get(kind="month", first_on=first)
        runs = Run.objects.of(actor).filter(period=period)
        held = runs.filter(state=Run.State.RUNNING).first()  # killed before its first checkpoint
        if held is None:
            choice = choice_of(actor)
            held = Run.objects.create(
                id=uuid7(),
                tenant_id=actor.tenant_id,
                period=period,
                number=1 + runs.count(),
                choice=choice.kept(),
                parameters=Settler(tables.shipped(), first, choice).parameters,
                run_by_id=actor.user_id,
                begun_at=clock.now(),
            )
        count = Payee.objects.of(actor).count()
    state = {"run": str(held.pk), "bucket": 0, "after": str(FIRST), "sums": {}, "changed": 0,
             "delta": 0}  # fmt: skip
    progress.checkpoint(state)
    progress.total(count)
    return state


def _end(actor: Actor, held: Run, state: Mapping[str, Any]) -> dict[str, Any]:
    """Let the run count: what it came to, and one entry of the record for all its lines."""
    sums = [{"path": name, **dict(zip(ADDED, of, strict=True))}
            for name, of in sorted(state["sums"].items())]  # fmt: skip
    total = {name: sum(one[name] for one in sums) for name in ADDED}
    with transaction.atomic():
        held = Run.objects.of(actor).select_for_update().get(pk=held.pk)
        if held.state == Run.State.RUNNING:
            held.state, held.done_at, held.sums = Run.State.DONE, clock.now(), sums
            held.payees, held.changed = total["payees"], state["changed"]
            held.income_fen, held.withheld_fen = total["income_fen"], total["withheld_fen"]
            held.levied_fen = total["vat_fen"] + total["surcharge_fen"]
            held.delta_fen = state["delta"]
            held.save()
            record.entry_append(
                actor=actor,
                action="tax.month_run",
                subject=(SUBJECT, held.pk),
                clause=CLAUSE,
                data={
                    "number": held.number,
                    "payees": held.payees,
                    "changed": held.changed,
                    "withheld_fen": held.withheld_fen,
                    "parameters": held.parameters,
                },
            )
    return {"payees": held.payees, "changed": held.changed, "withheld_fen": held.withheld_fen}


class Step(NamedTuple):
    """What one step found and wrote; `last` is None when the share is worked off."""

    payees: int
    sums: dict[str, list[int]]
    changed: int
    delta_fen: int
    last: UUID | None


class _Month:
    """One month of one run: reads a share of payees, settles each, writes what changed."""

    def __init__(self, actor: Actor, held: Run, first: date, *, is_platform: bool) -> None:
        self.tenant, self.number, self.first = actor.tenant_id, held.number, first
        self.choice = Choice.of(held.choice)
        self.settler = Settler(tables.shipped(), first, self.choice)
        self.is_platform = is_platform
        self.january = first.replace(month=1)
        numbers = done_numbers(actor, self.january, first)
        self.earlier = [number for month, number in numbers if month == first]
        self.before = tuple(one for one in numbers if one[0] < first)

    def step(self, bucket: int, after: UUID) -> Step:
        """Settle the next payees of a share."""
        with connection.cursor() as cursor:
            cursor.execute(MONTH, [self.tenant, self.first, bucket, after, STEP])
            rows = cursor.fetchall()
        if not rows:
            return Step(0, {}, 0, 0, None)
        ids = [row[0] for row in rows]
        facts = {row[0]: self._facts(row) for row in rows}
        single = self._single(bucket, [pk for pk in ids if self.settler.is_single(facts[pk])])
        before, earlier = self._before(bucket, ids), self._earlier(bucket, ids)
        sums: dict[str, list[int]] = {}
        written: list[tuple[Any, ...]] = []
        for pk, *_facts, paid, back in rows:
            given = Given(facts[pk], paid, back, single.get(pk, ()), before.get(pk))
            found = self.settler.settle(given)
            _add(sums, found)
            if (line := _line(pk, found, earlier.get(pk))) is not None:
                written.append(line)
        self._write(bucket, written)
        last = ids[-1] if len(rows) == STEP else None
        return Step(len(rows), sums, len(written), sum(one[7] for one in written), last)

    def _facts(self, row: Sequence[Any]) -> Facts:
        _pk, kind, is_resident, is_employee, consents, _paid, _back = row
        return Facts(
            payee=kind,
            has_identity=True,
            is_resident=is_resident,
            is_employee=is_employee,
            through_platform=self.is_platform,
            payer_is_platform=self.is_platform,
            is_continuous=self.choice.is_continuous,
            consents_to_agency=consents,
        )

    def _single(self, bucket: int, ids: Sequence[UUID]) -> dict[UUID, list[Paid]]:
        found: dict[UUID, list[Paid]] = {}
        if ids:
            with connection.cursor() as cursor:
                cursor.execute(SINGLE, [self.tenant, self.first, bucket, list(ids)])
                for payee_id, *paid in cursor.fetchall():
                    found.setdefault(payee_id, []).append(Paid(*paid))
        return found

    def _before(self, bucket: int, ids: Sequence[UUID]) -> dict[UUID, State]:
        if not self.before:
            return {}
        with connection.cursor() as cursor:
            wanted: list[Any] = [self.tenant, bucket, list(ids), self.before]
            cursor.execute(BEFORE, wanted)
            return {pk: State(*_json(state)) for pk, state in cursor.fetchall()}

    def _earlier(self, bucket: int, ids: Sequence[UUID]) -> dict[UUID, Line]:
        if not self.earlier:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(EARLIER, [self.tenant, bucket, list(ids), self.first, self.earlier])
            return {row[0]: Line(*row[1:]) for row in cursor.fetchall()}

    def _write(self, bucket: int, written: Sequence[tuple[Any, ...]]) -> None:
        if written:
            columns = map(list, zip(*written, strict=True))
            with connection.cursor() as cursor:
                cursor.execute(WRITE, [self.tenant, bucket, self.first, self.number, *columns])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _add(sums: dict[str, list[int]], found: Settled) -> None:
    of = sums.setdefault(found.path, [0] * len(ADDED))
    added = (1, found.income_fen, found.refunded_fen, found.withheld_fen, found.vat_fen,
             found.surcharge_fen)  # fmt: skip
    for place, value in enumerate(added):
        of[place] += value


def _line(pk: UUID, found: Settled, earlier: Line | None) -> tuple[Any, ...] | None:
    """Return a line to write; None where an earlier run found the same."""
    now = Line(str(found.path), found.income_fen, found.refunded_fen, found.withheld_fen,
               found.vat_fen, found.surcharge_fen)  # fmt: skip
    if now == earlier:
        return None
    delta = found.withheld_fen - (earlier.withheld_fen if earlier else 0)
    state = json.dumps(list(found.state)) if found.state is not None else None
    return (
        pk, now.path, found.duty, found.clause, now.income_fen, now.refunded_fen,
        now.withheld_fen, delta, now.vat_fen, now.surcharge_fen, state, json.dumps(found.told),
    )  # fmt: skip


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Let a run that is not wanted count for nothing: its lines are never read."""
    if kept.get("run"):
        mine = Run.objects.of(actor).filter(pk=kept["run"], state=Run.State.RUNNING)
        mine.update(state=Run.State.CANCELLED)


office.job_kind(KIND, run, label=gettext_lazy("计算扣缴"), allow=allow, discard=discard)
