"""What the gate said no to, why, how often; and whether it holds back or only observes."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.stepup import stepped_up
from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.gate import names
from livecompliance.kernel.pages import number, page
from rooms import policies, services
from rooms.selectors import people as shown_of

HERE = "gate"
PAGE = 50
PERIODS = (1, 7, 30)
WIDE = 100


@page
@require_GET
def gate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the last denials in words, the reasons by how often, and the gate's mode."""
    policies.require_see_gate(actor)
    days = number(request, "days", 7)
    days = days if days in PERIODS else 7
    since, code = clock.now() - timedelta(days=days), request.GET.get("code", "")[:60]
    start = number(request, "from")
    rows = list(shown_of.denial_list(actor, since, code=code)[start : start + PAGE + 1])
    counts = shown_of.denial_counts(actor, since)
    most = max((count for _told, count in counts), default=1)
    shown: dict[str, Any] = {
        "section": "people",
        "tab": HERE,
        "is_watcher": policies.can_watch(actor),
        "days": days,
        "periods": PERIODS,
        "code": code,
        "rows": shown_of.answers_told(actor, rows[:PAGE]),
        "next": start + PAGE if len(rows) > PAGE else 0,
        "counts": [(one, count, max(1, WIDE * count // most)) for one, count in counts],
        "checks": len(names()),
        **_mode(actor),
    }
    return render(request, "rooms/gate.html", shown)


def _mode(actor: Actor) -> dict[str, Any]:
    policy, today = accounts.tenant_get(actor).policy, clock.today()
    observes = services.is_observing(policy, today)
    return {
        "until": policy.get("gate_observe_until") if observes else "",
        "knows_mode": True,
        "can_switch": policies.can_switch_gate(actor),
        "today": today,
        "latest": today + services.LONGEST_OBSERVED,
    }


@page
@require_POST
@stepped_up("gate", after=policies.require_switch_gate)
def mode(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the gate observe until a day, or enforce from now on."""
    enforces = request.POST.get("mode") == "enforce"

    def run() -> None:
        services.gate_observe(actor=actor, until=None if enforces else _day(request))

    done = _("准入检查已恢复拦截。") if enforces else _("准入检查改为只观察，到期自动恢复拦截。")
    return back(request, HERE, run, done)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise Invalid(_("请填写观察期的最后一天。"), field="until") from None
