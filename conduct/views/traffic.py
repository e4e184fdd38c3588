"""Figures that stood out: the list, one of them with its plot and its numbers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from conduct import policies, selectors
from conduct.models import Anomaly
from conduct.selectors import plots, words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page

HERE, PAGE, DAYS = "conduct", 40, 30


@page
@require_GET
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what stood out in the last thirty days."""
    policies.require_see(actor)
    kind, start = request.GET.get("kind", ""), number(request, "from")
    kind = kind if kind in words.ANOMALIES else ""
    since = clock.now() - timedelta(days=DAYS)
    rows = list(selectors.anomaly_list(actor, since, kind)[start : start + PAGE + 1])
    shown = {
        "section": HERE,
        "rows": [_row(one) for one in rows[:PAGE]],
        "kind": kind,
        "kinds": [(code, name) for code, (name, _why) in words.ANOMALIES.items()],
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "conduct/figures.html", shown)


def _row(one: Anomaly) -> dict[str, Any]:
    name, why = words.ANOMALIES[one.kind]
    figure = plots.FIGURES[one.figure]() if one.figure else ""
    return {"one": one, "name": name, "why": why, "figure": figure, "said": _said(one)}


def _said(one: Anomaly) -> str:
    """Say the most telling numbers in one line."""
    found = one.figures
    if one.kind == "twins":
        said = _("%(value)s 个账号，%(lines)s 条相同内容")
    elif one.kind == "returns":
        said = _("半小时订单 %(orders)d，退款 %(value)d（%(percent).0f%%）")
    elif "ratio" in found:
        said = _("每分钟 %(value)d，在场观众 %(viewers)d")
    else:
        said = _("当时 %(value)d，平常 %(usual)d，超出平常波动 %(score).0f 倍")
    return str(said % found)


@page
@require_GET
def figure(request: HttpRequest, actor: Actor, anomaly_id: UUID) -> HttpResponse:
    """Show one thing that stood out: its plot, its numbers, the same as a table."""
    one = selectors.anomaly_get(actor, anomaly_id)
    plot = plots.anomaly_plot(one) if one.series else None
    shown = {
        "section": HERE,
        "row": _row(one),
        "plot": plot,
        "table": plots.anomaly_table(plot) if plot else [],
        "numbers": [
            (words.NUMBERS[name], one.figures[name])
            for name in words.NUMBERS
            if name in one.figures
        ],
    }
    return render(request, "conduct/figure.html", shown)
