"""One room: what is on air, the timeline, the risk, and the four measures."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import stepup
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.pages import number, page
from moderation import policies, rules, selectors, services
from moderation.models import Measure
from moderation.selectors import action, choices, desk, presence, show, timeline, trend
from moderation.services import presence as seen
from rooms import policies as rooms_policies
from rooms import selectors as rooms
from rooms.models import Session
from rooms.selectors import history


def _session(actor: Actor, room_id: UUID) -> Session:
    """Return what is on air in a room, or what was last."""
    rooms_policies.require_watch(actor)
    session = history.session_latest(actor, rooms.room_get(actor, room_id))
    if session is None:
        raise NotFound(_("这个直播间还没有直播过。"))
    return session


@page
def room(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show the whole desk of one room."""
    session = _session(actor, room_id)
    kind = _tab(request)
    shown = _sides(actor, session)
    first = next(iter(shown["open"]), None)
    shown |= {
        "page": timeline.timeline_latest(actor, session, kind),
        "kind": kind,
        "choices": choices.clause_choices(shown["near"]),
        "kinds": action.steps(),
        "templates": action.reasons(actor, session, first.finding if first else None),
        "first": first,
        "terms": selectors.terms_of(actor) if len(actor.tenant_ids) == 1 else rules.Terms(),
    }
    return render(request, "moderation/room.html", shown)


@page
def room_sides(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show what moves beside the timeline; asking is being present."""
    session = _session(actor, room_id)
    if request.GET.get("session", str(session.pk)) != str(session.pk):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})  # the next broadcast began
    return render(request, "moderation/_room_sides.html", _sides(actor, session))


def _sides(actor: Actor, session: Session) -> dict[str, Any]:
    seen.presence_note(actor=actor, room_id=session.room_id)
    state = selectors.state_find(actor, session.pk)
    ticks = history.metrics_recent(actor, session)
    figures = (state.figures if state else {}) | trend.newest(ticks)
    waiting = desk.waiting_of(actor, session)
    watchers = presence.watchers(actor, [session.room_id])
    return {
        "session": session,
        "room": session.room,
        "marketers": desk.marketers(session),
        "figures": figures,
        "removed": desk.removed_of(figures),
        "jumps": trend.jumps(ticks),
        "platform": show.platform_of(actor, session.room),
        "tier": str(show.TIERS.get(session.room.tier, "")),
        "now_on_air": desk.on_air(actor, session),
        "notices": desk.notices(actor, session),
        "risk": desk.risk_of(actor, state, session.ended_at),
        "open": waiting.open,
        "near": waiting.clauses,
        "past": desk.record_of(actor, session),
        "watchers": watchers.get(session.room_id, []),
        "tabs": desk.tabs(actor, session, state),
        "can_decide": policies.can_decide(actor) and session.ended_at is None,
        "can_dismiss": policies.can_decide(actor),
    }


@page
def room_trend(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Return the last half hour's figures for the chart."""
    session = _session(actor, room_id)
    state = selectors.state_find(actor, session.pk)
    return JsonResponse(trend.trend_of(actor, session, state))


@page
def room_timeline(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Return rows of the timeline: before, after, at a time, or the newest."""
    session = _session(actor, room_id)
    shown = {
        "page": _asked_for(request, actor, session, _tab(request)),
        "room": session.room,
        "can_dismiss": policies.can_decide(actor),
    }
    return render(request, "moderation/_timeline.html", shown)


def _tab(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in timeline.TABS else ""


def _asked_for(request: HttpRequest, actor: Actor, session: Session, kind: str) -> timeline.Page:
    if before := number(request, "before"):
        return timeline.timeline_before(actor, session, before, kind)
    if "after" in request.GET:
        since = _instant(request.GET.get("seen", "")) or clock.now()
        return timeline.timeline_after(actor, session, number(request, "after"), since, kind)
    if at := _time_of_day(request.GET.get("at", ""), session):
        return timeline.timeline_at(actor, session, at, kind)
    return timeline.timeline_latest(actor, session, kind)


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def _time_of_day(text: str, session: Session) -> datetime | None:
    """Return the instant that a time of day means in a broadcast, also one over midnight."""
    try:
        wanted = parse_time(text)
    except ValueError:
        return None
    if wanted is None:
        return None
    start = session.started_at.astimezone(clock.SHANGHAI)
    return desk.after_start(start, wanted)


@page
@require_POST
def measure_issue(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Take a measure; it goes out when the time to undo has passed."""
    session = _session(actor, room_id)
    order = _order(request, actor, session)
    if policies.can_decide(actor) and selectors.needs_step_up(actor, order.kind):
        stepup.require(request, purpose="sanction")
    measure = services.measure_issue(actor=actor, session_id=session.pk, order=order)
    return _toast(request, measure, "held")


@page
@require_POST
def measure_preview(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show what the streamer would see, without giving it."""
    policies.require_decide(actor)
    session = _session(actor, room_id)
    order = _order(request, actor, session)
    frame = None
    if order.kind in rules.LADDER and order.clause and order.reason["zh"]:
        frame = selectors.measure_preview(actor, session, order)
    return render(request, "moderation/_preview.html", {"frame": frame})


def _order(request: HttpRequest, actor: Actor, session: Session) -> rules.Order:
    posted = request.POST
    minutes = posted.get("minutes", "")
    kind = posted.get("kind", "")
    if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 6):
        raise Invalid(_("时长须是整数分钟。"), field="minutes")
    finding = action.finding_of(actor, session, posted.get("finding", ""))
    return rules.Order(
        kind=kind,
        clause=posted.get("clause", ""),
        reason={"zh": posted.get("reason", "").strip(), "en": posted.get("reason_en", "").strip()},
        advice={"zh": posted.get("advice", "").strip(), "en": posted.get("advice_en", "").strip()},
        minutes=int(minutes) if minutes and kind in rules.BY_THE_PLATFORM else None,
        findings=(finding.pk,) if finding else (),
        quote=action.quote_of(session, finding) if finding else None,
    )


@page
@require_POST
def measure_lift(request: HttpRequest, actor: Actor, measure_id: UUID) -> HttpResponse:
    """End a traffic limit or a suspension, with the reason that the streamer reads too."""
    reason = request.POST.get("reason", "")
    measure = services.measure_lift(actor=actor, measure_id=measure_id, reason=reason)
    return _toast(request, measure, "lifted")


@page
@require_POST
def measure_undo(request: HttpRequest, actor: Actor, measure_id: UUID) -> HttpResponse:
    """Take a measure back before it goes out."""
    measure = services.measure_undo(actor=actor, measure_id=measure_id)
    return _toast(request, measure, "undone")


@page
@require_POST
def measure_release(request: HttpRequest, actor: Actor, measure_id: UUID) -> HttpResponse:
    """Let a held measure go out at once."""
    measure = services.measure_release(actor=actor, measure_id=measure_id)
    return _toast(request, measure, "sent")


def _toast(request: HttpRequest, measure: Measure, state: str) -> HttpResponse:
    seconds = max(0, round((measure.available_at - clock.now()).total_seconds()))
    shown = {
        "measure": measure,
        "label": action.name_of(measure.kind),
        "state": state,
        "seconds": seconds,
        "words": json.dumps(action.words_of(measure)) if state == "undone" else "",
    }
    return render(request, "moderation/_measure_toast.html", shown)
