"""Signing in and out by an authority's own issuer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.mfa.internal.constants import LoginStageKey
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import OUTSIDE, own_path
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Busy, DomainError, NotFound
from portal.services import discovery, outside

A_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _back(request: HttpRequest, issuer_id: UUID) -> str:
    return request.build_absolute_uri(reverse("portal-outside-back", args=[issuer_id]))


def _pace_require(request: HttpRequest) -> None:
    """Raise Busy where one address has us ask issuers again and again."""
    if not ratelimit.consume(request, app="allauth.account", action="outside", limit_get=True):
        raise Busy(_("尝试得太多，请稍后再试。"))


@require_GET
@never_cache
@transaction.non_atomic_requests
def begin(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Send somebody to his issuer."""
    if request.user.is_authenticated:
        return redirect("portal")
    wanted = own_path(request, request.GET.get("next", ""))
    try:
        _pace_require(request)
        issuer = outside.issuer_get(issuer_id)
        return redirect(
            outside.way_begin(request.session, issuer, _back(request, issuer_id), wanted)
        )
    except DomainError as refusal:
        return _told(request, refusal)


@require_GET
@never_cache
@transaction.non_atomic_requests
def back(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Let somebody in who comes back from his issuer; his second factor is asked where needed."""
    if request.user.is_authenticated:
        return redirect("portal")
    given = request.GET
    answer = outside.Answer(
        given.get("state", ""), given.get("code", ""), given.get("iss", ""), given.get("error", "")
    )
    try:
        _pace_require(request)
        issuer = outside.issuer_get(issuer_id)
        came = outside.way_end(request.session, issuer, answer, _back(request, issuer_id))
    except DomainError as refusal:
        return _told(request, refusal)
    return _in(request, came)


def _in(request: HttpRequest, came: outside.Came) -> HttpResponse:
    user: Any = came.user
    user.backend = A_BACKEND
    wanted = came.wanted if came.wanted.startswith("/portal") else reverse("portal")
    login = Login(user=user, redirect_url=wanted)
    if came.is_strong:
        stages = login.state.setdefault("stages", {})
        stages[LoginStageKey.MFA_AUTHENTICATE.value] = {"handled": True}
    request.session[OUTSIDE] = {
        "user": str(user.pk),
        "login": str(came.login.pk),
        "issuer": str(came.login.issuer_id),
        "at": clock.now().timestamp(),
        "is_strong": came.is_strong,
    }
    record_authentication(request, user, method="openid_connect")
    with transaction.atomic():
        answer: HttpResponse = perform_login(request, login)
    return answer


def _told(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Show the door once more, with why nobody came through."""
    context = {"issuers": outside.issuers(), "refusal": refusal.message}
    answer = render(request, "portal/sign_in.html", context)
    answer.status_code = refusal.status
    return answer


@require_GET
@never_cache
@transaction.non_atomic_requests
def out(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Send who has left the portal to where he leaves his issuer too."""
    try:
        _pace_require(request)
        issuer = outside.issuer_get(issuer_id)
        known = discovery.known_of(issuer)
    except DomainError as refusal:
        return _told(request, refusal)
    door = request.build_absolute_uri(reverse("portal-sign-in"))
    if not known.end_session:
        return redirect(door)
    asked = {"client_id": issuer.client_id, "post_logout_redirect_uri": door}
    join = "&" if "?" in known.end_session else "?"
    return redirect(f"{known.end_session}{join}{urlencode(asked)}")


@csrf_exempt
@require_POST
@never_cache
@transaction.non_atomic_requests
def ended(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Hear from an issuer that somebody signed out there: he is out here as well."""
    try:
        _pace_require(request)
        issuer = outside.issuer_get(issuer_id)
        outside.login_end(issuer=issuer, token=request.POST.get("logout_token", ""))
    except DomainError as refusal:
        status = refusal.status if isinstance(refusal, Busy | NotFound) else 400
        return HttpResponse(refusal.code, status=status, content_type="text/plain")
    return HttpResponse(status=200, content_type="text/plain")
