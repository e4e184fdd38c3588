"""Reports for everybody: which there are, one as it will be read, reading and releasing it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from oversight import policies
from oversight.models import TransparencyReport
from oversight.rules.periods import begun
from oversight.selectors import transparency as selectors
from oversight.selectors import transparency_words as words
from oversight.services import transparency as services
from oversight.views.statements import NAMES

MOST = 80
DONE = {
    "read": (services.report_read, gettext_lazy("已记下你读过。")),
    "release": (services.report_release, gettext_lazy("已发布，任何人都可以查看。")),
    "discard": (services.report_discard, gettext_lazy("草稿已作废。")),
}


@page
@require_GET
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the reports there are, the newest first, and let an officer draw one up."""
    rows = list(selectors.report_list(actor)[:MOST])
    today = clock.today()
    shown = {
        "rows": [(one, words.STATES[one.state]) for one in rows],
        "periods": [(NAMES[kind], codes[1:]) for kind, codes in begun(today).items()],
        "can_release": _may(actor),
    }
    return render(request, "oversight/transparency.html", shown)


@page
@require_GET
def one(request: HttpRequest, actor: Actor, transparency_id: UUID) -> HttpResponse:
    """Show one report as everybody reads it, or will."""
    row = selectors.report_get(actor, transparency_id)
    return render(request, "oversight/transparency_one.html", _shown(actor, row))


def _shown(actor: Actor, row: TransparencyReport) -> dict[str, Any]:
    return {
        "section": "reports",
        "row": row,
        "state": words.STATES[row.state],
        "is_whole": selectors.is_whole(row),
        "parts": words.parts_of(row.body),
        "figures": words.figures_of(row.body),
        "can_release": _may(actor),
        "is_own_reading": row.is_two and row.read_by_id == actor.user_id,
    }


def _may(actor: Actor) -> bool:
    return policies.can_make_statements(actor)


@page
@require_POST
def draft(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draw up the report of a period."""
    policies.releaser(actor)
    given = {name: request.POST.get(name, "") for name in ("period", "note")}
    made = told(
        request,
        lambda: services.report_draft(actor=actor, **given),
        _("草稿已编制。请阅读全文，确认后发布。"),
    )
    return redirect("report", made.pk) if made else redirect("reports")


@page
@require_POST
def act(request: HttpRequest, actor: Actor, transparency_id: UUID) -> HttpResponse:
    """Say that one read a draft, release it, or throw it away."""
    policies.releaser(actor)
    wanted = DONE.get(request.POST.get("act", ""))
    if wanted is not None:
        told(request, partial(wanted[0], actor=actor, report_id=transparency_id), str(wanted[1]))
    return redirect("report", transparency_id)
