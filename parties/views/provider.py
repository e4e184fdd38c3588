"""Whom the platform asks for identities: chosen and tried by the security administrator."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import stepped_up
from accounts.views.answers import back, shown_once
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from parties import policies, selectors, services
from parties.models import Provider
from parties.selectors.outcome_words import OUTCOMES

HERE = "settings-identity"


@page
@require_GET
def provider(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show whom the platform asks, and what came of trying it."""
    policies.require_set_provider(actor)
    return _shown(request, actor)


@sensitive_variables("secret")
def _shown(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    shown: dict[str, Any] = {
        "section": HERE,
        "provider": selectors.provider_get(actor),
        "trials": [
            {"at": entry.at, "said": OUTCOMES.get(data["outcome"], data["outcome"])} | data
            for entry, data in selectors.provider_trials(actor)
        ],
        "kinds": [
            one
            for one in Provider.Kind.choices
            if one[0] != Provider.Kind.SANDBOX or settings.IDENTITY_SANDBOX
        ],
        "secret": secret,
    }
    return render(request, "parties/provider.html", shown)


@never_cache
@page
@require_POST
@stepped_up("identity", after=policies.require_set_provider)
def provider_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose whom to ask from now on; a new secret is shown once."""
    policies.require_set_provider(actor)
    given = request.POST
    return shown_once(
        request,
        HERE,
        lambda: services.provider_set(
            actor=actor,
            kind=given.get("kind", ""),
            url=given.get("url", "").strip(),
            key_id=given.get("key_id", "").strip(),
            timeout_ms=_timeout(given.get("timeout_ms", "")),
        ),
        _("身份核验服务已设置。"),
        lambda secret: _shown(request, actor, secret),
    )


def _timeout(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Invalid(_("超时须在 0.5 至 15 秒之间。"), field="timeout_ms")
    return int(text)


@page
@require_POST
def provider_try(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have it asked about an invented case."""
    policies.require_set_provider(actor)
    return back(
        request,
        HERE,
        lambda: services.provider_trial_order(actor=actor),
        _("已发出试用请求，几秒钟后刷新本页查看答复。"),
    )
