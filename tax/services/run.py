"""A month is computed as a job: payee by payee, with the tables of its day, once however often.

A step is so many payees of a share and a transaction of its own (`portion.py`), and any number of
processes take steps: the same comes of it. A later run of a month writes only the lines that come
out otherwise, each with what it changes; a run that was cancelled counts for nothing.
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
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services.progress import Beside, Progress
from tax import policies
from tax.models import Payee, Period, Portion, Run
from tax.models.portion import FIRST
from tax.rules import assess, calendar, tables
from tax.rules.refusals import TaxRefused
from tax.services import portion as portions
from tax.services.choice import withholding_of
from tax.services.share import ADDED, Share
from tax.templatetags.tax import yuan

KIND, SUBJECT, CLAUSE = "tax_run", "tax_run", "M-withholding"


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
        Forbidden: neither an officer nor a system that reports.
        MonthOpen: it is not closed. EarlierWaits, LaterRun: months of a year come in their order.
        RunGoes: it is being computed. NoTable: no table is in force in that month.

    Law: M-withholding, N61-agent
    """
    policies.require_report(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"month": f"{first_on}"})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let who reports compute a closed month whose turn it is."""
    policies.require_report(actor)
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
    if office_asks.jobs_open(actor, KIND).filter(arguments=dict(arguments)).exists():
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
    """Compute a month from where its shares stand."""
    actor, first = progress.actor, date.fromisoformat(arguments["month"])
    kept = dict(progress.kept) or _begin(progress, first)
    with transaction.atomic():
        held = Run.objects.of(actor).get(pk=kept["run"])
        if held.state == Run.State.RUNNING:
            portions.portions_begin(actor, held.pk)
    portions.portions_carry(progress, kept, held.pk, _Steps(actor, held, first))
    return _end(actor, held)


def assist(beside: Beside, arguments: Mapping[str, Any]) -> None:
    """Compute shares of a month that nobody is at."""
    actor, first = beside.actor, date.fromisoformat(arguments["month"])
    with transaction.atomic():
        held = (
            Run.objects.of(actor).filter(pk=beside.kept.get("run", FIRST), state="running").first()
        )
    if held is not None:
        portions.portions_help(beside, held.pk, _Steps(actor, held, first))


class _Steps:
    """Steps of the shares of one run; what it is computed by is read with the first."""

    def __init__(self, actor: Actor, held: Run, first: date) -> None:
        self.actor, self.held, self.first = actor, held, first
        self._share: Share | None = None

    def __call__(self, portion: Portion) -> None:
        """Settle the next payees of a share, and add up what they come to."""
        if self._share is None:
            is_platform = accounts.tenant_get(self.actor).kind == Tenant.Kind.PLATFORM
            self._share = Share(self.actor, self.held, self.first, is_platform=is_platform)
        found = self._share.step(portion.bucket, portion.after)
        kept = portion.kept
        kept["sums"] = added(kept.get("sums", {}), found.sums)
        kept["changed"] = kept.get("changed", 0) + found.changed
        kept["delta"] = kept.get("delta", 0) + found.delta.withheld_fen
        portion.done += found.payees
        portion.is_over = found.last is None
        portion.after = found.last or portion.after


def added(sums: Mapping[str, list[int]], more: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Return sums by path, each figure of one added to its like of the other."""
    nothing = [0] * len(ADDED)
    return {
        path: [a + b for a, b in zip(sums.get(path, nothing), more.get(path, nothing), strict=True)]
        for path in {*sums, *more}
    }


def _begin(progress: Progress, first: date) -> dict[str, Any]:
    """Begin a run: its number, its choices, and the tables of its month."""
    actor = progress.actor
    with transaction.atomic():
        period = Period.objects.of(actor).select_for_update().get(kind="month", first_on=first)
        runs = Run.objects.of(actor).filter(period=period)
        held = runs.filter(state=Run.State.RUNNING).first()  # one whose job came to nothing
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
        portions.portions_begin(actor, held.pk)
        count = Payee.objects.of(actor).count()
    kept = {"run": str(held.pk)}
    progress.checkpoint(kept)
    progress.total(count)
    return kept


def _end(actor: Actor, held: Run) -> dict[str, Any]:
    """Let the run count: what it came to, and one entry of the record for all its lines."""
    with transaction.atomic():
        held = Run.objects.of(actor).select_for_update().get(pk=held.pk)
        if held.state == Run.State.RUNNING:  # not killed when all was done but to say so
            shares: list[dict[str, Any]] = [
                one.kept for one in portions.portions_held(actor, held.pk)
            ]
            found: dict[str, list[int]] = {}
            for one in shares:
                found = added(found, one["sums"])
            sums = [{"path": name, **dict(zip(ADDED, of, strict=True))}
                    for name, of in sorted(found.items())]  # fmt: skip
            changed, delta = (sum(one[name] for one in shares) for name in ("changed", "delta"))
            total = {name: sum(found[path][at] for path in found) for at, name in enumerate(ADDED)}
            held.state, held.done_at, held.sums = Run.State.DONE, clock.now(), sums
            held.payees, held.changed = total["payees"], changed
            held.income_fen, held.withheld_fen = total["income_fen"], total["withheld_fen"]
            held.levied_fen = total["vat_fen"] + total["surcharge_fen"]
            held.returned_fen, held.delta_fen = total["returned_fen"], delta
            held.save()
            portions.portions_end(actor, held.pk)
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
        portions.portions_end(actor, UUID(kept["run"]))


def _told(result: Mapping[str, Any]) -> str:
    said = _("收款人 %(payees)s，应扣缴 %(fen)s 元；与上次不同的 %(changed)s")
    facts = {name: f"{result.get(name, 0):,}" for name in ("payees", "changed")}
    return said % (facts | {"fen": yuan(result.get("withheld_fen", 0))})


office.job_kind(KIND, run, label=gettext_lazy("计算扣缴"), allow=allow, discard=discard,
                assist=assist, told=_told)  # fmt: skip
