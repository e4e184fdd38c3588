"""The seven mechanisms of Article 6: what stands, and writing down a version."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import told
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page
from oversight import policies, selectors, services
from oversight.forms import version_of
from oversight.rules.mechanisms import KEYS

HERE = "mechanisms"


@page
@require_GET
def mechanisms(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show all seven, each with its document, who answers for it, and its live evidence."""
    policies.require_see_board(actor)
    tenant = accounts.tenant_get(actor)
    held = selectors.mechanisms(actor, tenant.pk, selectors.readings_now(actor))
    answer = {
        "section": "duties",
        "held": held,
        "platform": tenant,
        "missing": sum(one.latest is None for one in held),
        "overdue": sum(one.is_overdue for one in held),
        "can_charge": policies.can_charge(actor),
        "today": clock.today(),
    }
    return render(request, "oversight/mechanisms.html", answer)


@page
@require_GET
def mechanism(request: HttpRequest, actor: Actor, which: str) -> HttpResponse:
    """Show one, with every version of it, and the form for the next."""
    policies.require_see_board(actor)
    return _shown(request, actor, which, {})


@page
@require_POST
def record(request: HttpRequest, actor: Actor, which: str) -> HttpResponse:
    """Write down a version; what was refused comes back as it was typed."""
    policies.require_charge(actor)
    kept = told(
        request,
        lambda: services.mechanism_record(actor=actor, version=version_of(request.POST, which)),
        _("已登记新版本。"),
    )
    if kept is None:
        return _shown(request, actor, which, request.POST.dict())
    return redirect("mechanism", which=which)


def _shown(request: HttpRequest, actor: Actor, kind: str, typed: dict[str, Any]) -> HttpResponse:
    if kind not in KEYS:
        raise NotFound(_("没有这项制度。"))
    tenant = accounts.tenant_get(actor)
    versions = list(selectors.mechanism_versions(actor, tenant.pk, kind)[:50])
    held = selectors.mechanisms(actor, tenant.pk, selectors.readings_now(actor))
    can_charge = policies.can_charge(actor)
    last = versions[0] if versions else None
    answer = {
        "section": "duties",
        "one": next(one for one in held if one.key == kind),
        "platform": tenant,
        "versions": versions,
        "typed": typed or _of_last(last),
        "members": list(accounts.membership_list(actor).filter(is_active=True))
        if can_charge
        else [],
        "can_charge": can_charge,
        "today": clock.today(),
    }
    return render(request, "oversight/mechanism.html", answer)


def _of_last(last: Any) -> dict[str, str]:
    if last is None:
        return {"in_force_on": str(clock.today())}
    return {
        "document": last.document,
        "document_version": last.document_version,
        "measures": last.measures,
        "owner": str(last.owner_id),
        "in_force_on": str(last.in_force_on),
    }
