"""The platform itself: its own numbers, and the pages that may embed what is shown live."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policies, selectors, services
from accounts.models import ADMINISTRATORS
from accounts.services.tenant import NUMBERS
from accounts.templatetags import settings as naming
from accounts.views.answers import back, told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.pages import page

HERE = "settings-tenant"


@page
def tenant(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the platform and its own numbers; the security administrator may change them."""
    if not actor.has(*ADMINISTRATORS):
        raise Forbidden(_("只有管理员可以查看设置。"))
    if request.method != "POST":
        return _tenant(request, actor, sorted(selectors.embed_origins(actor)))
    changes = {name: _whole(request.POST.get(name, "")) for name in NUMBERS}
    return back(
        request,
        HERE,
        lambda: services.tenant_policy_set(actor=actor, changes=changes),
        _("策略已保存，立即生效。"),
    )


def _tenant(request: HttpRequest, actor: Actor, origins: list[str]) -> HttpResponse:
    found = selectors.tenant_get(actor)
    shown = {
        "section": HERE,
        "owner": found,
        "numbers": [_number(name, found.policy) for name in NUMBERS],
        "origins": "\n".join(origins),
        "contact": selectors.public_contact(found),
        "can_change": policies.can_manage_security(actor),
    }
    return render(request, "accounts/tenant.html", shown)


@page
@require_POST
def origins_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say on which pages of its own the platform embeds what is shown live."""
    policies.require_manage_security(actor)
    origins = request.POST.get("origins", "").split()
    kept = told(
        request,
        lambda: services.embed_origins_set(actor=actor, origins=origins),
        _("嵌入来源已保存。"),
    )
    return redirect(HERE) if kept else _tenant(request, actor, origins)


@page
@require_POST
def contact_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say how the public reaches the platform."""
    contact = request.POST.get("contact", "")
    return back(
        request,
        HERE,
        lambda: services.public_contact_set(actor=actor, contact=contact),
        _("对外联系方式已保存，公开页面立即更新。"),
    )


def _number(name: str, policy: dict[str, Any]) -> dict[str, Any]:
    least, most, default, unit = NUMBERS[name]
    label, help_text = naming.NUMBERS[name]
    return {
        "name": name,
        "label": label,
        "help": help_text,
        "least": least,
        "most": most,
        "default": default,
        "unit": unit,
        "value": policy.get(name, default),
    }


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadRequest("not a whole number")
    return int(text)
