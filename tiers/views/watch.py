"""Who watches whose rooms, and when: the board, with the hours that nobody covers."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from tiers import policies, selectors, services
from tiers.models import Assignment
from tiers.rules.grading import TIERS
from tiers.rules.shifts import Span, gaps, merged, spans
from tiers.selectors import words
from tiers.selectors.watch import Board, board, shift_of

HERE, DAYS, WIDE = "tiers", 7, 1440
WEEKDAYS = [
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"),
    gettext_lazy("周五"), gettext_lazy("周六"), gettext_lazy("周日"),
]  # fmt: skip


@page
@require_GET
def watching(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who watches which key room, who ought to, and the hours that nobody covers."""
    policies.require_see(actor)
    today, grading = clock.today(), selectors.policy_in_force(actor).body
    start = datetime.combine(today, time(), clock.SHANGHAI)
    days = [start + timedelta(days=number) for number in range(DAYS)]
    rows = board(actor, start)
    shown = {
        "section": HERE,
        "live": selectors.watching_now(actor),
        "days": [(day, WEEKDAYS[day.isoweekday() - 1]) for day in days],
        "rows": [_row(one, days) for one in rows],
        "alarms": [
            (one, words.cause(one.cause), words.ending(one.end))
            for one in selectors.gap_list(actor, clock.now() - timedelta(days=30))[:30]
        ],
        "officers": sorted(selectors.patrollers(actor).items(), key=lambda one: one[1]),
        "weekdays": list(enumerate(WEEKDAYS, 1)),
        "can_grade": policies.can_grade(actor),
        "today": today,
        "watch": grading.watch,
        "patrol": [(words.tier_name(one), grading.rights[one].patrol_percent) for one in TIERS],
    }
    return render(request, "tiers/watch.html", shown)


def _row(one: Board, days: Sequence[datetime]) -> dict[str, Any]:
    shifts = [shift_of(each) for each in one.assignments]
    week_end = days[-1] + timedelta(days=1)
    missing = gaps(shifts, days[0], week_end)
    return {
        "board": one,
        "days": [_day(shifts, day) for day in days],
        "missing": round(sum((b - a).total_seconds() for a, b in missing) / 3600, 1),
        "assignments": [(each, said_of(each)) for each in one.assignments],
    }


def _day(shifts: Sequence[Any], day: datetime) -> dict[str, Any]:
    end = day + timedelta(days=1)
    covered = merged(span for shift in shifts for span in spans(shift, day, end))
    missing = gaps(shifts, day, end)
    return {
        "day": day,
        "covered": [_bar(span, day) for span in covered],
        "gaps": [_bar(span, day) for span in missing],
        "said": _("、").join(_hours(span, day) for span in missing),
    }


def _bar(span: Span, day: datetime) -> tuple[int, int]:
    first = round((span[0] - day).total_seconds() / 60)
    last = round((span[1] - day).total_seconds() / 60)
    return first, max(1, last - first)


def _hours(span: Span, day: datetime) -> str:
    first, length = _bar(span, day)
    return f"{_clock(first)}–{_clock(first + length)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def said_of(one: Assignment) -> str:
    """Say when an assignment holds."""
    if not one.weekdays:
        hours = _("全天")
    else:
        day = (
            _("每天")
            if len(one.weekdays) == 7
            else _("、").join(str(WEEKDAYS[each - 1]) for each in one.weekdays)
        )
        hours = f"{day} {_clock(one.from_minute)}–{_clock(one.to_minute)}"
    return hours


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Assign an officer to an operator or a room."""
    return _back(
        request,
        actor,
        lambda: services.assignment_add(actor=actor, duty=_duty(request.POST)),
        _("已安排，直播间权限随之生效。"),
    )


def _duty(given: QueryDict) -> services.Duty:
    kind, _colon, ref = given.get("whom", "").partition(":")
    try:
        officer, whom = UUID(given.get("officer", "")), UUID(ref)
    except ValueError:
        raise Invalid(_("请选择专员，以及运营者或直播间。"), field="officer") from None
    days = tuple(int(day) for day in given.getlist("weekday") if day in "1234567" and day)
    return services.Duty(
        officer_id=officer,
        operator_id=whom if kind == "operator" else None,
        room_id=whom if kind == "room" else None,
        starts_at=_start(given.get("starts_on", "")),
        ends_at=_end(given.get("ends_on", "")),
        weekdays=days,
        from_minute=_minute(given.get("from", ""), 0) if days else 0,
        to_minute=_minute(given.get("to", ""), 1440) if days else 1440,
        is_dedicated=bool(given.get("dedicated")),
    )


def _minute(text: str, default: int) -> int:
    if not text:
        return default
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise Invalid(_("班次的时间不对。"), field="from") from None
    return at.hour * 60 + at.minute or (1440 if default else 0)


def _start(text: str) -> datetime | None:
    """Return the beginning of a day; now for today, or where none is given."""
    at = _midnight(text)
    return None if at is None or at <= clock.now() else at


def _end(text: str) -> datetime | None:
    at = _midnight(text)
    return at + timedelta(days=1) if at else None


def _midnight(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(), clock.SHANGHAI)
    except ValueError:
        raise Invalid(_("请填写日期。"), field="starts_on") from None


@page
@require_POST
def end(request: HttpRequest, actor: Actor, assignment_id: UUID) -> HttpResponse:
    """End an assignment now."""
    selectors.assignment_get(actor, assignment_id)
    return _back(
        request,
        actor,
        lambda: services.assignment_end(actor=actor, assignment_id=assignment_id),
        _("已结束这项安排。"),
    )


def _back(request: HttpRequest, actor: Actor, act: Callable[[], object], done: str) -> HttpResponse:
    policies.require_grade(actor)
    told(request, act, done)
    return redirect("tier-watch")
