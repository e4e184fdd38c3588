"""One quarter: what stands, what is wrong, its files, its filing, its corrections; its buttons."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from office import selectors as office
from tax import policies, selectors
from tax.models import Extension, Flaw, Package, Period, Problem, Tally
from tax.rules import calendar
from tax.rules.layouts import Layout, layout_named
from tax.selectors import words
from tax.selectors.taken import TAKEN
from tax.services.filing import SUBJECT
from tax.services.package import KIND as MAKE
from tax.services.package_out import KIND as EXCEL
from tax.services.quarter import CLAUSE, ORDERED, correct_by, due_of
from tax.views import going

HERE, PAGE = "tax", 50
LEFT = {"filed": "A16-not-twice", "convenience": "D810-convenience", "small": "A15-offshore"}
NAMES = {"csv": "CSV", "ndjson": "JSON", "xlsx": "Excel"}


@page
@require_GET
def quarter(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Show one quarter."""
    period = selectors.period_get(actor, quarter_id, "quarter")
    packages = [one for one in selectors.package_list(actor, period)[:50] if one.state != "dropped"]
    is_settler = policies.can_settle(actor)
    flaws = list(selectors.flaw_list(actor, period)[:20])
    extensions = list(selectors.extension_list(actor, period)[:10])
    current = packages[0] if packages else None
    months = _months(actor, period)
    work = going.going_of(request, actor, _about(period, current))
    if is_fragment(request):
        return going.told(request, work)
    shown = {
        "section": HERE,
        **work,
        "period": period,
        "name": selectors.named(period),
        "state": words.STATES[period.state],
        "tallies": _incomes(selectors.sums_of(actor, calendar.months_of(period.first_on))),
        "clocks": office.countdowns(actor, (SUBJECT, period.pk)),
        "clause": cited(CLAUSE),
        "order_clause": cited(ORDERED),
        "months": months,
        "are_closed": all(one["is_closed"] for one in months),
        "due_on": due_of(period),
        "is_over": calendar.last_of(period.first_on, calendar.QUARTER_MONTHS) < clock.today(),
        "steps": _steps(period, current),
        "can_settle": is_settler,
        "one": _package(current) if current else None,
        **_wrong(request, actor, current),
        "history": [_line(one) for one in packages],
        "taken": _taken(actor, packages, current),
        "flaws": [_flaw(one) for one in flaws],
        "extensions": [_extension(one) for one in extensions],
        "sources": words.SOURCES.items(),
        "channels": words.CHANNELS.items(),
        "basics": selectors.basics_last(actor),
        "today": clock.today(),
        **_may(period, current, flaws, extensions, is_settler=is_settler),
    }
    return render(request, "tax/quarter.html", shown)


def _months(actor: Actor, period: Period) -> list[dict[str, Any]]:
    """Return a quarter's months: which are closed."""
    found = [
        (first, selectors.period_find(actor, "month", first))
        for first in calendar.months_of(period.first_on)
    ]
    return [
        {
            "name": f"{first:%Y-%m}",
            "row": row,
            "is_closed": row is not None and row.state == Period.State.CLOSED,
        }
        for first, row in found
    ]


def _about(period: Period, current: Package | None) -> going.About:
    """Return which work is about a quarter: its package made, and turned into Excel."""
    made = {MAKE: {"quarter": f"{period.first_on}"}}
    return made | ({EXCEL: {"package": f"{current.pk}"}} if current else {})


def _taken(actor: Actor, packages: Iterable[Package], current: Package | None) -> list[Any]:
    """Return who took files of the quarter's packages; forms by their names."""
    layout = layout_named(current.layout) if current else None
    in_english = (get_language() or "").startswith("en")
    names = {one.key: one.en if in_english else one.zh for one in (layout.forms if layout else ())}
    found = selectors.taken_list(actor, TAKEN, [one.pk for one in packages])
    return [
        one._replace(data=one.data | {"key": names.get(one.data.get("key", ""), "")})
        for one in found
    ]


def _may(
    period: Period,
    current: Package | None,
    flaws: Iterable[Flaw],
    extensions: Iterable[Extension],
    *,
    is_settler: bool,
) -> dict[str, bool]:
    """Return which buttons stand on the page."""
    state = current.state if current else ""
    is_accepted = state == "accepted"
    waits = any(one.package_id is None for one in flaws)
    asked = {one.state for one in extensions}
    is_closed = period.state == Period.State.CLOSED
    makes = is_closed and state in ("", "ready", "returned", "accepted")
    return {
        "can_close": is_settler and not is_closed,
        "can_make": is_settler and makes and (not is_accepted or waits),
        "is_correction": is_accepted or bool(current and current.round),
        "can_send": is_settler and state == "ready",
        "can_answer": is_settler and state == "sent",
        "can_flaw": is_settler and is_accepted,
        "can_ask": is_settler and state in ("", "making", "ready", "returned")
        and not asked & {"asked", "granted"} and not (current and current.round),
        "can_hear": is_settler and "asked" in asked,
    }  # fmt: skip


def _steps(period: Period, current: Package | None) -> list[dict[str, Any]]:
    """Return how far the report is: each step, whether it is done, and which is next."""
    state = current.state if current else ""
    has_receipt = bool(current and current.receipt and state in ("sent", "accepted"))
    return words.steps_of(
        [
            (_("关账"), period.state == Period.State.CLOSED),
            (_("生成并校验"), state in ("ready", "sent", "accepted")),
            (_("报送税务机关"), state in ("sent", "accepted")),
            (_("登记回执编号"), has_receipt),
            (_("税务机关接收"), state == "accepted"),
        ]
    )


def _incomes(tallies: Iterable[Tally]) -> list[dict[str, Any]]:
    """Return what a quarter's months booked, by kind."""
    found: dict[str, dict[str, Any]] = {}
    for one in tallies:
        of = found.setdefault(
            one.kind, {"kind": words.INCOMES[one.kind], "orders": 0, "paid": 0, "refunded": 0}
        )
        of["orders"] += one.orders
        of["paid"] += one.paid_fen
        of["refunded"] += one.refunded_fen
    for of in found.values():
        of["net"] = of["paid"] - of["refunded"]
    return [found[kind] for kind in words.INCOMES if kind in found]


def _line(one: Package) -> dict[str, Any]:
    return {
        "row": one,
        "state": words.PACKAGE_STATES[one.state],
        "title": _title(one),
        "channel": words.CHANNELS.get(one.channel, ""),
        "rows": sum(form["rows"] for form in one.forms),
    }


def _title(one: Package) -> str:
    if not one.round:
        return _("季度报送")
    return _("第 %(number)s 次更正") % {"number": one.round}


def _package(one: Package) -> dict[str, Any]:
    """Return what a package holds, form by form, in the words of its layout."""
    layout = layout_named(one.layout)
    in_english = (get_language() or "").startswith("en")
    return _line(one) | {
        "note": (layout.note_en if in_english else layout.note_zh) if layout else "",
        "forms": [_form(form, layout, in_english=in_english) for form in one.forms],
        "has_excel": any(file["form"] == "xlsx" for form in one.forms for file in form["files"]),
        "log": one.sums.get("log", ""),
        "total": one.sums.get("paid_fen", 0),
        "refunded": one.sums.get("refunded_fen", 0),
        "net": one.sums.get("paid_fen", 0) - one.sums.get("refunded_fen", 0),
        "left": [
            {
                "name": words.LEFT[code],
                "clause": cited(clause),
                "payees": one.sums[f"{code}_payees"],
                "fen": one.sums[f"{code}_fen"],
            }
            for code, clause in LEFT.items()
            if one.sums.get(f"{code}_payees")
        ],
        "is_wrong": bool(one.problems.get("totals_differ")),
    }


def _form(told: Mapping[str, Any], layout: Layout | None, *, in_english: bool) -> dict[str, Any]:
    known = {form.key: form for form in layout.forms} if layout else {}
    form = known.get(told["key"])
    many = sum(file["form"] == "xlsx" for file in told["files"]) > 1
    return {
        "number": form.number if form else "",
        "title": (form.en if in_english else form.zh) if form else told["key"],
        "rows": told["rows"],
        "files": [
            {
                "id": file["id"],
                "name": f"{NAMES[file['form']]} {file['part'] + 1}"
                if many and file["form"] == "xlsx"
                else NAMES[file["form"]],
                "size": file["size"],
            }
            for file in told["files"]
        ],
    }


def _wrong(request: HttpRequest, actor: Actor, one: Package | None) -> dict[str, Any]:
    """Return what is wrong, by kind and row by row."""
    if one is None or not one.problems:
        return {"counts": [], "wrong": []}
    code = request.GET.get("code", "")
    code = code if code in one.problems else ""
    rows = selectors.problem_page(actor, one, code, _after(request.GET.get("after", "")), PAGE + 1)
    layout = layout_named(one.layout)
    in_english = (get_language() or "").startswith("en")
    forms_told = {
        form.key: form.en if in_english else form.zh for form in (layout.forms if layout else ())
    }
    return {
        "code": code,
        "counts": [
            {"code": name, "name": words.PROBLEMS[name][0], "count": count}
            for name, count in one.problems.items()
        ],
        "wrong": [_problem(row, forms_told) for row in rows[:PAGE]],
        "next": f"{rows[PAGE - 1].bucket}.{rows[PAGE - 1].payee_id}" if len(rows) > PAGE else "",
    }


def _after(text: str) -> tuple[int, UUID] | None:
    bucket, _dot, payee_id = text.partition(".")
    try:
        return int(bucket), UUID(payee_id)
    except ValueError:
        return None


def _problem(row: Problem, forms_told: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "form": forms_told.get(row.form, ""),
        "said": words.problem_said(row.code, row.field),
        "tone": "watch" if row.code in words.ADVICE else "act",
        "kind": words.PROBLEMS[row.code][0],
    }


def _flaw(one: Flaw) -> dict[str, Any]:
    by, sent_on = correct_by(one.found_on), one.package.sent_on if one.package else None
    late = ((sent_on or clock.today()) - by).days
    return {
        "row": one,
        "source": words.SOURCES[one.source],
        "is_open": one.package_id is None,
        "by": by,
        "late_days": max(0, late),
    }


def _extension(one: Extension) -> dict[str, Any]:
    return {"row": one, "state": words.EXTENSIONS[one.state]}
