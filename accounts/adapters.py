"""django-allauth: nobody signs up by himself, and nobody locks another out by guessing."""

import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts import services
from accounts.stepup import outside_mark

KNOWN_SALT = "accounts.known-browser"
KNOWN_S = 90 * 86_400
MOST_LOGINS = 8  # of one browser
PORTAL = "/portal/"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People join by invitation only; guesses are counted by where they come from (ADR 11)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[Any]:
        return ["username"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count one guess; `authenticate` takes the count back when the password is right.

        A browser in which this login signed in before has a count of its own. All others are
        counted by login and address and, over all addresses, by login.

        Raises:
            ValidationError: too many failed here.
        """
        login = str(credentials.get("username", "")).lower()
        browser = known_browser(request, login)
        counts = (
            {"login_failed_known": f"{login}|{browser}"}
            if browser
            else {
                "login_failed": f"{login}|{ratelimit.get_ip(request)}",
                "login_failed_anywhere": login,
            }
        )
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage=[])
        for action, key in counts.items():
            used = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if used is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += used.usage

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return who has the password and stands at his own door; at another's he is nobody."""
        user = super().authenticate(request, **credentials)
        return user if user is None or is_own_door(request, user) else None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Remember that a password was wrong: it is written down once the answer has gone."""
        super().authentication_failed(request, **credentials)
        if not request.user.is_authenticated:  # who proves again who he is, is recorded by itself
            login = str(credentials.get("username", ""))
            services.sign_in_fail_hold(login=login, address=client_ip(request))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Let nobody in by a passkey where his password would not let him in."""
        if not is_own_door(request, user):
            return redirect("portal-sign-in" if user.authority_id else "account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return his own door to who leaves; from an issuer, with the way to leave it too."""
        if getattr(request.user, "authority_id", None) is None:
            return str(super().get_logout_redirect_url(request))
        mark = outside_mark(request)
        door = reverse("portal-sign-in")
        return f"{door}?{urlencode({'out': mark['issuer']})}" if mark else door

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Answer a sign-in, and let the browser know that it is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.get_username().lower())
        return response


def is_own_door(request: HttpRequest, user: Any) -> bool:
    """Tell whether somebody signs in where his realm does: authorities in the portal, others not.

    Whoever is in already only proves again who he is.
    """
    if request.user.is_authenticated:
        return True
    if user.authority_id is None:
        return not request.path.startswith(PORTAL)
    return request.path.startswith(PORTAL) or not settings.APART


def known_browser(request: HttpRequest, login: str) -> str:
    """Return the name we gave to a browser in which `login` has signed in; "" for all others."""
    name, logins = _known(request)
    return name if _digest(login) in logins else ""


def remember_browser(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Add `login` to those that have signed in with this browser.

    The cookie opens nothing. It holds digests, no login, and keeps its name, so that nobody
    multiplies his guesses at one person by signing in as another.
    """
    name, logins = _known(request)
    mine = _digest(login)
    kept = [mine, *(one for one in logins if one != mine)][:MOST_LOGINS]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps([name or secrets.token_urlsafe(12), *kept], salt=KNOWN_SALT),
        max_age=KNOWN_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    raw = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    try:
        name, *logins = signing.loads(raw, salt=KNOWN_SALT, max_age=KNOWN_S)
    except signing.BadSignature:
        return "", []
    return name, logins


def _digest(login: str) -> str:
    return salted_hmac(KNOWN_SALT, login, algorithm="sha256").hexdigest()[:24]


def client_ip(request: HttpRequest) -> str:
    """Return the address that a request came from, past the proxies that settings trust."""
    return str(AccountAdapter(request).get_client_ip(request))
