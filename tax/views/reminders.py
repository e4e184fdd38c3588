"""Who was told what about his taxes: for officers, and for whoever was told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from charter.selectors.words import cited
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from tax import selectors, services
from tax.models import Reminder, Withheld
from tax.selectors import reminder as words
from tax.selectors.why import bars_of_lines, whys_of
from tax.templatetags.tax import percent

HERE, OWN, PAGE = "tax", "my-tax", 50
WAITS = ("", "unseen", "unnoted")


@page
@require_GET
def reminders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show officers who was told what, and whether he saw it."""
    kind, waits = request.GET.get("kind", ""), request.GET.get("waits", "")
    kind, waits = (kind if kind in words.KINDS else ""), (waits if waits in WAITS else "")
    rows = list(selectors.reminder_list(actor, kind, waits)[: PAGE + 1])
    counts = selectors.reminder_counts(actor)
    shown = {
        "section": HERE,
        "tab": "reminders",
        "counts": [(code, words.KINDS[code], of) for code, of in counts.items()],
        "unreached": sum(of["sent"] - of["reached"] for of in counts.values()),
        "rows": [_row(one) for one in rows[:PAGE]],
        "is_more": len(rows) > PAGE,
        "kind": kind,
        "kinds": words.KINDS.items(),
        "waits": waits,
    }
    return render(request, "tax/reminders.html", shown)


def _row(one: Reminder) -> dict[str, Any]:
    return {
        "one": one,
        "kind": words.KINDS[one.kind],
        "said": words.said(one),
        "state": words.state_of(one),
        "clause": cited(one.clause),
    }


@page
@require_GET
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show somebody what he is told about his taxes, and what was withheld of him."""
    services.reminders_see(actor=actor)
    rows = list(selectors.reminders_own(actor)[:PAGE])
    lines = selectors.withheld_own(actor)
    shown = {
        "section": OWN,
        "is_known": selectors.payees_own(actor).exists(),
        "rows": [
            {"one": one, "kind": words.KINDS[one.kind], "said": words.said(one),
             "clause": cited(one.clause)}
            for one in rows
        ],
        "lines": whys_of(lines),
        "year": _year(lines),
        "bars": bars_of_lines(lines),
        "settle_clause": cited("N61-no-refund"),
        "clause": cited("N61-told"),
    }  # fmt: skip
    answer = render(request, "tax/mine.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _year(lines: Sequence[Withheld]) -> dict[str, Any]:
    """Return what somebody earned and what was withheld of it this year."""
    income = sum(one.income_fen - one.refunded_fen for one in lines)
    withheld = sum(one.withheld_fen for one in lines)
    share = percent(withheld * 10_000 // income) if income > 0 else ""
    return {"income_fen": income, "withheld_fen": withheld, "share": share}


@page
@require_POST
def note(request: HttpRequest, actor: Actor, reminder_id: UUID) -> HttpResponse:
    """Take note of one thing that was told."""

    def act() -> Any:
        return services.reminder_note(actor=actor, reminder_id=reminder_id)

    return back(request, "my-tax", act, _("已记录你知悉了这条提示。"))
