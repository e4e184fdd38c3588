"""A month is filed and paid by the fifteenth of the next: when, with which receipt."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import selectors as office_asks
from office import services as office
from tax import policies
from tax.models import Period, Return
from tax.rules import calendar
from tax.rules.brought import SHANGHAI
from tax.selectors.withheld import run_last
from tax.services.run import NotComputedYet

SUBJECT, CLOCK, FILED, CLAUSE = "tax_period", "tax_withholding", "tax.filed", "N61-file"
LONGEST_RECEIPT = 80


class AlreadyFiled(Conflict):
    """What the last run came to is filed."""

    code = "already_filed"


def due_clock(actor: Actor, period: Period) -> None:
    """Let the time to file and pay a month's withholding run. Twice is once.

    What is filed in practitioners' place, value-added tax and what is levied on it, has the same
    term and goes with it.

    Law: N61-file, A16-agency-file
    """
    system = system_actor(actor.tenant_id)
    if office_asks.clock_list(system, (SUBJECT, period.pk)).exists():
        return  # it runs, or was met: what is corrected later has its own term
    policy = office.Policy(
        amount=15,
        unit="day",
        clause=CLAUSE,
        param="due_day",
        warn_before=3,
        met_by=(FILED,),
        escalate_to="system_admin",
    )
    last = calendar.last_of(period.first_on)
    office.clock_start(
        actor=system,
        subject=(SUBJECT, period.pk),
        kind=CLOCK,
        policy=policy,
        at=datetime.combine(last, time(12), SHANGHAI).astimezone(UTC),
    )


@transaction.atomic
def month_file(
    *, actor: Actor, first_on: date, receipt: str, filed_on: date, paid_on: date
) -> Return:
    """Note that a month's withholding was filed and paid; what changed since goes as a correction.

    Raises:
        Forbidden: neither an officer nor a system that reports.
        NotComputedYet: no run of the month counts. AlreadyFiled: what it came to is filed.
        Invalid: no receipt, or a day that cannot be.

    Law: N61-file, A16-agency-file, A15-correction
    """
    user_id = policies.require_report(actor)
    periods = Period.objects.of(actor).select_for_update()
    period = periods.filter(kind="month", first_on=first_on).first()
    run = run_last(actor, period) if period else None
    if period is None or run is None:
        raise NotComputedYet(_("请先计算这个月的扣缴。"))
    said = " ".join(receipt.split())
    if not said or len(said) > LONGEST_RECEIPT:
        raise Invalid(_("请填写申报回执编号，最多 80 字。"), field="receipt")
    last = calendar.last_of(first_on)
    for name, day in (("filed_on", filed_on), ("paid_on", paid_on)):
        if not last < day <= clock.today():
            raise Invalid(_("日期应在月份结束之后，且不晚于今天。"), field=name)
    before = Return.objects.of(actor).filter(period=period)
    if before.filter(number=run.number).exists():
        raise AlreadyFiled(_("这次计算的结果已经申报。"))
    filed = before.aggregate(tax=Sum("tax_fen"), levied=Sum("levied_fen"))
    row = Return.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        period=period,
        number=run.number,
        tax_fen=run.withheld_fen - (filed["tax"] or 0),
        levied_fen=run.levied_fen - (filed["levied"] or 0),
        receipt=said,
        filed_on=filed_on,
        paid_on=paid_on,
        filed_by_id=user_id,
        noted_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="tax.month_filed",
        subject=(SUBJECT, period.pk),
        clause=CLAUSE,
        data={
            "number": row.number,
            "tax_fen": row.tax_fen,
            "levied_fen": row.levied_fen,
            "filed_on": f"{filed_on}",
            "paid_on": f"{paid_on}",
        },
    )
    office.clocks_hear(
        actor=system_actor(actor.tenant_id),
        subject=(SUBJECT, period.pk),
        act=FILED,
        channel="page" if actor.key_id is None else "api",
        at=min(clock.now(), end_of(max(filed_on, paid_on))),
    )
    return row


def end_of(day: date) -> datetime:
    """Return the last second of a day in China."""
    return datetime.combine(day + timedelta(days=1), time(0), SHANGHAI) - timedelta(seconds=1)
