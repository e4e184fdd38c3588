"""A month is computed as a job: payee by payee, with the tables of its day, once however often.

A step is one share of payees and a transaction of its own; the sums so far are kept with the
place. A later run of a month writes only the lines that come out otherwise, each with what it
changes; a run that was cancelled counts for nothing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

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
from tax.rules import assess, calendar, tables
from tax.rules.brought import BUCKETS
from tax.rules.refusals import TaxRefused
from tax.services.choice import withholding_of
from tax.services.share import ADDED, Share

KIND, SUBJECT, CLAUSE = "tax_run", "tax_run", "M-withholding"
FIRST = UUID(int=0)


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


class NoTable(Conflict):
    """No table, or no set of figures, is in force in the month: nobody has read what follows."""

    code = "no_table"


class NotComputedYet(Conflict):
    """No run of the month counts."""

    code = "not_computed"


@transaction.atomic
def month_run(*, actor: Actor, first_on: date) -> Job:
    """Order that the withholding of a closed month is computed. Computed again, nothing changes.

    Raises:
        Forbidden: not an officer.
        MonthOpen: it is not closed. EarlierWaits, LaterRun: months of a year come in their order.
        RunGoes: it is being computed. NoTable: no table is in force in that month.

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
    since = calendar.later(first.replace(month=1), -1)  # refunds are carried over a new year
    until = calendar.later(first.replace(month=12), 1)
    runs = Run.objects.of(actor).filter(period__first_on__range=(since, until))
    if runs.filter(period=period, state=Run.State.RUNNING).exists():
        raise RunGoes(_("这个月正在计算。"))
    if runs.filter(period__first_on__gt=first).exclude(state=Run.State.CANCELLED).exists():
        raise LaterRun(_("之后的月份已经计算，本月的变化请作为更正计入当前月份。"))
    done = set(runs.filter(state="done").values_list("period__first_on", flat=True))
    waiting = months.filter(first_on__gte=since, first_on__lt=first)
    missing = [one for one in waiting.values_list("first_on", flat=True) if one not in done]
    if missing:
        raise EarlierWaits(_("请先计算 %(month)s 的扣缴。") % {"month": f"{min(missing):%Y-%m}"})
    _require_tables(actor, first)


def _require_tables(actor: Actor, first: date) -> None:
    try:
        assess.run_of(tables.shipped(), first.year, first.month, withholding_of(actor, first))
    except TaxRefused as refused:
        is_english = (get_language() or "").startswith("en")
        words = refused.words.en if is_english else refused.words.zh
        told = _("这个月缺少税率表或参数，不能计算：%(words)s。请联系产品支持更新。")
        raise NoTable(told % {"words": words}) from None


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Compute a month from the place that was kept on."""
    actor, first = progress.actor, date.fromisoformat(arguments["month"])
    state = dict(progress.kept) or _begin(progress, first)
    with transaction.atomic():
        held = Run.objects.of(actor).get(pk=state["run"])
        is_platform = accounts.tenant_get(actor).kind == Tenant.Kind.PLATFORM
        share = Share(actor, held, first, is_platform=is_platform)
    while state["bucket"] < BUCKETS:
        with transaction.atomic():
            found = share.step(state["bucket"], UUID(state["after"]))
        for name, added in found.sums.items():
            sums = state["sums"].setdefault(name, [0] * len(ADDED))
            state["sums"][name] = [old + new for old, new in zip(sums, added, strict=True)]
        state["changed"] += found.changed
        state["delta"] += found.delta.withheld_fen
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
            choice = withholding_of(actor, first)
            rules = assess.run_of(tables.shipped(), first.year, first.month, choice)
            held = Run.objects.create(
                id=uuid7(),
                tenant_id=actor.tenant_id,
                period=period,
                number=1 + runs.count(),
                choice=choice.kept(),
                parameters=rules.all_parameters(),
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
            held.returned_fen, held.delta_fen = total["returned_fen"], state["delta"]
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
                    "returned_fen": held.returned_fen,
                    "parameters": held.parameters,
                },
            )
    return {"payees": held.payees, "changed": held.changed, "withheld_fen": held.withheld_fen}


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Let a run that is not wanted count for nothing: its lines are never read."""
    if kept.get("run"):
        mine = Run.objects.of(actor).filter(pk=kept["run"], state=Run.State.RUNNING)
        mine.update(state=Run.State.CANCELLED)


office.job_kind(KIND, run, label=gettext_lazy("计算扣缴"), allow=allow, discard=discard)
