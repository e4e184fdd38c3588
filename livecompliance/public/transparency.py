"""How a tenant dealt with complaints, for everybody: a page, and the same for machines."""

import json
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotAllowed
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from complaints.models import ComplaintFigures
from complaints.selectors import figures, shown
from livecompliance.kernel import public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from livecompliance.public.catalogue import FORMS, MOST_KEPT_S, require_open
from office.services import tables

COLUMNS = (
    *("period", "version", "term", "kinds", "number", "share_percent", "share_from_percent"),
    *("late", "open", "median_h", "p90_h"),
)


def transparency(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show the report of a quarter, the last one unless another is asked for.

    Law: M-complaints, O117-complaints
    """
    rows = figures.reports_public(actor)
    row = _wanted(rows, request.GET.get("period", ""))
    made_of = tuple((one.period, one.version) for one in rows)
    return public.Shown(
        "complaints/public_figures.html",
        partial(_told, rows, row),
        max_age_s=MOST_KEPT_S,
        made_of=(row.period if row else "", *made_of),
    )


def _told(rows: list[ComplaintFigures], row: ComplaintFigures | None) -> dict[str, Any]:
    return {
        "row": row,
        "told": shown.report(row.body) if row else None,
        "query": f"period={row.period}" if row else "",
        "quarters": [one.period for one in rows],
    }


def _wanted(rows: list[ComplaintFigures], period: str) -> ComplaintFigures | None:
    """Return the report that was asked for.

    Raises:
        NotFound: there is none of that quarter.
    """
    if not period:
        return rows[0] if rows else None
    found = next((one for one in rows if one.period == period), None)
    if found is None:
        raise NotFound(_("没有公布过这个季度的报告。"))
    return found


def exported(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """Give the report of a quarter as JSON or CSV, word for word as it was published."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None or form not in FORMS:
        raise NotFound(_("没有这个平台。"))
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    with acting(actor), transaction.atomic():
        require_open(accounts.tenant_get(actor))
        row = _wanted(figures.reports_public(actor), request.GET.get("period", ""))
    if row is None:
        raise NotFound(_("平台还没有公布过季度报告。"))
    answer = HttpResponse(_written(row, slug, form), content_type=FORMS[form])
    answer.headers["Cache-Control"] = f"public, max-age={MOST_KEPT_S}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    name = f"complaints-{slug}-{row.period}.{form}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _written(row: ComplaintFigures, slug: str, form: str) -> bytes:
    if form == "json":
        at = row.published_at.isoformat() if row.published_at else ""
        said = {"platform": slug, "version": row.version, "published_at": at} | row.body
        return json.dumps(said, ensure_ascii=False).encode()
    lines = (
        {
            "period": row.period,
            "version": row.version,
            "term": term,
            "kinds": " ".join(one["kinds"]),
            "number": one["number"],
            "share_percent": one["share"],
            "share_from_percent": "" if one["band"] is None else one["band"],
            "late": "" if one["late"] is None else one["late"],
            "open": "" if one["open"] is None else one["open"],
            "median_h": one["median"],
            "p90_h": one["p90"],
        }
        for term in figures.TERMS
        for one in row.body["terms"].get(term, ())
    )
    return b"".join(tables.write_rows(lines, "csv", COLUMNS))
