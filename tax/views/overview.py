"""Taxes at a glance: what each month brought, what is due, what may be closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from office import selectors as office
from tax import forms, policies, selectors, services
from tax.models import Tally
from tax.rules import calendar
from tax.selectors import words
from tax.selectors.lapse import TWICE
from tax.selectors.why import bars_of
from tax.services import basics, filing
from tax.services.bring import KIND as IMPORT
from tax.services.quarter import ORDERED
from tax.templatetags.tax import yuan
from tax.views import bringing, going

HERE, MONTHS, QUARTERS = "tax", 12, 4


@page
@require_GET
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the months and quarters of the last year."""
    policies.require_see(actor)
    work = going.going_of(request, actor, {IMPORT: {}})
    if is_fragment(request):
        return going.told(request, work)
    this = calendar.month_of(clock.today())
    months = [calendar.later(this, -back) for back in range(MONTHS)]
    quarter = calendar.quarter_of(this)
    quarters = [calendar.later(quarter, -3 * back) for back in range(QUARTERS)]
    periods = list(selectors.period_list(actor)[:200])
    closed = {(one.kind, one.first_on) for one in periods if one.state == "closed"}
    tallies = selectors.sums_of(actor, [*months, *calendar.months_of(quarters[-1])])
    began = calendar.quarter_of(min((one.month for one in tallies), default=this))
    months = [first for first in months if first >= began]
    quarters = [first for first in quarters if first >= began]
    held, filed = selectors.withheld_by_month(actor, months), selectors.months_filed(actor, months)
    pages = {(one.kind, one.first_on): one.pk for one in periods}
    reported = selectors.package_states(actor, quarters)
    shown = {
        "section": HERE,
        "tab": "overview",
        **work,
        "months": [
            _month(first, tallies, closed)
            | {"period": pages.get(("month", first))}
            | _filed(first, held, filed)
            for first in months
        ],
        "quarters": [
            _quarter(first, tallies, closed)
            | {"period": pages.get(("quarter", first))}
            | ({"state": words.PACKAGE_STATES[reported[first]]} if first in reported else {})
            for first in quarters
        ],
        "payees": selectors.payee_list(actor).count(),
        "due": [(one, _where(one)) for one in selectors.due_list(actor)],
        "lapses": _lapses(actor),
        "bars": _bars(months, tallies, held),
        "bars_found": _found(held),
        "files": bringing.shelf(actor),
        "refused": bringing.refused(actor, work["going"]),
        "tables": words.TABLES.items(),
        "can_bring": policies.can_bring(actor),
        "can_settle": policies.can_settle(actor),
    }
    return render(request, "tax/overview.html", shown)


def _lapses(actor: Actor) -> dict[str, Any] | None:
    """Return what was late or left out this year; None where nothing was."""
    found = selectors.lapses_of(actor, clock.today().year)
    if not found.lapses:
        return None
    return {
        "year": found.year,
        "is_serious": found.is_serious,
        "clauses": [cited(TWICE), cited(ORDERED)],
        "rows": [(words.LAPSES[one.what], one) for one in found.lapses],
    }


def _where(one: office.Countdown) -> str:
    """Return the page on which something that is due is done."""
    if one.clock.subject_kind == basics.SUBJECT:
        return reverse("tax-platform")
    name = "tax-month" if one.clock.kind == filing.CLOCK else "tax-quarter"
    return reverse(name, args=[one.clock.subject_ref])


def _filed(first: date, held: Mapping[date, int], filed: Collection[date]) -> dict[str, Any]:
    """Return how far a month is that was computed."""
    if first not in held:
        return {}
    return {"state": (_("已申报"), "ok") if first in filed else (_("待申报"), "watch")}


def _bars(
    months: Sequence[date], tallies: Iterable[Tally], withheld: Mapping[date, int]
) -> list[dict[str, Any]]:
    """Return what each month paid and withheld, as parts of the highest month."""
    net = dict.fromkeys(months, 0)
    for one in tallies:
        if one.month in net:
            net[one.month] += one.paid_fen - one.refunded_fen
    return bars_of([(month, net[month], withheld.get(month)) for month in months])


def _found(withheld: Mapping[date, int]) -> str:
    """Say what the bars show: what was withheld last, and how it stands to the month before."""
    if not withheld:
        return ""
    last = max(withheld)
    facts = {"month": f"{last:%Y-%m}", "fen": yuan(withheld[last])}
    before = withheld.get(calendar.later(last, -1))
    if before is None:
        return _("%(month)s 扣缴 %(fen)s 元。") % facts
    facts["more"] = yuan(abs(withheld[last] - before))
    if withheld[last] == before:
        return _("%(month)s 扣缴 %(fen)s 元，与上月相同。") % facts
    if withheld[last] > before:
        return _("%(month)s 扣缴 %(fen)s 元，比上月多 %(more)s 元。") % facts
    return _("%(month)s 扣缴 %(fen)s 元，比上月少 %(more)s 元。") % facts


def _month(first: date, tallies: Iterable[Tally], closed: set[tuple[str, date]]) -> dict[str, Any]:
    return _line(
        first, 1, ("month", first) in closed, [one for one in tallies if one.month == first]
    )


def _quarter(
    first: date, tallies: Iterable[Tally], closed: set[tuple[str, date]]
) -> dict[str, Any]:
    months = calendar.months_of(first)
    of = [one for one in tallies if one.month in months]
    line = _line(first, calendar.QUARTER_MONTHS, ("quarter", first) in closed, of)
    line["name"] = f"{first.year} Q{(first.month - 1) // 3 + 1}"
    line["can_close"] = line["can_close"] and all(("month", one) in closed for one in months)
    return line


def _line(first: date, months: int, is_closed: bool, tallies: list[Tally]) -> dict[str, Any]:
    paid, refunded = (sum(getattr(one, name) for one in tallies)
                      for name in ("paid_fen", "refunded_fen"))  # fmt: skip
    is_over = calendar.last_of(first, months) < clock.today()
    state = words.STATES["closed" if is_closed else "open"]
    return {
        "first_on": first,
        "name": f"{first:%Y-%m}",
        "payments": sum(one.payments + one.refunds for one in tallies),
        "orders": sum(one.orders for one in tallies),
        "paid_fen": paid,
        "refunded_fen": refunded,
        "net_fen": paid - refunded,
        "state": state if is_closed or not is_over else (_("待关账"), "watch"),
        "can_close": is_over and not is_closed,
    }


@page
@require_POST
def close(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Close a month or a quarter, and go to its page: what comes next stands there."""
    policies.require_settle(actor)

    def act() -> Any:
        kind, first_on = request.POST.get("kind", ""), forms.day_of(request.POST, "first_on")
        return services.period_close(actor=actor, kind=kind, first_on=first_on)

    done = told(request, act, _("已关账。之后收到的支付须作为更正计入当前月份。"))
    return redirect(f"tax-{done.kind}", done.pk) if done else redirect("tax")
