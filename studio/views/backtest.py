"""Order a backtest, see how far it is, read what came of it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from studio import policies, selectors, services
from studio.models import Backtest
from studio.rules.tally import precision
from studio.selectors import words

HERE = "studio"
SAMPLES = (
    ("new", gettext_lazy("新增命中：此前没有任何规则发现")),
    ("gained", gettext_lazy("比生效版多命中")),
    ("lost", gettext_lazy("比生效版少命中")),
    ("missed", gettext_lazy("漏掉：专员已确认违规而这一版没有命中")),
    ("dismissed", gettext_lazy("误报：专员已判为不成立而这一版仍会命中")),
    ("caught", gettext_lazy("全部命中")),
)


@page
@require_POST
def start(request: HttpRequest, actor: Actor, rule_version_id: UUID) -> HttpResponse:
    """Order a backtest of a version over the days that were chosen."""
    policies.require_write(actor)
    row = selectors.version_get(actor, rule_version_id)
    try:
        since, until = _period(request)
        made = services.backtest_start(
            actor=actor, version_id=rule_version_id, since=since, until=until
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("studio-rule", row.rule_id)
    return redirect("studio-backtest", made.pk)


def _period(request: HttpRequest) -> tuple[datetime, datetime]:
    """Return from the beginning of the first day to the end of the last; the last month unasked."""
    today = clock.today()
    first, last = today - timedelta(days=30), today
    try:
        first = parse_date(request.POST.get("since", "")) or first
        last = parse_date(request.POST.get("until", "")) or last
    except ValueError:
        first, last = today, today - timedelta(days=1)
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.SHANGHAI)


@page
@require_GET
def backtest(request: HttpRequest, actor: Actor, backtest_id: UUID) -> HttpResponse:
    """Show a backtest: how far it is while it runs, then what came of it."""
    row = selectors.backtest_get(actor, backtest_id)
    shown = {
        "section": HERE,
        "row": row,
        "version": row.version,
        "state": words.state(row.version.state),
        "can_write": policies.can_write(actor),
        "is_stale": row.digest != selectors.digest_of(row.version),
    }
    if row.state == Backtest.State.RUNNING:
        done, whole, fault = selectors.progress_of(actor, row)
        percent = min(100, done * 100 // whole) if whole else 0
        shown |= {"done": done, "whole": whole, "percent": percent, "fault": fault}
    elif row.state == Backtest.State.DONE:
        shown |= _result(actor, row)
    part = request.headers.get("HX-Request") and row.state == Backtest.State.RUNNING
    return render(request, f"studio/{'_running' if part else 'backtest'}.html", shown)


def _result(actor: Actor, row: Backtest) -> dict[str, Any]:
    figures = row.figures
    rate = precision(figures)
    kinds = [
        {
            "code": code,
            "name": name,
            "number": figures.get(code, 0),
            "samples": selectors.samples_of(actor, figures["samples"].get(code, [])),
        }
        for code, name in SAMPLES
        if figures.get(code) and figures["samples"].get(code)
    ]
    took = (row.ended_at - row.created_at).total_seconds() if row.ended_at else 0
    return {
        "figures": figures,
        "judged": figures["confirmed"] + figures["dismissed"],
        "precision": None if rate is None else f"{rate * 100:.0f}",
        "measures": [(words.MEASURES[code], n) for code, n in figures["measures"].items()],
        "kinds": kinds,
        "took": max(1, round(took)),
        "one_in": round(figures["events"] / figures["caught"]) if figures["caught"] else 0,
    }


@page
@require_POST
def cancel(request: HttpRequest, actor: Actor, backtest_id: UUID) -> HttpResponse:
    """Stop a backtest."""
    policies.require_write(actor)
    row = selectors.backtest_get(actor, backtest_id)
    try:
        services.backtest_cancel(actor=actor, backtest_id=backtest_id)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已取消。"))
    return redirect("studio-rule", row.version.rule_id)
