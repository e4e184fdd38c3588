"""The keys of the platform's own systems, and the addresses at which these take delivery."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policies, selectors, services
from accounts.models import Scope
from accounts.templatetags import settings as naming
from accounts.views.answers import back, shown_once
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page

KEYS, WEBHOOKS = "settings-keys", "settings-webhooks"


@page
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the API keys."""
    policies.require_manage_security(actor)
    return _keys(request, actor)


def _keys(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    shown = {
        "section": KEYS,
        "keys": selectors.key_list(actor),
        "scopes": naming.SCOPES.items(),
        "secret": secret,
    }
    return render(request, "accounts/keys.html", shown)


@page
@require_POST
def key_create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a key; it is shown once."""
    name = request.POST.get("name", "")
    scopes = [one for one in request.POST.getlist("scopes") if one in Scope.values]
    return shown_once(
        request,
        KEYS,
        lambda: services.key_create(actor=actor, name=name, scopes=scopes),
        _("密钥已生成。"),
        lambda secret: _keys(request, actor, secret),
    )


@page
@require_POST
def key_revoke(request: HttpRequest, actor: Actor, key_id: UUID) -> HttpResponse:
    """Revoke a key."""
    return back(
        request,
        KEYS,
        lambda: services.key_revoke(actor=actor, key_id=key_id),
        _("密钥已吊销，立即失效。"),
    )


@page
def webhooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where measures are delivered to."""
    policies.require_manage_security(actor)
    return _webhooks(request, actor)


def _webhooks(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    shown = {
        "section": WEBHOOKS,
        "endpoints": selectors.endpoint_list(actor),
        "secret": secret,
    }
    return render(request, "accounts/webhooks.html", shown)


@page
@require_POST
def webhook_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add an address; its signing secret is shown once."""
    url = request.POST.get("url", "").strip()
    return shown_once(
        request,
        WEBHOOKS,
        lambda: services.endpoint_add(actor=actor, url=url),
        _("回调地址已添加。"),
        lambda secret: _webhooks(request, actor, secret),
    )


@page
@require_POST
def webhook_remove(request: HttpRequest, actor: Actor, endpoint_id: UUID) -> HttpResponse:
    """Stop delivering to an address."""
    return back(
        request,
        WEBHOOKS,
        lambda: services.endpoint_remove(actor=actor, endpoint_id=endpoint_id),
        _("回调地址已移除。"),
    )
