"""Incidents and how fast authorities were told of them; the platform's transparency reports."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from filings.rules.incidents import is_larger
from filings.selectors import supervised as filings
from livecompliance.kernel.exceptions import NotFound
from office.selectors import long_of
from oversight.models import TransparencyReport
from oversight.selectors import transparency as reports_of
from oversight.selectors import transparency_words as told
from portal.rules.sight import LEAST, RECORD
from portal.views.frame import Looker, portal_page, shown

MOST = 200
MINUTES_OF_AN_HOUR = 60
WITHIN_HOURS = 48 * MINUTES_OF_AN_HOUR


class Line(NamedTuple):
    """One incident in words.

    Args:
        is_graver: the larger grade or above.
        after: how long after it was found the authority was told.
        persons: how many are concerned; None where it is not known or could be somebody.
        is_few: fewer than may be told.
    """

    row: filings.Supervised
    is_graver: bool
    after: str
    term: str
    tone: str
    persons: int | None
    is_few: bool


@require_GET
@portal_page("incidents", matter=RECORD)
def incidents(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the incidents of a platform: kind, grade, when found, told, contained, handled."""
    looker.here.require_whole(RECORD)
    lines = [_line(one) for one in filings.incidents_supervised(looker.actor, MOST)]
    context = {
        "section": "portal-incidents",
        "lines": lines,
        "least": LEAST,
        "figures": [
            (_("登记的事件"), len(lines), ""),
            (_("处置中"), sum(1 for one in lines if one.row.closed_at is None), ""),
            (_("较大以上"), sum(1 for one in lines if one.is_graver), ""),
            (_("首次报告逾期"), sum(1 for one in lines if one.tone == "act"), "is-act"),
        ],
    }
    return shown(request, looker, "portal/incidents.html", context)


def _line(row: filings.Supervised) -> Line:
    term, tone = _term(row)
    is_few = row.persons is not None and 0 < row.persons < LEAST
    after = "" if row.told_at is None else _after(row.discovered_at, row.told_at)
    persons = None if is_few else row.persons
    return Line(row, is_larger(row.level), after, term, tone, persons, is_few)


def _term(row: filings.Supervised) -> tuple[str, str]:
    """Return how the term of the first report stands, and in which tone."""
    if row.term is None:
        return "", ""
    if row.term.is_late:
        return _("逾期"), "act"
    return (_("计时中"), "watch") if row.term.ended_at is None else (_("按时"), "ok")


def _after(since: datetime, until: datetime) -> str:
    minutes = max(0, int((until - since).total_seconds() // 60))
    if minutes < MINUTES_OF_AN_HOUR:
        return long_of(minutes, "minute")
    if minutes < WITHIN_HOURS:
        return long_of(minutes // MINUTES_OF_AN_HOUR, "hour")
    return long_of(minutes // (24 * MINUTES_OF_AN_HOUR), "day")


@require_GET
@portal_page("reports")
def reports(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the transparency reports that were released, the last period first."""
    found = reports_of.reports_released(looker.actor)
    newest: dict[str, int] = {}
    for one in found:
        newest.setdefault(one.period, one.version)
    context = {
        "section": "portal-reports",
        "rows": [(one, newest[one.period] == one.version) for one in found],
    }
    return shown(request, looker, "portal/reports.html", context)


@require_GET
@portal_page("report", thing="transparency_id")
def report(request: HttpRequest, looker: Looker, transparency_id: UUID) -> HttpResponse:
    """Show one transparency report as everybody reads it."""
    found = reports_of.reports_released(looker.actor)
    row = next((one for one in found if one.pk == transparency_id), None)
    if row is None:
        raise NotFound(_("没有这份透明度报告。"))
    context: dict[str, Any] = {
        "section": "portal-reports",
        "row": row,
        "newer": _newer(found, row),
        "parts": told.parts_of(row.body),
        "figures": told.figures_of(row.body),
    }
    return shown(request, looker, "portal/report.html", context)


def _newer(found: list[TransparencyReport], row: TransparencyReport) -> TransparencyReport | None:
    """Return the version that took the place of a report; None where it stands."""
    newest = next(one for one in found if one.period == row.period)
    return None if newest.pk == row.pk else newest
