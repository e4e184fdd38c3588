"""Who stands where and why: the list, one operator, a tier set by hand, the list taken away."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import stepped_up
from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import number, page
from tiers import policies, selectors, services
from tiers.models import Standing
from tiers.rules.grading import TIERS
from tiers.selectors import told, words
from tiers.services.hand import MOST_DAYS

HERE, PAGE, USUAL_DAYS = "tiers", 50, 90
HEAD = ("external_id", "name", "tier", "since", "origin", "score", "policy", "why")


def wanted_of(given: Any) -> selectors.Wanted:
    """Return what somebody asked to see, whatever he wrote."""
    tier, origin = given.get("tier", ""), given.get("origin", "")
    return selectors.Wanted(
        tier if tier in TIERS else "",
        origin if origin in Standing.Origin.values else "",
        given.get("q", "").strip()[:60],
    )


@page
@require_GET
def standings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the operators by tier, each with why, to whoever watches over the platform."""
    policies.require_see(actor)
    wanted, start = wanted_of(request.GET), max(0, number(request, "from"))
    found = selectors.standing_list(actor, wanted)
    rows = list(found[start : start + PAGE + 1])
    held = selectors.policy_in_force(actor)
    counts = selectors.counts_by_tier(actor)
    query = {"tier": wanted.tier, "origin": wanted.origin, "q": wanted.text}
    kept = {name: value for name, value in query.items() if value}
    shown = {
        "section": HERE,
        "rows": [(one, told.standing_why(one, held.body)) for one in rows[:PAGE]],
        "wanted": wanted,
        "query": urlencode(kept),
        "kept": kept,
        "start": start,
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "total": sum(counts.values()),
        "tiers": [(tier, words.tier_name(tier), counts[tier]) for tier in TIERS],
        "policy": held,
        "unwatched": len(selectors.unwatched(actor)),
    }
    return render(request, "tiers/standings.html", shown)


@page
@require_POST
@stepped_up("export", after=policies.require_see)
def export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Let the list, as it was narrowed down, be taken away."""
    rows = services.standings_export(actor=actor, wanted=wanted_of(request.POST))
    name = f"tiers-{clock.today():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8"
    return StreamingHttpResponse(_csv(rows), content_type=kind, headers=headers)


class _Line:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Line())
    for row in [HEAD, *rows]:
        yield writer.writerow([_harmless(str(cell)) for cell in row])


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@page
@require_GET
def operator(request: HttpRequest, actor: Actor, operator_id: UUID) -> HttpResponse:
    """Show one operator: his tier, every dimension, what follows, and how it came to be."""
    policies.require_see(actor)
    report = selectors.report_of_operator(actor, operator_id)
    held, today = selectors.policy_in_force(actor), clock.today()
    past = selectors.standing_history(actor, operator_id)[:50]
    shown = {
        "section": HERE,
        "operator": selectors.operator_get(actor, operator_id),
        "report": report,
        "services": words.rights_named(report.entitlements.services),
        "functions": words.rights_named(report.entitlements.functions),
        "rooms": selectors.rooms_by_operator(actor, [operator_id]).get(operator_id, []),
        "history": [(one, told.standing_why(one, held.body, is_past=True)) for one in past],
        "can_grade": policies.can_grade(actor),
        "tiers": [(tier, words.tier_name(tier)) for tier in TIERS],
        "today": today,
        "usual": date.fromordinal(today.toordinal() + USUAL_DAYS),
        "latest": date.fromordinal(today.toordinal() + MOST_DAYS),
    }
    return render(request, "tiers/operator.html", shown)


@page
@require_POST
def tier_set(request: HttpRequest, actor: Actor, operator_id: UUID) -> HttpResponse:
    """Set an operator's tier by hand."""
    given = request.POST

    def act() -> None:
        try:
            until = date.fromisoformat(given.get("until", ""))
        except ValueError:
            raise Invalid(_("请填写截止日期。"), field="until") from None
        order = services.Order(given.get("tier", ""), given.get("reason", ""), until)
        services.tier_set(actor=actor, operator_id=operator_id, order=order)

    return _back(request, actor, operator_id, act, _("已人工调整，名下直播间随之调整。"))


@page
@require_POST
def tier_release(request: HttpRequest, actor: Actor, operator_id: UUID) -> HttpResponse:
    """Let the figures decide again."""

    def act() -> None:
        services.tier_release(actor=actor, operator_id=operator_id)

    return _back(request, actor, operator_id, act, _("已恢复按指标评定。"))


def _back(
    request: HttpRequest, actor: Actor, operator_id: UUID, act: Callable[[], None], done: str
) -> HttpResponse:
    policies.require_grade(actor)
    selectors.operator_get(actor, operator_id)
    return back(request, reverse("tier-operator", args=[operator_id]), act, done)
