"""Data of minors: who asks to read it, who approves, who read it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from parties import policies, selectors, services
from parties.models import MinorAccess

HERE = "minors-register"
MOST = 100


@page
@require_GET
def minors(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for approval, who may read what until when, and every look."""
    policies.require_register_of_minors(actor)
    found = list(selectors.minor_access_list(actor)[:MOST])
    shown = {
        "section": HERE,
        "can_approve": policies.can_approve_minor_access(actor),
        "user_id": actor.user_id,
        "waiting": [one for one in reversed(found) if one.state == MinorAccess.State.WAITING],
        "open": [one for one in found if one.is_open],
        "answered": [one for one in found if one.state != MinorAccess.State.WAITING],
        "looks": selectors.minors_register(actor),
    }
    return render(request, "parties/minors.html", shown)


@page
@require_POST
def access_ask(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Ask to read the data of a minor."""
    policies.require_ask_minor_access(actor)
    selectors.party_get(actor, party_id)
    reason = request.POST.get("reason", "")
    is_officer = policies.can_unmask(actor)
    return back(
        request,
        reverse("person", args=[party_id]) if is_officer else "people-waiting",
        lambda: services.minor_access_ask(actor=actor, party_id=party_id, reason=reason),
        _("已提交，由安全管理员审批。"),
    )


@page
@require_POST
def access_decide(request: HttpRequest, actor: Actor, access_id: UUID) -> HttpResponse:
    """Approve or refuse that somebody reads the data of a minor."""
    policies.require_approve_minor_access(actor)
    said = request.POST.get("decision", "")

    def run() -> MinorAccess:
        if said not in ("approve", "refuse"):
            raise Invalid(_("请选择批准或不予批准。"), field="decision")
        return services.minor_access_decide(
            actor=actor,
            access_id=access_id,
            is_approved=said == "approve",
            reason=request.POST.get("reason", ""),
        )

    return back(request, HERE, run, _("已批准。") if said == "approve" else _("已答复，未批准。"))


@page
@require_POST
def access_revoke(request: HttpRequest, actor: Actor, access_id: UUID) -> HttpResponse:
    """Withdraw an approval before its time."""
    policies.require_approve_minor_access(actor)
    reason = request.POST.get("reason", "")
    return back(
        request,
        HERE,
        lambda: services.minor_access_revoke(actor=actor, access_id=access_id, reason=reason),
        _("已撤回，立即生效。"),
    )
