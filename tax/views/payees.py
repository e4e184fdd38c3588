"""Payees: the list, and one of them with what he was paid."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from tax import policies, selectors
from tax.models import Payee
from tax.selectors import words
from tax.selectors.why import bars_of_lines, whys_of
from tax.services.payee import CLAUSE

HERE, PAGE = "tax", 50


@page
@require_GET
def payees(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who is paid, by kind, number, shop or code."""
    policies.require_see(actor)
    kind, wanted = request.GET.get("kind", ""), request.GET.get("q", "")
    kind = kind if kind in words.PAYEE_SORTS else ""
    after = _id(request.GET.get("after", ""))
    rows = selectors.payee_page(actor, wanted, kind, after=after, most=PAGE + 1)
    masked = selectors.payees_masked(actor, rows[:PAGE])
    reported = selectors.reported_of(actor, rows[:PAGE])
    shown = {
        "section": HERE,
        "tab": "payees",
        "rows": [_line(one, masked[one.pk], reported[one.pk]) for one in rows[:PAGE]],
        "kind": kind,
        "kinds": words.PAYEE_SORTS.items(),
        "wanted": wanted,
        "is_begun": after is not None,
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "tax/payees.html", shown)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(one: Payee, masked: dict[str, str], reported: tuple[str, date | None]) -> dict[str, Any]:
    return {
        "row": one,
        "masked": masked,
        "kind": words.KINDS[one.kind],
        "info": words.INFO_STATES[reported[0]],
        "reported_on": reported[1],
    }


@page
@require_GET
def payee(request: HttpRequest, actor: Actor, payee_id: UUID) -> HttpResponse:
    """Show one payee: who he is, how he is linked, the newest of what he was paid."""
    row = selectors.payee_get(actor, payee_id)
    masked = selectors.payees_masked(actor, [row])
    lines = selectors.lines_of(actor, row, clock.today().year)
    shown = {
        "section": HERE,
        "one": row,
        "labour": words.LABOURS.get(row.labour, ""),
        "line": _line(row, masked[row.pk], selectors.reported_of(actor, [row])[row.pk]),
        "payments": [
            {"row": one, "kind": words.INCOMES[one.kind]}
            for one in selectors.payments_of(actor, row)
        ],
        "lines": whys_of(lines),
        "bars": bars_of_lines(lines),
        "deductions": [
            {"row": one, "total": one.special_fen + one.additional_fen + one.other_fen}
            for one in selectors.deductions_of(actor, row)
        ],
        "wage_clause": cited("N61-wage"),
        "clause": cited(CLAUSE),
        "can_open": policies.can_settle(actor),
    }
    return render(request, "tax/payee.html", shown)
