"""What the platform says of itself: every version, when each is due, and its report."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back, told
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from tax import forms, policies, selectors, services
from tax.models import Basics
from tax.rules import basics as rules
from tax.selectors import words
from tax.selectors.package import report_of
from tax.services.basics import DUTY, FACTS, within

HERE, MOST = "tax", 50


@page
@require_GET
def platform(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what the platform says of itself, and which of it waits to be reported."""
    rows = list(selectors.basics_list(actor)[:MOST])
    shown = {
        "section": HERE,
        "tab": "platform",
        "basics": rows[0] if rows else None,
        "versions": [_version(one) for one in rows],
        "waiting": next((one for one in rows if report_of(one) is None), None),
        "channels": words.CHANNELS.items(),
        "clauses": [cited("D810-basics"), cited(DUTY)],
        "today": clock.today(),
        "can_settle": policies.can_settle(actor),
    }
    return render(request, "tax/platform.html", shown)


def _version(one: Basics) -> dict[str, Any]:
    """Return one version: when it is due, or whether it was reported in time."""
    happened = one.happened_on
    by = rules.due_on(happened, within(rules.runs_from(happened))) if happened else None
    report = report_of(one)
    told_on = report.reported_on if report else clock.today()
    return {
        "row": one,
        "report": report,
        "by": by,
        "late_days": max(0, (told_on - by).days) if by else 0,
        "channel": words.CHANNELS.get(report.channel, "") if report else "",
    }


@page
@require_POST
def basics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Note what the platform says of itself, and go back to where it was asked."""
    policies.require_settle(actor)
    given = request.POST

    def act() -> Any:
        facts = {name: given.get(name, "") for name in FACTS}
        day = forms.day_of(given, "happened_on") if given.get("happened_on") else None
        return services.basics_note(
            actor=actor, facts=facts, entities=_entities(given), happened_on=day
        )

    told(request, act, _("已登记平台基本信息。请在三十日内报送，并在这里登记报送日期。"))
    try:
        return redirect("tax-quarter", UUID(given.get("quarter", "")))
    except ValueError:
        return redirect("tax-platform")


def _entities(given: QueryDict) -> list[dict[str, str]]:
    """Read the entities, one a line: the code, then the name."""
    lines = [one.split(None, 1) for one in given.get("entities", "").splitlines() if one.strip()]
    return [{"entity_code": one[0], "entity_name": one[1] if len(one) > 1 else ""}
            for one in lines]  # fmt: skip


@page
@require_POST
def report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Note that a version was reported."""
    policies.require_settle(actor)
    given = request.POST

    def act() -> Any:
        return services.basics_report(
            actor=actor,
            number=forms.number_of(given, "number"),
            reported_on=forms.day_of(given, "reported_on"),
            channel=given.get("channel", ""),
            receipt=given.get("receipt", ""),
        )

    return back(request, "tax-platform", act, _("已登记报送。"))
