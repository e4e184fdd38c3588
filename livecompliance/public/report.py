"""What a tenant reports of its moderation, for everybody: a page, and the same for machines."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseNotAllowed
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from livecompliance.kernel import public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from livecompliance.public.catalogue import FORMS, MOST_KEPT_S, require_open
from office.services import tables
from oversight.models import TransparencyReport
from oversight.rules import transparency as rules
from oversight.selectors import transparency as selectors
from oversight.selectors import transparency_words as words

COLUMNS = ("period", "table", "row", "number")
Rows = list[TransparencyReport]


def report(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show the report of a period, the last one unless another is asked for; earlier versions stay.

    Raises:
        NotFound: none was released of that period, or no such version.
    """
    rows = selectors.reports_released(actor)
    row = _wanted(rows, request.GET.get("period", ""), request.GET.get("version", ""))
    return public.Shown(
        "oversight/public_report.html",
        partial(_told, rows, row),
        max_age_s=MOST_KEPT_S,
        made_of=(str(row.pk) if row else "", *(f"{one.pk}" for one in rows)),
    )


def _told(rows: Rows, row: TransparencyReport | None) -> dict[str, Any]:
    newest = _newest(rows)
    if row is None:
        return {"row": None, "query": "", "periods": []}
    is_newest = newest[row.period].pk == row.pk
    query = f"period={row.period}" + ("" if is_newest else f"&version={row.version}")
    return {
        "row": row,
        "last_on": date.fromisoformat(row.body["after"]) - timedelta(days=1),
        "newer": None if is_newest else newest[row.period],
        "older": [one for one in rows if one.period == row.period and one.pk != row.pk],
        "parts": words.parts_of(row.body),
        "figures": words.figures_of(row.body),
        "query": query,
        "periods": list(newest),
    }


def _newest(rows: Rows) -> dict[str, TransparencyReport]:
    """Return the newest version of each period, the last period first."""
    found: dict[str, TransparencyReport] = {}
    for one in rows:
        found.setdefault(one.period, one)
    return found


def _wanted(rows: Rows, period: str, version: str) -> TransparencyReport | None:
    if not period:
        return rows[0] if rows else None
    found = [one for one in rows if one.period == period]
    if version:
        found = [one for one in found if str(one.version) == version]
    if not found:
        raise NotFound(_("没有公布过这一期的报告。"))
    return found[0]


def exported(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """Give a report as JSON, byte for byte what its digest is of, or as CSV."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None or form not in FORMS:
        raise NotFound(_("没有这个平台。"))
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    asked = request.GET.get("period", ""), request.GET.get("version", "")
    with acting(actor), transaction.atomic():
        require_open(accounts.tenant_get(actor))
        row = _wanted(selectors.reports_released(actor), *asked)
    if row is None:
        raise NotFound(_("平台还没有公布过透明度报告。"))
    answer = HttpResponse(_written(row, form), content_type=FORMS[form])
    answer.headers["Cache-Control"] = f"public, max-age={MOST_KEPT_S}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    name = f"report-{slug}-{row.period}-{row.version}.{form}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _written(row: TransparencyReport, form: str) -> bytes:
    if form == "json":
        return rules.canonical(row.body)
    return b"".join(tables.write_rows(rules.lines_of(row.body), "csv", COLUMNS))
