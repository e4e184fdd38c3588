"""How fast complaints were dealt with: figures and charts of a period, what everybody is told."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from complaints import policies, services
from complaints.models import ComplaintFigures
from complaints.rules import figures as rules
from complaints.rules.figures import ALL, Tally
from complaints.rules.periods import (
    Period,
    month_code,
    months_before,
    period_of,
    quarter_code,
    quarters_over,
)
from complaints.rules.terms import FEED_BACK, KINDS
from complaints.selectors import figures as found
from complaints.selectors import names, shown, words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from office.services import tables

HERE = "complaint-figures"
COLUMNS = (
    *("period", "as_of", "term", "kind", "number", "in_time", "late", "overdue", "open", "ended"),
    *("share_percent", "median_h", "p90_h"),
)


def _asked(request: HttpRequest) -> Period:
    """Return the period that was asked for.

    Raises:
        Invalid: it is none, or has not begun.
    """
    today = clock.today()
    asked = period_of(request.GET.get("period") or month_code(today))
    if asked is None or asked.first > today:
        raise Invalid(_("请选择一个已经开始的月份、季度或年份。"), field="period")
    return asked


@page
@require_GET
def one(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the figures of a period, the months before, and the reports for everybody."""
    policies.require_see(actor)
    period, today = _asked(request), clock.today()
    wanted = request.GET.get("term", "")
    term = wanted if wanted in found.TERMS else FEED_BACK
    told_of = found.figures_of(actor, period)
    held = told_of.tables()
    context = {
        "section": HERE,
        "period": period,
        "periods": _periods(today),
        "term": term,
        "terms": [(code, words.TERMS[code]) for code in found.TERMS],
        "as_of": told_of.as_of,
        "filed": sum(told_of.filed.values()),
        "heads": [_head(code, held[code][ALL]) for code in found.TERMS[:3]],
        "lines": [
            shown.line(words.KINDS[kind], held[term][kind]) for kind in KINDS if kind in held[term]
        ],
        "whole": shown.line(_("合计"), held[term][ALL]),
        "fates": shown.fates(told_of.fates),
        "months": shown.months(found.trend_of(actor, term, today)),
        "reports": [(one, names.figures_name(one)) for one in found.reports_list(actor)[:40]],
        "quarters": quarters_over(today, 8),
        "can_handle": policies.can_handle(actor),
        "me": actor.user_id,
    }
    return render(request, "complaints/figures.html", context)


def _periods(today: date) -> list[tuple[object, list[str]]]:
    months = [month_code(one) for one in reversed(months_before(today, 12))]
    quarters = [quarter_code(today), *quarters_over(today, 4)]
    years = [f"{today.year - back}" for back in range(3)]
    return [(_("月"), months), (_("季度"), quarters), (_("年"), years)]


def _head(term: str, whole: Tally) -> dict[str, Any]:
    return shown.line(words.TERMS[term], whole) | {"code": term}


@page
@require_GET
def table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the figures of a period as a table that no spreadsheet computes."""
    policies.require_see(actor)
    period = _asked(request)
    body = b"".join(tables.write_rows(_rows(actor, period), "csv", COLUMNS))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="complaints-{period.code}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _rows(actor: Actor, period: Period) -> Iterator[dict[str, Any]]:
    held = found.figures_of(actor, period)
    at = held.as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
    for term, kinds in held.tables().items():
        for kind in (ALL, *KINDS):
            if kind in kinds:
                one = kinds[kind]
                counts = (one.number, one.in_time, one.late, one.overdue, one.open, one.ended)
                times = (rules.share(one), rules.hours(one.median_s), rules.hours(one.p90_s))
                yield dict(
                    zip(COLUMNS, (period.code, at, term, kind, *counts, *times), strict=True)
                )


@page
@require_GET
def report(request: HttpRequest, actor: Actor, figures_id: UUID) -> HttpResponse:
    """Show a report as everybody reads it, or will."""
    policies.require_see(actor)
    row = found.report_get(actor, figures_id)
    context = {
        "section": HERE,
        "row": row,
        "name": names.figures_name(row),
        "told": shown.report(row.body),
        "is_draft": row.state == ComplaintFigures.State.DRAFT,
        "is_own": row.author_id == actor.user_id,
        "can_handle": policies.can_handle(actor),
    }
    return render(request, "complaints/figures_report.html", context)


@page
@require_POST
def draft(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draw up the report of a quarter."""
    policies.require_handle(actor)
    given = {name: request.POST.get(name, "") for name in ("period", "note")}
    made = told(
        request,
        lambda: services.figures_draft(actor=actor, **given),
        _("草稿已编制，须由另一名合规专员公布。"),
    )
    return redirect("complaint-figures-report", made.pk) if made else redirect(HERE)


@page
@require_POST
def publish(request: HttpRequest, actor: Actor, figures_id: UUID) -> HttpResponse:
    """Publish a report that somebody else drew up."""
    policies.require_handle(actor)
    told(
        request,
        lambda: services.figures_publish(actor=actor, figures_id=figures_id),
        _("已公布，任何人都可以查看。"),
    )
    return redirect("complaint-figures-report", figures_id)


@page
@require_POST
def discard(request: HttpRequest, actor: Actor, figures_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    policies.require_handle(actor)
    told(
        request,
        lambda: services.figures_discard(actor=actor, figures_id=figures_id),
        _("草稿已作废。"),
    )
    return redirect(HERE)
