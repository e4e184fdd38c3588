"""Agencies behind rooms whose figures were faked: who must be looked at, and what was found."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from conduct import policies, selectors, services
from conduct.models import AgencyAct, AgencyTrace
from conduct.selectors import words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office
from parties.selectors.party import shown_name

HERE, CLOSED = "conduct", 40


@page
@require_GET
def agencies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the agencies to be looked at with what their rooms did, and those that were."""
    waiting = list(selectors.agency_traces(actor, is_open=True)[:CLOSED])
    done = list(selectors.agency_traces(actor, is_open=False)[:CLOSED])
    shown = {
        "section": HERE,
        "waiting": [_row(actor, one) for one in waiting],
        "done": [_row(actor, one) for one in done],
        "outcomes": list(words.OUTCOMES.items()),
        "can_look": policies.can_look(actor),
    }
    return render(request, "conduct/agencies.html", shown)


def _row(actor: Actor, one: AgencyTrace) -> dict[str, Any]:
    return {
        "one": one,
        "acts": [_act(each) for each in selectors.agency_acts(actor, one.agency_id, one.closed_at)],
        "outcome": words.OUTCOMES.get(one.outcome, ""),
        "clocks": [] if one.closed_at else office.countdowns(actor, ("agency_trace", str(one.pk))),
    }


def _act(one: AgencyAct) -> dict[str, Any]:
    by = "" if one.by == AgencyAct.By.TIE else gettext(str(AgencyAct.By(one.by).label))
    return {"one": one, "who": shown_name(one.party.kind, one.party.public_name), "by": by}


@page
@require_POST
def close(request: HttpRequest, actor: Actor, trace_id: UUID) -> HttpResponse:
    """Say what was found."""
    given = request.POST
    return back(
        request,
        "conduct-agencies",
        lambda: services.agency_trace_close(
            actor=actor,
            trace_id=trace_id,
            outcome=given.get("outcome", ""),
            reason=given.get("reason", ""),
        ),
        _("已登记。由其组织的，请按处罚阶梯作出决定。"),
    )
