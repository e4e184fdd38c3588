"""The calendar: a year of days, and when a term that begins on one of them would end."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import ADMINISTRATORS
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page
from office import selectors
from office.rules import notices, terms
from office.rules.days import MOST, UNITS, TermRefused

EARLIEST, LATEST = 2007, 2099
WEEK = [date(2024, 1, number) for number in range(1, 8)]  # from a Monday


@page
def calendar(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a year of days to whoever is signed in, and compute a deadline."""
    today = clock.today()
    year = min(max(number(request, "year", today.year), EARLIEST), LATEST)
    shown = {
        "grid": selectors.year_grid(year),
        "before": year - 1 if year > EARLIEST else None,
        "after": year + 1 if year < LATEST else None,
        "today": today,
        "weekdays": [(day, date_format(day, "D").removeprefix("星期")) for day in WEEK],
        "section": "calendar" if actor.has(*ADMINISTRATORS) else "clocks",
        "source": notices.source(),
        "asked": _asked(request.GET, today),
        "units": [(unit, _unit(unit)) for unit in UNITS if unit != "hour"],
    }
    return render(request, "office/calendar.html", shown)


def _asked(given: QueryDict, today: date) -> dict[str, Any]:
    """Return the term asked for, and its end or why it has none."""
    start, amount = given.get("start", ""), given.get("amount", "")
    unit = given.get("unit", "working_day")
    asked: dict[str, Any] = {"start": start or today.isoformat(), "amount": amount, "unit": unit}
    if not amount:
        return asked | {"amount": "7"}
    try:
        asked["due"] = selectors.deadline(terms.parse(start), _whole(amount), unit)
    except TermRefused:
        most = MOST.get(unit, MOST["day"])
        asked["error"] = _("请填写存在的日期，以及 0 到 %(most)s 之间的整数。") % {"most": most}
    return asked


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise TermRefused("amount must be a whole number")
    return int(text)


def _unit(unit: str) -> str:
    return {"day": _("日（自然日）"), "working_day": _("个工作日"), "month": _("个月")}[unit]
