"""Complaints and their clocks in figures; how reporting of tax stands. No complainant, no payee."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from complaints.rules.figures import ALL
from complaints.rules.periods import month_code, months_before, period_of
from complaints.rules.terms import FEED_BACK, KINDS
from complaints.selectors import figures as counted
from complaints.selectors import shown as told
from complaints.selectors import words
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Invalid
from portal.rules.sight import COMPLAINTS, TAX
from portal.selectors import words as own
from portal.views.frame import Looker, portal_page, shown
from tax.selectors import supervised as tax_of
from tax.selectors.words import PERIODS


@require_GET
@portal_page("complaints", matter=COMPLAINTS)
def complaints(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show how fast complaints were dealt with in a period, and what became of them."""
    looker.here.require_whole(COMPLAINTS)
    today = clock.today()
    period = period_of(request.GET.get("period") or month_code(today))
    if period is None or period.first > today:
        raise Invalid(_("请选择一个已经开始的月份、季度或年份。"), field="period")
    wanted = request.GET.get("term", "")
    term = wanted if wanted in counted.TERMS else FEED_BACK
    found = counted.figures_of(looker.actor, period)
    held = found.tables()
    context = {
        "section": "portal-complaints",
        "period": period,
        "months_back": [month_code(one) for one in reversed(months_before(today, 12))],
        "term": term,
        "terms": [(code, words.TERMS[code]) for code in counted.TERMS],
        "as_of": found.as_of,
        "filed": sum(found.filed.values()),
        "heads": [
            told.line(words.TERMS[code], held[code][ALL]) | {"code": code}
            for code in counted.TERMS[:3]
        ],
        "lines": [
            told.line(words.KINDS[kind], held[term][kind]) for kind in KINDS if kind in held[term]
        ],
        "whole": told.line(_("合计"), held[term][ALL]),
        "fates": told.fates(found.fates),
        "months": told.months(counted.trend_of(looker.actor, term, today)),
    }
    return shown(request, looker, "portal/complaints.html", context)


@require_GET
@portal_page("tax", matter=TAX)
def tax(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show which quarters were reported, when, and how it stands."""
    looker.here.require_whole(TAX)
    found = tax_of.periods_supervised(looker.actor)
    context = {
        "section": "portal-tax",
        "periods": [
            (one, PERIODS[one.kind], [(each, *own.FILED[each.state]) for each in one.filed])
            for one in found
        ],
    }
    return shown(request, looker, "portal/tax.html", context)
