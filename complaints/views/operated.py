"""Right holders' notices that were passed on to an operator: he reads them, and may declare."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from complaints import policies, selectors, services
from complaints.rules import notices as rules
from complaints.selectors import notice_words as words
from complaints.selectors import sharing
from complaints.views import files
from complaints.views.notices import LAW, MOST, line_of
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from moderation.selectors.show import cited
from office import selectors as office

HERE = "ip-notices"


@page
@require_GET
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show an operator the notices about his goods."""
    rows = list(selectors.notices_own(actor)[:MOST])
    lines = [line_of(one, []) | {"goods": words.taken_of(actor, one)} for one in rows]
    return render(request, "complaints/own_notices.html", {"section": HERE, "lines": lines})


@page
@require_GET
def one(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Show an operator one notice about his goods, whole, and the way to declare."""
    policies.require_operate(actor)
    services.notice_seen(actor=actor, complaint_id=complaint_id)
    return _shown(request, actor, complaint_id)


def _shown(
    request: HttpRequest, actor: Actor, complaint_id: UUID, fault: str = "", status: int = 200
) -> HttpResponse:
    row = selectors.notice_get(actor, complaint_id)
    papers = selectors.papers_of(actor, row, "notice", "declared")
    told = office.countdowns(actor, (rules.SUBJECT, row.pk))
    shown = line_of(row, [one for one in told if one.clock.kind == rules.WAIT]) | {
        "section": HERE,
        "claim": selectors.claim_of(actor, row),
        "holder": selectors.holder_of(actor, row),
        "notices": [one for one in papers if one.row.kind == "notice"],
        "declarations": [one for one in papers if one.row.kind == "declared"],
        "measures": selectors.measures_of(actor, row),
        "shared": files.shared_lines(
            list(sharing.shared_with(actor, row.complaint, sharing.OPERATOR))
        ),
        "files": len(selectors.attached_to(actor, row)),
        "steps": [(words.STEPS[each.act], each) for each in selectors.notice_steps(actor, row)],
        "can_declare": rules.can(rules.DECLARE, row.state),
        "days": office.long_of(int(law.clause("ECL-ip-wait").number("wait")), "day"),
        "laws": {name: cited(clause) for name, clause in LAW.items()},
        "fault": fault,
        "given": request.POST if fault else {},
    }
    return render(request, "complaints/own_notice.html", shown, status=status)


@page
@require_POST
def declare(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Hand in the declaration that nothing is infringed."""
    policies.require_operate(actor)
    selectors.notice_get(actor, complaint_id)
    given = request.POST
    try:
        services.declaration_file(
            actor=actor,
            complaint_id=complaint_id,
            text=given.get("text", ""),
            evidence=given.get("evidence", ""),
        )
    except DomainError as refusal:
        return _shown(request, actor, complaint_id, refusal.message, refusal.status)
    messages.success(request, _("声明已提交，正在转送权利人。"))
    return redirect("ip-notice", complaint_id)
