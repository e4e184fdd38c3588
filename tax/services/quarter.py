"""A quarter's terms: when it is due, an error that was found, more time that was asked for."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import selectors as office_asks
from office import services as office
from tax import policies
from tax.models import Extension, Flaw, Package, Period
from tax.rules import calendar, layouts, packages
from tax.rules.brought import SHANGHAI
from tax.rules.refusals import TableRefused
from tax.services import filing

CLOCK, CORRECTION, ORDER = "tax_report", "tax_correction", "tax_order"
CLAUSE, CORRECT, ORDERED = "D810-quarterly-report", "A15-correction", "A22-corrected"
CLAUSES = {CLOCK: CLAUSE, CORRECTION: CORRECT, ORDER: ORDERED}
SENT = {False: "tax.sent", True: "tax.corrected"}
GRANTED = "tax.extended"
LONGEST, LONGEST_NUMBER = 300, 80


class NothingAccepted(Conflict):
    """What was not accepted yet is not corrected: it is made again."""

    code = "nothing_accepted"


class Order(NamedTuple):
    """That the authority ordered a correction: until which day, by which paper."""

    until_on: date
    number: str


class ExtensionStands(Conflict):
    """More time was asked for, or given; or the quarter is reported already."""

    code = "extension_stands"


def months_due(on: date) -> int:
    """Return within how many months after its end a quarter is reported.

    Law: D810-quarterly-report
    """
    return int(law.clause(CLAUSE, on).number("due_months_after_period"))


def due_of(period: Period) -> date:
    """Return the last day for a quarter's report."""
    return packages.due_on(period.first_on, months_due(_last(period)))


def correct_by(found_on: date) -> date:
    """Return the last day for the correction of an error found on a day.

    Law: A15-correction
    """
    return packages.correct_by(found_on, _correct_within(found_on))


def _correct_within(on: date) -> int:
    return int(law.clause(CORRECT, on).number(packages.CORRECT_WITHIN))


def _last(period: Period) -> date:
    return calendar.last_of(period.first_on, calendar.QUARTER_MONTHS)


def quarter_clock(actor: Actor, period: Period) -> None:
    """Let the time to report a quarter run from its end, closed or not. Twice is once.

    Law: D810-quarterly-report
    """
    system = system_actor(actor.tenant_id)
    try:
        layouts.layout_on(period.first_on)
    except TableRefused:
        return  # before the duty began
    if not office_asks.clock_list(system, (filing.SUBJECT, period.pk)).filter(kind=CLOCK).exists():
        at = datetime.combine(_last(period), time(12), SHANGHAI).astimezone(UTC)
        days = packages.days_after(period.first_on, months_due(_last(period)))
        _start(actor, period, CLOCK, days, at)


def report_clock(actor: Actor, period: Period) -> None:
    """Let the time to report run on, after what was sent came back: the last day stays."""
    granted = Extension.objects.of(actor).filter(period=period, state="granted").first()
    due = granted.until_on if granted and granted.until_on else due_of(period)
    _start(actor, period, CLOCK, max(1, (due - clock.today()).days), clock.now())


def correction_clock(actor: Actor, period: Period, found_on: date) -> None:
    """Let the time to correct run, from the day an error was found. One that runs goes on.

    Law: A15-correction
    """
    most = _correct_within(found_on)
    system = system_actor(actor.tenant_id)
    of = office_asks.clock_list(system, (filing.SUBJECT, period.pk)).filter(kind=CORRECTION)
    at = datetime.combine(found_on, time(12), SHANGHAI).astimezone(UTC)
    ended = of.first()
    if ended is not None and ended.ended_at is not None and at < ended.ended_at:
        spent = (clock.today() - found_on).days  # sent once already: the last day stays
        most, at = max(1, most - spent), clock.now()
    _start(actor, period, CORRECTION, most, min(at, clock.now()))


def order_clock(actor: Actor, period: Period, until_on: date, since: date) -> None:
    """Let the time that the authority gave run; of several orders the first to end counts.

    Law: A22-corrected
    """
    system, subject = system_actor(actor.tenant_id), (filing.SUBJECT, period.pk)
    runs = office_asks.clock_list(system, subject).filter(kind=ORDER, ended_at=None).first()
    if runs is not None and runs.due_at and clock.to_date(runs.due_at) <= until_on:
        return
    if runs is not None:
        office.clocks_close(actor=system, subject=subject, kind=ORDER)
    at = datetime.combine(since, time(12), SHANGHAI).astimezone(UTC)
    _start(actor, period, ORDER, max(1, (until_on - since).days), min(at, clock.now()))


def _start(actor: Actor, period: Period, kind: str, days: int, at: datetime) -> None:
    is_report = kind == CLOCK
    policy = office.Policy(
        amount=days,
        unit="day",
        clause=CLAUSES[kind],
        param=packages.CORRECT_WITHIN if kind == CORRECTION else "",
        warn_before=5,
        met_by=(SENT[False], GRANTED) if is_report else (SENT[True],),
        escalate_to="system_admin",
    )
    office.clock_start(
        actor=system_actor(actor.tenant_id),
        subject=(filing.SUBJECT, period.pk),
        kind=kind,
        policy=policy,
        at=at,
    )


@transaction.atomic
def flaw_note(
    *,
    actor: Actor,
    period: Period,
    source: str,
    found_on: date,
    said: str,
    is_omission: bool = False,
    order: Order | None = None,
) -> Flaw:
    """Note that an error was found in what was accepted: it is corrected within thirty days.

    Args:
        is_omission: something was left out.
        order: the authority ordered it; what is corrected until its day goes unpunished.

    Raises:
        Forbidden: neither an officer nor a system that reports.
        NothingAccepted: nothing of the quarter was accepted yet.
        Invalid: no words, no such source, or a day before it was sent or after today; an order
            without its paper's number, of nobody, or that ends before the error was found.

    Law: A15-correction, A22-corrected
    """
    user_id = policies.require_report(actor)
    of = Package.objects.of(actor).filter(period=period, state=Package.State.ACCEPTED)
    sent_on = of.order_by("number").values_list("sent_on", flat=True).first()
    if sent_on is None:
        raise NothingAccepted(_("这个季度还没有被接收的报送资料：请重新生成，不是更正。"))
    words = words_of(said, "said")
    if source not in Flaw.Source.values:
        raise Invalid(_("请选择错误是谁发现的。"), field="source")
    if not sent_on <= found_on <= clock.today():
        raise Invalid(_("发现日期不能早于首次报送，也不能晚于今天。"), field="found_on")
    number = _ordered(order, source, found_on) if order else ""
    flaw = Flaw.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        period=period,
        source=source,
        found_on=found_on,
        said=words,
        is_omission=is_omission,
        ordered_until_on=order.until_on if order else None,
        order_number=number,
        noted_by_id=user_id,
        noted_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="tax.flaw_noted",
        subject=(filing.SUBJECT, period.pk),
        clause=CORRECT,
        data={"source": source, "found_on": f"{found_on}"},
    )
    correction_clock(actor, period, found_on)
    if order:
        order_clock(actor, period, order.until_on, found_on)
    return flaw


def _ordered(order: Order, source: str, found_on: date) -> str:
    """Return the number of the paper by which a correction was ordered."""
    if source != Flaw.Source.AUTHORITY:
        raise Invalid(_("责令限期改正由税务机关作出：请选择税务机关通知。"), field="source")
    number = " ".join(order.number.split())
    if not number or len(number) > LONGEST_NUMBER or "\0" in number:
        raise Invalid(_("请填写通知书编号，最多 80 字。"), field="order_number")
    if order.until_on <= found_on:
        raise Invalid(_("责令改正的期限应在发现日期之后。"), field="ordered_until_on")
    return number


@transaction.atomic
def extension_ask(*, actor: Actor, period: Period, wanted_on: date, said: str) -> Extension:
    """Note that more time was asked for, for force majeure. The time runs on until it is given.

    Raises:
        Forbidden: not an officer.
        ExtensionStands: asked for or given already, or the quarter was sent.
        Invalid: no words, or a day that is not after the last one.

    Law: D810-quarterly-report
    """
    user_id = policies.require_settle(actor)
    Period.objects.of(actor).select_for_update().get(pk=period.pk)
    stands = Extension.objects.of(actor).filter(period=period, state__in=["asked", "granted"])
    sent = Package.objects.of(actor).filter(period=period, state__in=["sent", "accepted"])
    if stands.exists() or sent.exists():
        raise ExtensionStands(_("已申请延期，或资料已经报送。"))
    words = words_of(said, "said")
    if wanted_on <= due_of(period):
        raise Invalid(_("延期日期应在报送期限之后。"), field="wanted_on")
    row = Extension.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        period=period,
        said=words,
        asked_on=clock.today(),
        wanted_on=wanted_on,
        noted_by_id=user_id,
        noted_at=clock.now(),
    )
    _extended(actor, row, "tax.extension_asked", wanted_on=f"{wanted_on}")
    return row


@transaction.atomic
def extension_answer(
    *, actor: Actor, period: Period, until_on: date | None, notice: str
) -> Extension:
    """Note what was answered: more time until a day, or none.

    Raises:
        Forbidden: not an officer.
        ExtensionStands: nothing was asked for.
        Invalid: a day that is not after the last one, or today's past; no notice's number.

    Law: D810-quarterly-report
    """
    policies.require_settle(actor)
    rows = Extension.objects.of(actor).select_for_update().filter(period=period, state="asked")
    row = rows.first()
    if row is None:
        raise ExtensionStands(_("没有待回复的延期申请。"))
    number = " ".join(notice.split())
    if not number or len(number) > 80:
        raise Invalid(_("请填写通知书编号，最多 80 字。"), field="notice")
    if until_on is not None and until_on <= max(due_of(period), clock.today()):
        raise Invalid(_("延期日期应在报送期限之后。"), field="until_on")
    row.state = Extension.State.GRANTED if until_on else Extension.State.REFUSED
    row.until_on, row.notice, row.answered_on = until_on, number, clock.today()
    row.save()
    if until_on is None:
        _extended(actor, row, "tax.extension_refused", notice=number)
        return row
    _extended(actor, row, "tax.extension_granted", until_on=f"{until_on}", notice=number)
    office.clocks_hear(
        actor=system_actor(actor.tenant_id),
        subject=(filing.SUBJECT, period.pk),
        act=GRANTED,
        channel="page",
    )
    report_clock(actor, period)
    return row


def _extended(actor: Actor, row: Extension, action: str, **data: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(filing.SUBJECT, row.period_id),
        clause=CLAUSE,
        data=data,
    )


def words_of(text: str, field: str, least: int = 1) -> str:
    """Return what somebody wrote, in one line.

    Raises:
        Invalid: it is too long, or there is nothing where something must be.
    """
    said = " ".join(text.split())
    if not least <= len(said) <= LONGEST or "\0" in said:
        raise Invalid(_("请填写，最多 300 字。"), field=field)
    return said
