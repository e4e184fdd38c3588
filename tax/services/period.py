"""A month or a quarter is closed: nothing more is booked in it, and its figures stand."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from tax import policies
from tax.models import Period
from tax.rules import calendar
from tax.services.filing import SUBJECT, due_clock
from tax.services.quarter import quarter_clock

MONTHS = {Period.Kind.MONTH: 1, Period.Kind.QUARTER: calendar.QUARTER_MONTHS}
CLAUSES = {Period.Kind.MONTH: "M-withholding", Period.Kind.QUARTER: "D810-quarterly-report"}


class PeriodRuns(Conflict):
    """The period is not over: more may be paid in it."""

    code = "period_runs"


class MonthsOpen(Conflict):
    """A quarter whose months are not all closed."""

    code = "months_open"


@transaction.atomic
def period_close(*, actor: Actor, kind: str, first_on: date) -> Period:
    """Close a month or a quarter that is over. Twice is once.

    What is paid in it and comes later is refused by name, and booked in the month that runs when
    it is brought as a correction.

    Raises:
        Forbidden: neither an officer nor a system that reports.
        Invalid: no such period begins on that day.
        PeriodRuns: it is not over. MonthsOpen: a month of the quarter is open.

    Law: M-withholding, D810-quarterly-report
    """
    user_id = policies.require_report(actor)
    if not _begins(kind, first_on):
        raise Invalid(_("没有这样的月份或季度。"), field="first_on")
    if calendar.last_of(first_on, MONTHS[Period.Kind(kind)]) >= clock.today():
        raise PeriodRuns(_("期间还没有结束，不能关账。"))
    row = period_ensure(actor, kind, first_on)
    if row.state == Period.State.CLOSED:
        return row
    if kind == Period.Kind.QUARTER:
        _require_months(actor, first_on)
    row.state, row.closed_at, row.closed_by_id = Period.State.CLOSED, clock.now(), user_id
    row.save(update_fields=["state", "closed_at", "closed_by"])
    record.entry_append(
        actor=actor,
        action="tax.period_closed",
        subject=(SUBJECT, row.pk),
        clause=CLAUSES[Period.Kind(kind)],
        data={"kind": row.kind, "first_on": f"{first_on}"},
    )
    if kind == Period.Kind.MONTH:
        due_clock(actor, row)
    else:
        quarter_clock(actor, row)
    return row


@transaction.atomic
def month_due(*, actor: Actor) -> None:
    """Let the time to file and pay run for the month that is over, closed or not. Twice is once.

    Law: N61-file
    """
    over = calendar.later(calendar.month_of(clock.today()), -1)
    due_clock(actor, period_ensure(actor, Period.Kind.MONTH, over))


@transaction.atomic
def quarter_due(*, actor: Actor) -> None:
    """Let the time to report run for the quarter that is over, closed or not. Twice is once.

    Law: D810-quarterly-report
    """
    over = calendar.later(calendar.quarter_of(clock.today()), -calendar.QUARTER_MONTHS)
    quarter_clock(actor, period_ensure(actor, Period.Kind.QUARTER, over))


def period_ensure(actor: Actor, kind: str, first_on: date) -> Period:
    """Return a period's row, locked; it is made when it is first asked for."""
    fresh = Period(id=uuid7(), tenant_id=actor.tenant_id, kind=kind, first_on=first_on)
    Period.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = Period.objects.of(actor).select_for_update()
    return rows.get(kind=kind, first_on=first_on)


def _begins(kind: str, day: date) -> bool:
    if kind not in Period.Kind.values or not date(2020, 1, 1) <= day <= clock.today():
        return False
    own = calendar.month_of(day) if kind == Period.Kind.MONTH else calendar.quarter_of(day)
    return own == day


def _require_months(actor: Actor, first_on: date) -> None:
    months = Period.objects.of(actor).filter(
        kind="month", state="closed", first_on__in=calendar.months_of(first_on)
    )
    closed = set(months.values_list("first_on", flat=True))
    missing = [month for month in calendar.months_of(first_on) if month not in closed]
    if missing:
        said = "、".join(f"{month:%Y-%m}" for month in missing)
        raise MonthsOpen(_("请先关账这些月份：%(months)s") % {"months": said})
