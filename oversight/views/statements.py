"""Statements of reasons: pick a period, see the exports, what is in them and what is not."""

from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from complaints.rules.periods import MONTH, QUARTER, YEAR
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import is_fragment, page
from oversight import policies
from oversight.models import StatementExport, StatementTaking
from oversight.rules.periods import HALF, begun, last_over
from oversight.selectors import statement as selectors
from oversight.services import statements as services

MOST, PROBLEMS = 60, 100
NAMES = {
    MONTH: gettext_lazy("月"),
    QUARTER: gettext_lazy("季度"),
    HALF: gettext_lazy("半年"),
    YEAR: gettext_lazy("年"),
}


class Line(NamedTuple):
    """One export as the pages show it."""

    row: StatementExport
    state: str
    takings: list[StatementTaking]
    is_own: bool


@page
@require_GET
def statements(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the exports there are, the newest first, and let a period be picked."""
    rows = list(selectors.export_list(actor)[:MOST])
    takings = selectors.export_takings(actor, [one.pk for one in rows])
    today = clock.today()
    shown = {
        "lines": [_line(actor, one, takings.get(one.pk, [])) for one in rows],
        "periods": [(NAMES[kind], codes) for kind, codes in begun(today).items()],
        "last": last_over(MONTH, today),
        "forms": StatementExport.Form.choices,
        "gaps": list(selectors.GAPS.values()),
        "can_make": policies.can_make_statements(actor),
    }
    fragment = is_fragment(request)
    template = "oversight/_statements.html" if fragment else "oversight/statements.html"
    return render(request, template, shown)


@page
@require_GET
def one(request: HttpRequest, actor: Actor, export_id: UUID) -> HttpResponse:
    """Show one export: how far it is, its numbers, what is not in it, who took it."""
    row = selectors.export_get(actor, export_id)
    since = _after(request.GET.get("after", ""))
    found = selectors.export_problems(actor, row, since, PROBLEMS + 1)
    shown = {
        "section": "statements",
        "line": _line(actor, row, selectors.export_takings(actor, [row.pk]).get(row.pk, [])),
        "problems": [one for _pk, one in found[:PROBLEMS]],
        "next": found[PROBLEMS - 1][0] if len(found) > PROBLEMS else None,
        "gaps": selectors.gaps_said(row),
        "can_make": policies.can_make_statements(actor),
    }
    fragment = is_fragment(request)
    template = "oversight/_statement.html" if fragment else "oversight/statement.html"
    return render(request, template, shown)


def _after(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound(_("没有这次导出。")) from None


@page
@require_POST
def order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order an export and show it being made."""
    given = {name: request.POST.get(name, "") for name in ("period", "form")}
    made = told(
        request,
        lambda: services.statements_order(actor=actor, **given),
        _("已开始导出。完成后可在这里下载。"),
    )
    return redirect("statement", export_id=made.pk) if made else redirect("statements")


@page
@require_POST
def take(request: HttpRequest, actor: Actor, export_id: UUID) -> HttpResponse:
    """Let an export leave, once, and write down who took it."""
    ticket = services.statements_take(actor=actor, export_id=export_id)
    return redirect("file-download", ticket=ticket)


@page
@require_POST
def cancel(request: HttpRequest, actor: Actor, export_id: UUID) -> HttpResponse:
    """Stop an export."""
    act = partial(services.statements_cancel, actor=actor, export_id=export_id)
    told(request, act, _("正在停止。"))
    return redirect("statement", export_id=export_id)


@page
@require_POST
def resume(request: HttpRequest, actor: Actor, export_id: UUID) -> HttpResponse:
    """Take an export up again."""
    act = partial(services.statements_resume, actor=actor, export_id=export_id)
    told(request, act, _("已继续导出。"))
    return redirect("statement", export_id=export_id)


def _line(actor: Actor, row: StatementExport, takings: list[StatementTaking]) -> Line:
    is_own = row.made_by_id is not None and row.made_by_id == actor.user_id
    return Line(row, selectors.export_state(row), takings, is_own)
