"""The stage of one room: elements, place, virtual hosts, notice to minors."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.pages import page
from rooms import selectors as rooms
from stage import gate as own
from stage import policies, selectors, services
from stage.rules import elements, minors
from stage.views.review import shown


@page
@require_GET
def room(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show everything that a room sets before its audience, and what the gate says of it."""
    policies.require_see(actor)
    found = rooms.room_get(actor, room_id)
    session = rooms.session_open(actor, found)
    waiting = {
        one.element_id: one
        for one in selectors.version_list(actor, found.pk).filter(state="waiting")
    }
    rows = [(one, shown(one.shown), waiting.get(one.pk)) for one in _elements(actor, found.pk)]
    asked = Asked(
        room_id=found.pk,
        operator_id=found.operator_id,
        marketers=(),
        at=clock.now(),
        session_id=session.pk if session else None,
        is_virtual_image=session.is_virtual_image if session else False,
    )
    said: dict[str, Any] = {
        "section": "stage",
        "room": found,
        "session": session,
        "rows": rows,
        "missing": _missing(actor, found.pk),
        "place": selectors.place_find(actor, found.pk),
        "hosts": list(selectors.host_list(actor, found.pk)),
        "mark": selectors.mark_find(actor, session.pk) if session else None,
        "held": list(selectors.minors_list(actor, found.pk)),
        "notice": selectors.minors_notice(actor, found.pk),
        "proofs": selectors.notice_shown_count(actor, session.pk) if session else 0,
        "surfaces": [(one, one in _open(actor, found.pk)) for one in minors.SURFACES],
        "reasons": [gate.said(one) for one in own.check(actor, asked)],
        "kinds": minors.KINDS,
        "can_review": policies.can_review(actor),
    }
    return render(request, "stage/room.html", said)


def _elements(actor: Actor, room_id: UUID) -> list[Any]:
    order = {kind: place for place, kind in enumerate(elements.KINDS)}
    return sorted(selectors.element_list(actor, room_id), key=lambda one: order[one.kind])


def _missing(actor: Actor, room_id: UUID) -> list[str]:
    """Return the required elements of which nothing was handed in."""
    there = {one.kind for one in selectors.element_list(actor, room_id)}
    required = selectors.terms_get(actor).required
    return [kind for kind in elements.KINDS if kind in required and kind not in there]


def _open(actor: Actor, room_id: UUID) -> list[str]:
    return selectors.placements(actor, room_id)


def _done(request: HttpRequest, room_id: UUID, act: Callable[[], Any], said: str) -> HttpResponse:
    told(request, act, said)
    return redirect("stage-room", room_id)


@page
@require_POST
def minors_flag(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Say as an officer that a room holds what may affect minors."""
    policies.require_review(actor)
    found = rooms.room_get(actor, room_id)
    kinds = request.POST.getlist("kinds")

    def act() -> None:
        if not kinds:
            raise Invalid(_("请至少选择一种类型。"), field="kinds")
        services.minors_declare(actor=actor, room_id=found.pk, kinds=kinds, origin="officer")

    return _done(request, found.pk, act, _("已标记，平台将收到展示位置变更的通知。"))


@page
@require_POST
def minors_clear(request: HttpRequest, actor: Actor, class_id: UUID) -> HttpResponse:
    """Say as an officer that a room does not hold a type."""
    policies.require_review(actor)
    found = selectors.minors_get(actor, class_id)
    reason = request.POST.get("reason", "")

    def act() -> None:
        services.minors_clear(actor=actor, class_id=class_id, reason=reason)

    return _done(request, found.room_id, act, _("已取消标记。"))


@page
@require_POST
def host_assess(request: HttpRequest, actor: Actor, host_id: UUID) -> HttpResponse:
    """Record what the assessment of a virtual host came to."""
    policies.require_review(actor)
    host = selectors.host_get(actor, host_id)
    given = request.POST

    def act() -> None:
        services.host_assess(
            actor=actor,
            host_id=host_id,
            is_passed=given.get("result") == "passed",
            assessment=given.get("assessment", ""),
            until=_day(given.get("until", "")),
            reason=given.get("reason", ""),
        )

    return _done(request, host.room_id, act, _("评估结论已登记。"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("请填写正确的日期。"), field="until") from None


@page
@require_POST
def host_withdraw(request: HttpRequest, actor: Actor, host_id: UUID) -> HttpResponse:
    """Take a virtual host out of use, on air at once."""
    policies.require_review(actor)
    host = selectors.host_get(actor, host_id)
    reason = request.POST.get("reason", "")

    def act() -> None:
        services.host_withdraw(actor=actor, host_id=host_id, reason=reason)

    return _done(request, host.room_id, act, _("虚拟形象已停用。"))
