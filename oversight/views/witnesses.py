"""Who outside witnesses the record: how they stand, registering one, letting one go."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import policies as accounts_policies
from accounts import selectors as accounts
from accounts.views.answers import back
from ledger import selectors as ledger
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from oversight import policies, selectors, services

HERE = "settings-witnesses"


@page
@require_GET
def witnesses(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who witnesses the record, how far, and what is wrong with whom."""
    policies.require_see_witnesses(actor)
    standing = selectors.witnesses(actor)
    shown = {
        "section": HERE,
        "standing": standing,
        "wrong": sum(one.tone == "act" for one in standing),
        "newest": ledger.checkpoint_latest(actor),
        "witnessed": selectors.witnessed_latest(actor),
        "slug": accounts.tenant_get(actor).slug,
        "can_change": accounts_policies.can_manage_security(actor),
        "minutes": int(selectors.silent_for(actor).total_seconds() // 60),
    }
    return render(request, "oversight/witnesses.html", shown)


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register a witness."""
    url, key = request.POST.get("url", "").strip(), request.POST.get("key", "")
    return back(
        request,
        HERE,
        lambda: services.witness_add(actor=actor, url=url, key=key),
        _("见证方已登记，一分钟内开始送交检查点。"),
    )


@page
@require_POST
def remove(request: HttpRequest, actor: Actor, witness_id: UUID) -> HttpResponse:
    """Let a witness go."""
    reason = request.POST.get("reason", "")
    return back(
        request,
        HERE,
        lambda: services.witness_remove(actor=actor, witness_id=witness_id, reason=reason),
        _("见证方已移除，它签过的检查点保留。"),
    )
