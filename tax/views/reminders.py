"""Who was told what about his taxes: for officers, and for whoever was told."""

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
from tax.models import Reminder
from tax.selectors import reminder as words
from tax.selectors.words import PATHS

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
    shown = {
        "section": OWN,
        "is_known": selectors.payees_own(actor).exists(),
        "rows": [
            {"one": one, "kind": words.KINDS[one.kind], "said": words.said(one),
             "clause": cited(one.clause)}
            for one in rows
        ],
        "lines": [{"row": one, "path": PATHS[one.path]} for one in selectors.withheld_own(actor)],
        "clause": cited("N61-told"),
    }  # fmt: skip
    answer = render(request, "tax/mine.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


@page
@require_POST
def note(request: HttpRequest, actor: Actor, reminder_id: UUID) -> HttpResponse:
    """Take note of one thing that was told."""

    def act() -> Any:
        return services.reminder_note(actor=actor, reminder_id=reminder_id)

    return back(request, "my-tax", act, _("已记录你知悉了这条提示。"))
