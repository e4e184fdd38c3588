"""A report for everybody is drawn up at a period's end; people read it, and release it."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from complaints.rules.periods import MONTH, QUARTER, YEAR, Period
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from office import services as office
from oversight import policies
from oversight.models import TransparencyReport
from oversight.rules import transparency as rules
from oversight.rules.periods import HALF, last_over, overlap, period_of
from oversight.selectors import transparency as selectors

EVERY: dict[int, str] = {1: MONTH, 2: QUARTER, 3: HALF, 4: YEAR}
EVERY_SETTING, TWO_SETTING = "transparency_every", "transparency_two"
LONGEST = 200
State = TransparencyReport.State
OPEN = (State.DRAFT, State.READ)


class PeriodOpen(Conflict):
    """The period is not over: its figures are not what they will be."""

    code = "period_open"


class PeriodsOverlap(Conflict):
    """Another report that was released shares days with it: their difference would tell."""

    code = "periods_overlap"


class ReportThere(Conflict):
    """A draft of the same period waits."""

    code = "report_there"


class ReportStands(Conflict):
    """It was released or thrown away: nothing of it changes."""

    code = "report_stands"


class OwnReading(Forbidden):
    """Two are wanted: whoever read it does not release it."""

    code = "own_reading"


@transaction.atomic
def report_draft(*, actor: Actor, period: str, note: str = "") -> TransparencyReport:
    """Draw up the report of a period that is over, as its figures stand now.

    Where one of the period was released, this corrects it, and `note` says why.

    Raises:
        Forbidden: neither an officer nor the product itself.
        Invalid: no such period; a correction without a reason, or one that names somebody.
        PeriodOpen, PeriodsOverlap, ReportThere.
    """
    policies.require_draw_up(actor)
    asked = period_of(period)
    if asked is None:
        raise Invalid(_("请选择一个月份、季度、半年或年份。"), field="period")
    if asked.after > clock.today():
        raise PeriodOpen(_("这个期间还没有结束。"))
    _turn(actor)
    last = _require_room(actor, asked)
    said = " ".join(note.split())
    if last and not 2 <= len(said) <= LONGEST:
        raise Invalid(_("这一期已经发布过。请用 2 至 200 个字写明更正的理由。"), field="note")
    if personal.names_somebody(said):
        raise Invalid(_("请不要写证件号、手机号或邮箱。"), field="note")
    body = selectors.body_of(actor, asked, clock.now())
    row = TransparencyReport.objects.create(
        tenant_id=actor.tenant_id,
        period=asked.code,
        version=_next(actor, asked),
        body=body,
        sha256=rules.digest(body),
        note=said,
        is_two=accounts.policy_of(actor, TWO_SETTING, 0) == 1,
        drafted_by_id=actor.user_id,
        drafted_at=clock.now(),
    )
    _note(actor, row, "oversight.transparency_drafted")
    _tell(actor, row)
    return row


def _tell(actor: Actor, row: TransparencyReport) -> None:
    """Write to the officers that a draft waits to be read; not to the one who drew it up."""
    officers = accounts.membership_list(actor).filter(roles__contains=["officer"], is_active=True)
    office.message_send(
        actor=actor,
        to=sorted(set(officers.values_list("user_id", flat=True)) - {actor.user_id}),
        topic="transparency_drafted",
        context={"period": row.period, "version": f"{row.version}"},
        about=office.About("transparency_report", str(row.pk)),
    )


def _turn(actor: Actor) -> None:
    with connection.cursor() as cursor:
        name = f"oversight_transparencyreport:{actor.tenant_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _require_room(actor: Actor, asked: Period) -> bool:
    """Tell whether one of the period was released; refuse where one that stands is in the way."""
    rows = TransparencyReport.objects.of(actor).filter(state__in=(*OPEN, State.RELEASED))
    was_released = False
    for code, state in rows.values_list("period", "state"):
        held = period_of(code)
        if code == asked.code and state in OPEN:
            raise ReportThere(_("这一期已有一份草稿，请先发布或作废。"))
        if code == asked.code:
            was_released = True
        elif held is not None and overlap(held, asked):
            said = _("已有 %(period)s 的报告，与这一期有重叠的日子：两份相减会显出不公布的小数。")
            raise PeriodsOverlap(said % {"period": code})
    return was_released


def _next(actor: Actor, asked: Period) -> int:
    """Return the number of the next version; what was thrown away never had one."""
    rows = TransparencyReport.objects.of(actor).filter(period=asked.code, state=State.RELEASED)
    return int(rows.aggregate(last=Max("version"))["last"] or 0) + 1


@transaction.atomic
def report_read(*, actor: Actor, report_id: UUID) -> TransparencyReport:
    """Write down that an officer read a draft and stands by it. Twice is once.

    Raises:
        Forbidden: no officer. NotFound: no such report. ReportStands: nothing of it changes.
    """
    reader = policies.releaser(actor)
    row = _open(selectors.report_get(actor, report_id, lock=True))
    if row.state == State.READ:
        return row
    row.state, row.read_by_id, row.read_at = State.READ, reader, clock.now()
    row.save(update_fields=["state", "read_by", "read_at"])
    _note(actor, row, "oversight.transparency_read")
    return row


@transaction.atomic
def report_release(*, actor: Actor, report_id: UUID) -> TransparencyReport:
    """Let everybody read a report, byte for byte as it was drawn up.

    Raises:
        Forbidden: no officer. OwnReading: two are wanted, and he read it.
        NotFound: no such report. ReportStands: not read yet, or nothing of it changes.
    """
    releaser = policies.releaser(actor)
    row = _open(selectors.report_get(actor, report_id, lock=True))
    if row.state != State.READ:
        raise ReportStands(_("请先阅读全文并确认。"))
    if not selectors.is_whole(row):
        raise ReportStands(_("草稿的内容与编制时的摘要不符，请作废后重新编制。"))
    if row.is_two and row.read_by_id == releaser:
        raise OwnReading(_("须由阅读人以外的另一名合规专员发布。"))
    row.state, row.released_by_id, row.released_at = State.RELEASED, releaser, clock.now()
    row.save(update_fields=["state", "released_by", "released_at"])
    _note(actor, row, "oversight.transparency_released")
    return row


@transaction.atomic
def report_discard(*, actor: Actor, report_id: UUID) -> TransparencyReport:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: no officer. NotFound: no such report. ReportStands: nothing of it changes.
    """
    policies.releaser(actor)
    row = _open(selectors.report_get(actor, report_id, lock=True))
    row.state = State.DISCARDED
    row.save(update_fields=["state"])
    _note(actor, row, "oversight.transparency_discarded")
    return row


def _open(row: TransparencyReport) -> TransparencyReport:
    if row.state not in OPEN:
        raise ReportStands(_("这份报告已经发布或作废，不能再改；更正请另编一版。"))
    return row


@transaction.atomic
def report_draft_due(*, actor: Actor) -> TransparencyReport | None:
    """Draw up the report of the last period that is over, once, as the tenant's policy wants it.

    A tenant that was not there at its end has none. What was thrown away is not drawn up again.
    """
    kind = EVERY.get(accounts.policy_of(actor, EVERY_SETTING, 2))
    if kind is None:
        return None
    asked = period_of(last_over(kind, clock.today()))
    tenant = accounts.tenant_get(actor)
    if asked is None or clock.to_date(tenant.created_at) >= asked.after:
        return None
    if TransparencyReport.objects.of(actor).filter(period=asked.code).exists():
        return None
    try:
        return report_draft(actor=actor, period=asked.code)
    except PeriodsOverlap:
        return None  # the policy was changed: its first period of the new length comes later


def _note(actor: Actor, row: TransparencyReport, action: str) -> None:
    data: dict[str, Any] = {
        "period": row.period, "version": row.version, "sha256": row.sha256
    }  # fmt: skip
    record.entry_append(
        actor=actor,
        action=action,
        subject=("transparency_report", row.pk),
        data=data,
    )
