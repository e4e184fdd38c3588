"""One quarter: what stands, what is wrong, its files, its filing, its corrections; its buttons."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.stepup import stepped_up
from accounts.views.answers import Act, back, told
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office
from tax import forms, policies, selectors, services
from tax.models import Extension, Flaw, Package, Period, Problem, Tally
from tax.rules import calendar
from tax.rules.layouts import Layout, layout_named
from tax.selectors import words
from tax.services.filing import SUBJECT
from tax.services.quarter import CLAUSE, correct_by, due_of
from tax.services.quarter import FACTS as BASIC_FACTS

HERE, PAGE = "tax", 50
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
    shown = {
        "section": HERE,
        "period": period,
        "name": selectors.named(period),
        "state": words.STATES[period.state],
        "tallies": _incomes(selectors.sums_of(actor, calendar.months_of(period.first_on))),
        "clocks": office.countdowns(actor, (SUBJECT, period.pk)),
        "clause": cited(CLAUSE),
        "due_on": due_of(period),
        "is_over": calendar.last_of(period.first_on, calendar.QUARTER_MONTHS) < clock.today(),
        "steps": _steps(period, current),
        "can_settle": is_settler,
        "one": _package(current) if current else None,
        **_wrong(request, actor, current),
        "history": [_line(one) for one in packages],
        "flaws": [_flaw(one) for one in flaws],
        "extensions": [_extension(one) for one in extensions],
        "sources": words.SOURCES.items(),
        "channels": words.CHANNELS.items(),
        "basics": selectors.basics_last(actor),
        "today": clock.today(),
        **_may(period, current, flaws, extensions, is_settler=is_settler),
    }
    return render(request, "tax/quarter.html", shown)


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
    done = {
        "close": period.state == Period.State.CLOSED,
        "make": state in ("ready", "sent", "accepted"),
        "send": state in ("sent", "accepted"),
        "receipt": bool(current and current.receipt and state in ("sent", "accepted")),
        "accept": state == "accepted",
    }
    names = {
        "close": _("关账"),
        "make": _("生成并校验"),
        "send": _("报送"),
        "receipt": _("登记回执"),
        "accept": _("接收"),
    }
    here = next((key for key, is_done in done.items() if not is_done), "")
    return [
        {"name": names[key], "is_done": is_done, "is_here": key == here}
        for key, is_done in done.items()
    ]


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


def _quarter_of(actor: Actor, quarter_id: UUID) -> Period:
    policies.require_settle(actor)
    return selectors.period_get(actor, quarter_id, "quarter")


def _here(quarter_id: UUID) -> str:
    return reverse("tax-quarter", args=[quarter_id])


def _done(
    request: HttpRequest, actor: Actor, package_id: UUID, act: Act, said: str
) -> HttpResponse:
    """Do something with a package, and go back to its quarter."""
    policies.require_settle(actor)
    package = selectors.package_get(actor, package_id)
    return back(request, _here(package.period_id), act, said)


@page
@require_POST
def make(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Order that the package is made."""
    period = _quarter_of(actor, quarter_id)

    def act() -> Any:
        return services.package_make(actor=actor, first_on=period.first_on)

    made = told(request, act, _("已开始生成，完成后回到这里核对。"))
    return redirect("jobs") if made else redirect("tax-quarter", quarter_id)


@page
@require_POST
def excel(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Order the package as Excel, too."""
    policies.require_settle(actor)
    package = selectors.package_get(actor, package_id)

    def act() -> Any:
        return services.package_excel(actor=actor, package_id=package_id)

    made = told(request, act, _("已开始生成 Excel 文件，完成后回到这里下载。"))
    return redirect("jobs") if made else redirect("tax-quarter", package.period_id)


@page
@require_POST
def send(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Note that a package was sent."""
    given = request.POST

    def act() -> Any:
        return services.package_send(
            actor=actor,
            package_id=package_id,
            sent_on=forms.day_of(given, "sent_on"),
            channel=given.get("channel", ""),
            lacking=given.get("lacking", ""),
        )

    return _done(request, actor, package_id, act, _("已记录报送。收到回执后登记编号。"))


@page
@require_POST
def receipt(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Enter the number of the receipt."""

    def act() -> Any:
        said = request.POST.get("receipt", "")
        return services.package_receipt(actor=actor, package_id=package_id, receipt=said)

    return _done(request, actor, package_id, act, _("已登记回执编号。"))


@page
@require_POST
def answer(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Note what the authority answered."""
    given = request.POST

    def act() -> Any:
        day = forms.day_of(given, "answered_on")
        if given.get("verdict") == "accepted":
            return services.package_accept(actor=actor, package_id=package_id, answered_on=day)
        return services.package_return(
            actor=actor, package_id=package_id, answered_on=day, answer=given.get("answer", "")
        )

    return _done(request, actor, package_id, act, _("已记录税务机关的回复。"))


@page
@require_POST
@stepped_up("unmask", after=policies.require_settle)
def take(request: HttpRequest, actor: Actor, package_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """Take one file, having said why."""
    grant = stepup.require(request, purpose="unmask")
    ticket = services.package_take(
        actor=actor, package_id=package_id, file_id=paper_id, reason=grant.reason,
        step_up=grant.entry,
    )  # fmt: skip
    return redirect("file-download", ticket=ticket)


@page
@require_POST
def flaw(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note an error that was found."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        return services.flaw_note(
            actor=actor,
            period=period,
            source=given.get("source", ""),
            found_on=forms.day_of(given, "found_on"),
            said=given.get("said", ""),
        )

    return back(request, _here(quarter_id), act, _("已记录。更正期限自发现之日起计算。"))


@page
@require_POST
def extension(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note that more time was asked for."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        wanted = forms.day_of(given, "wanted_on")
        said = given.get("said", "")
        return services.extension_ask(actor=actor, period=period, wanted_on=wanted, said=said)

    return back(request, _here(quarter_id), act, _("已记录延期申请。在准予之前期限照常计算。"))


@page
@require_POST
def extended(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note what was answered to it."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        return services.extension_answer(
            actor=actor,
            period=period,
            until_on=_until(given),
            notice=given.get("notice", ""),
        )

    return back(request, _here(quarter_id), act, _("已记录税务机关的回复。"))


def _until(given: QueryDict) -> date | None:
    return forms.day_of(given, "until_on") if given.get("verdict") == "granted" else None


@page
@require_POST
def basics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Note what the platform says of itself, and go back to where it was asked."""
    policies.require_settle(actor)
    given = request.POST

    def act() -> Any:
        facts = {name: given.get(name, "") for name in BASIC_FACTS}
        return services.basics_note(actor=actor, facts=facts, entities=_entities(given))

    told(request, act, _("已登记平台基本信息。"))
    quarter_id = given.get("quarter", "")
    try:
        return redirect("tax-quarter", UUID(quarter_id))
    except ValueError:
        return redirect("tax")


def _entities(given: QueryDict) -> list[dict[str, str]]:
    """Read the entities, one a line: the code, then the name."""
    lines = [one.split(None, 1) for one in given.get("entities", "").splitlines() if one.strip()]
    return [{"entity_code": one[0], "entity_name": one[1] if len(one) > 1 else ""}
            for one in lines]  # fmt: skip
