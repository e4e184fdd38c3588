"""What waits for an officer about people, and who looked at the data of minors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.stepup import stepped_up
from accounts.views.answers import back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from parties import policies, selectors, services
from parties.models import DataRequest

HERE = "people-waiting"


@page
@require_GET
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show verifications without a pass, offers to guardians, and requests for data."""
    policies.require_answer(actor)
    shown = {
        "section": HERE,
        "verifications": selectors.verifications_waiting(actor),
        "asks": selectors.asks_waiting(actor),
        "requests": _asked(actor),
        "copies": selectors.requests_copied(actor),
        "may_take": policies.can_unmask(actor),
        "may_judge": policies.can_judge(actor),
        "may_erase": policies.can_erase(actor),
        "minors": [] if policies.can_unmask(actor) else selectors.minors_with_login(actor),
    }
    return render(request, "parties/waiting.html", shown)


def _asked(actor: Actor) -> list[dict[str, Any]]:
    """Return the requests: with what could not be erased, or old and new of a correction."""
    rows = list(selectors.requests_waiting(actor))
    proposals = services.amendment_proposals(actor, rows)
    return [
        {"one": one, "kept": _kept(actor, one), "proposals": proposals.get(one.pk, [])}
        for one in rows
    ]


def _kept(actor: Actor, row: DataRequest) -> list[services.KeptWords]:
    is_erasure = row.kind == DataRequest.Kind.ERASE
    return services.kept_told(services.kept_all(actor, row.party_id) if is_erasure else [])


@page
@require_POST
@stepped_up("identity", after=policies.require_judge)
def judge(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Verify a party by hand."""
    grant = stepup.require(request, purpose="identity")
    passed = request.POST.get("passed") == "yes"
    return back(
        request,
        HERE,
        lambda: services.verification_judge(
            actor=actor, party_id=party_id, passed=passed, reason=grant.reason, step_up=grant.entry
        ),
        _("已人工核验。"),
    )


@page
@require_POST
def request_refuse(request: HttpRequest, actor: Actor, request_id: UUID) -> HttpResponse:
    """Answer that a request is not carried out."""
    reason = request.POST.get("reason", "")
    return back(
        request,
        HERE,
        lambda: services.data_request_refuse(actor=actor, request_id=request_id, reason=reason),
        _("已答复。"),
    )


@page
@require_POST
@stepped_up("shred", after=policies.require_answer)
def request_carry_out(request: HttpRequest, actor: Actor, request_id: UUID) -> HttpResponse:
    """Carry a request out."""
    reason = request.POST.get("reason", "")
    return back(
        request,
        HERE,
        lambda: services.data_request_carry_out(actor=actor, request_id=request_id, reason=reason),
        _("已办理。"),
    )


@page
@require_POST
@stepped_up("unmask", after=policies.require_unmask)
def request_take(request: HttpRequest, actor: Actor, request_id: UUID) -> HttpResponse:
    """Take the copy that somebody asked for, having said why."""
    grant = stepup.require(request, purpose="unmask")
    try:
        ticket = services.export_take(
            actor=actor, request_id=request_id, reason=grant.reason, step_up=grant.entry
        )
    except services.MinorAccessMissing as refusal:
        messages.error(request, refusal.message)
        return redirect(HERE)
    return redirect("file-download", ticket=ticket)
