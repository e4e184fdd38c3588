"""Reports on who operates and markets on the platform: all of them, one whole."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.stepup import stepped_up
from filings import policies, selectors, services
from filings.forms import Field, Form, an_id, the_date
from filings.models import IdentityReport
from filings.rules import catalogue
from filings.templatetags.filings import said
from filings.views.page import bound, file_field, link, pressed, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import selectors as office

TAB = "filings-identity"
State = IdentityReport.State
Faults = dict[str, DomainError]


@page
@require_GET
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the reports, the newest first, and what is to be reported next."""
    found = list(selectors.identity_report_list(actor)[:100])
    known = {(one.kind, one.begins_on) for one in found}
    more = {
        "reports": found,
        "wanting": [
            (catalogue.reports()[kind], period)
            for kind, period in selectors.identity_periods(clock.today()).items()
            if (kind, period.begins_on) not in known
        ],
        "next": [
            (catalogue.reports()[kind], period)
            for kind, period in selectors.identity_next(clock.today()).items()
        ],
    }
    return shown(request, actor, "identities", TAB, more)


@page
@require_POST
def report_begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the report of the last period by hand."""
    policies.require_keep(actor)
    kind = request.POST.get("kind", "")
    return saved(
        request,
        lambda: services.identity_report_begin(actor=actor, kind=kind),
        _("已开始，可以生成报送文件。"),
        lambda made: link("identity-report", made.pk),
        lambda _fault: redirect(TAB),
    )


@page
@require_GET
def report(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Show one: its tables, what is missing in them, and what is to be done next."""
    return _one(request, actor, report_id)


@page
@require_POST
def report_make(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Have its tables written."""
    policies.require_keep(actor)
    return pressed(
        request,
        lambda: services.identity_report_make(actor=actor, report_id=report_id),
        _("正在生成，完成后这里会显示各表的行数；进度在“任务”页。"),
        link("identity-report", report_id),
    )


@page
@require_POST
def report_release(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Let it leave the house."""
    return pressed(
        request,
        lambda: services.identity_report_release(actor=actor, report_id=report_id),
        _("已放行，合规专员可以取出并报送。"),
        link("identity-report", report_id),
    )


@page
@require_POST
@stepped_up("unmask", after=policies.require_take)
def report_take(request: HttpRequest, actor: Actor, report_id: UUID, dataset: str) -> HttpResponse:
    """Take one table, having said why."""
    grant = stepup.require(request, purpose="unmask")
    ticket = services.identity_report_take(
        actor=actor,
        report_id=report_id,
        dataset=dataset,
        reason=grant.reason,
        step_up=grant.entry,
    )
    return redirect("file-download", ticket=ticket)


@page
@require_POST
def report_submit(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Say that it was handed in."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.identity_report_submit(
            actor=actor,
            report_id=report_id,
            on=the_date(given, "on"),
            authority=given.get("authority", ""),
            receipt=given.get("receipt", ""),
            evidence=an_id(given, "file"),
        ),
        _("已登记报送。"),
        lambda made: link("identity-report", made.pk),
        lambda fault: _one(request, actor, report_id, {"submit": fault}),
    )


@page
@require_POST
def report_correct(request: HttpRequest, actor: Actor, report_id: UUID) -> HttpResponse:
    """Open its correction."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.identity_report_correct(
            actor=actor,
            report_id=report_id,
            found_on=the_date(given, "found_on"),
            reason=given.get("reason", ""),
        ),
        _("已开始更正，原报送记录保留。"),
        lambda made: link("identity-report", made.pk),
        lambda fault: _one(request, actor, report_id, {"correct": fault}),
    )


def _one(
    request: HttpRequest, actor: Actor, report_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    faults = faults or {}
    found = selectors.identity_report_get(actor, report_id)
    forms = _forms(found)
    more: dict[str, Any] = {
        "report": found,
        "kind": catalogue.reports()[found.kind],
        "tables": _tables(actor, found),
        "lacking": selectors.identity_lines_wanting(actor, found),
        "is_open": found.state in (State.DUE, State.MADE, State.RELEASED),
        "may_release": found.state == State.MADE and policies.can_release(actor, found),
        "may_take": policies.can_take(actor) and found.state in (State.RELEASED, State.SUBMITTED),
        "clocks": office.countdowns(actor, ("identity_report", str(found.pk))),
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "identity", TAB, more)


def _tables(actor: Actor, found: IdentityReport) -> list[dict[str, Any]]:
    """Return every table of a report with its numbers, and whether its file is there still."""
    held = {one["dataset"]: one["file"] for one in found.files}
    there = selectors.identity_files_there(actor, found)
    return [
        {
            "set": one,
            "columns": list(one.columns.values()),
            "counts": found.counts.get(one.key),
            "is_there": held.get(one.key) in there,
        }
        for one in catalogue.reports()[found.kind].sets
    ]


def _forms(found: IdentityReport) -> dict[str, Form]:
    today = f"{clock.today()}"
    to = said(catalogue.reports()[found.kind].to)
    submit = [
        Field("on", _("报送日期"), "date", today, required=True, latest=today),
        Field("authority", _("报送机关"), value=to, required=True, most=120),
        Field("receipt", _("回执号或受理编号"), required=True, most=80),
        file_field(label=_("回执")),
    ]
    correct = [
        Field("found_on", _("发现错误的日期"), "date", today, required=True, latest=today),
        Field("reason", _("错在哪里"), "area", required=True, most=200,
              help=_("写明哪张表、哪一项；不要写任何人的信息。")),
    ]  # fmt: skip
    return {
        "submit": Form(submit, link("identity-submit", found.pk), _("登记已报送"), "submit"),
        "correct": Form(correct, link("identity-correct", found.pk), _("开始更正"), "correct"),
    }
