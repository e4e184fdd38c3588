"""Clocks on a page: those that run, those that ended, one with its history and its buttons."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from office import policies, selectors, services
from office.models import Clock
from office.rules import clocks as rules
from office.rules.policies import Policy

PAGE = 50
SHOWN = {"open": selectors.clock_open_list, "ended": selectors.clock_ended_list}

NOBODY = selectors.Steering([], False, [], [], [], [])


@page
@require_GET
def clocks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the clocks that run, or those that ended, to whoever watches over the platform."""
    policies.require_see_clocks(actor)
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    found = list(SHOWN[show](actor, after=request.GET.get("after", ""))[: PAGE + 1])
    shown: dict[str, Any] = {
        "show": show,
        "clocks": selectors.told(found[:PAGE], actor),
        "is_more": len(found) > PAGE,
        "next": found[PAGE - 1].pk if len(found) > PAGE else "",
        "calendar_url": reverse("calendar"),
        "can_steer": policies.can_steer_clocks(actor),
    }
    return render(request, "office/clocks.html", shown)


@page
@require_GET
def clock(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Show one clock: what is left, by which rule, what happened, what may be done."""
    return render(request, "office/clock.html", _shown(actor, clock_id))


@page
@require_GET
def clock_acts(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Show what may be done to one clock of the list, beside it."""
    policies.require_steer_clocks(actor)
    return render(request, "office/_clock_pop.html", _shown(actor, clock_id))


def _shown(actor: Actor, clock_id: UUID) -> dict[str, Any]:
    policies.require_see_clocks(actor)
    found = selectors.clock_get(actor, clock_id)
    policy = Policy.of(found.policy)
    can_steer = policies.can_steer_clocks(actor)
    return {
        "section": "clocks",
        "one": selectors.told([found], actor)[0],
        "history": selectors.clock_history(actor, found),
        "steering": selectors.steering(actor, found) if can_steer else None,
        "term": selectors.term_of(policy),
        "law_term": selectors.long_of(policy.law.amount, policy.law.unit) if policy.law else "",
        "can_pause": bool(policy.pauses or policy.lawful_pauses),
    }


@page
@require_POST
def clock_pause(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Hold a clock up, for a reason its policy names."""
    reason = request.POST.get("reason", "")

    def act() -> Clock:
        return services.clock_pause(actor=actor, clock_id=clock_id, reason=reason)

    return _back(request, actor, clock_id, act, _("已暂停计时，理由已留痕。"))


@page
@require_POST
def clock_resume(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Let a clock run on."""

    def act() -> Clock:
        return services.clock_resume(actor=actor, clock_id=clock_id)

    return _back(request, actor, clock_id, act, _("已恢复计时。"))


@page
@require_POST
def clock_reassign(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Hand a clock on to another officer."""
    chosen = request.POST.get("owner", "")

    def act() -> Clock:
        found = selectors.clock_get(actor, clock_id)
        people = dict((selectors.steering(actor, found) or NOBODY).people)
        if found.is_open and chosen not in people:
            raise Invalid(_("请选择一位在职的合规专员。"), field="owner")
        owner_id = UUID(chosen) if chosen in people else None
        return services.clock_reassign(actor=actor, clock_id=clock_id, owner_id=owner_id)

    return _back(request, actor, clock_id, act, _("已转交，期限照旧计算。"))


@page
@require_POST
def clock_meet(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Say that the duty was done."""

    def act() -> Clock:
        return services.clock_confirm(actor=actor, clock_id=clock_id)

    return _back(request, actor, clock_id, act, _("已记录完成。"))


@page
@require_POST
def clock_escalate(request: HttpRequest, actor: Actor, clock_id: UUID) -> HttpResponse:
    """Put a clock before those above its owner."""
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")

    def act() -> Clock:
        if reason not in rules.ESCALATIONS:
            raise Invalid(_("请选择上报的理由。"), field="reason")
        return services.clock_escalate(actor=actor, clock_id=clock_id, to=to, reason=reason)

    return _back(request, actor, clock_id, act, _("已上报，对方会收到消息。"))


def _back(
    request: HttpRequest, actor: Actor, clock_id: UUID, act: Callable[[], Clock], done: str
) -> HttpResponse:
    """Act, and say on the page it came from how it went."""
    policies.require_steer_clocks(actor)
    selectors.clock_get(actor, clock_id)
    told(request, act, done)
    return redirect("clocks") if request.POST.get("from") == "list" else redirect("clock", clock_id)
