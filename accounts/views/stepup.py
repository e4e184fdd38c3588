"""The page that asks again who somebody is, and why; then it goes on with what he was doing."""

import json
from typing import Any, NamedTuple

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as KeyForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services, stepup
from accounts.rules import Purpose
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import is_fragment, page

PASSED = "lc:stepped-up"


class Asked(NamedTuple):
    """For what somebody is asked, where he came from, and what he had sent."""

    purpose: Purpose
    back: str
    held: str


@sensitive_post_parameters("password", "code", "credential")
@never_cache
@page
def step_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for the proof and the reason; go on when both are given."""
    given = request.POST if request.method == "POST" else request.GET
    back = stepup.own_path(request, given.get("next", "/"))
    asked = Asked(stepup.purpose_of(given.get("purpose", "")), back, given.get("held", ""))
    if stepup.granted(request, actor, asked.purpose.name):
        return _go_on(request, actor, asked)
    if request.method != "POST":
        return _form(request, actor, asked, "")
    try:
        reason = services.reason_checked(request.POST.get("reason", ""))
    except Invalid as refusal:
        return _form(request, actor, asked, refusal.message)
    return _proved(request, actor, asked, reason)


def _proved(request: HttpRequest, actor: Actor, asked: Asked, reason: str) -> HttpResponse:
    factor = stepup.fresh_factor(request, actor)
    if not factor:
        factor = stepup.factor_needed(request, actor)
        wrong = _wrong(request, factor)
        if wrong:
            services.step_up_fail(actor=actor, purpose=asked.purpose, factor=factor)
            return _form(request, actor, asked, wrong)
        stepup.factor_note(request, actor.user_id, factor)
    entry = services.step_up_pass(actor=actor, purpose=asked.purpose, factor=factor, reason=reason)
    now = clock.now().timestamp()
    grant = stepup.Grant(asked.purpose.name, now, factor, reason, entry)
    stepup.grant_note(request, actor, grant)
    return _go_on(request, actor, asked)


def _wrong(request: HttpRequest, factor: str) -> str:
    """Return what is wrong with the proof in a form; "" when it is right."""
    form = _proof(request, factor)
    if form is None:
        return _("请先设置第二验证因素，再进行这项操作。")
    if form.is_valid():
        if factor == "mfa":
            form.save()
        return ""
    return " ".join(str(said) for errors in form.errors.values() for said in errors)


def _proof(request: HttpRequest, factor: str) -> Any:
    kind: Any = PasswordForm
    if factor == "mfa":
        kind = KeyForm if request.POST.get("credential") else CodeForm
        if not is_mfa_enabled(request.user):
            return None
    return kind(data=request.POST, user=request.user)


def _form(request: HttpRequest, actor: Actor, asked: Asked, error: str) -> HttpResponse:
    factor = "" if stepup.fresh_factor(request, actor) else stepup.factor_needed(request, actor)
    kinds = _kinds(request) if factor == "mfa" else set()
    shown = {
        "asked": asked,
        "error": error,
        "reason": request.POST.get("reason", ""),
        "factor": factor,
        "has_code": Authenticator.Type.TOTP in kinds,
        "has_key": Authenticator.Type.WEBAUTHN in kinds,
        "minutes": stepup.window_s(actor) // 60,
    }
    if shown["has_key"]:
        shown["js_data"] = {"request_options": begin_authentication(request.user)}
        shown["key_options"] = json.dumps(shown["js_data"], cls=DjangoJSONEncoder)
    template = "_step_up.html" if is_fragment(request) else "step_up.html"
    return render(request, f"accounts/{template}", shown)


def _kinds(request: HttpRequest) -> set[str]:
    found = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
    return {one for one in found if is_mfa_enabled(request.user, [one])}


def _go_on(request: HttpRequest, actor: Actor, asked: Asked) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Trigger": PASSED})
    if not asked.held:
        return redirect(asked.back)
    held = stepup.take(request, actor, asked.purpose.name, asked.held)
    shown = {"asked": asked, "held": held}
    return render(request, "accounts/step_up_go.html", shown, status=200 if held else 410)
