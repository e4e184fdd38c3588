"""Who calls the API or opens a socket: a key in the header, or the signed-in person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts import selectors
from accounts.policies import needs_second_factor
from accounts.rules import secret_matches, split_key
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor, Caller
from livecompliance.kernel.exceptions import Forbidden, Unauthenticated
from livecompliance.kernel.origins import is_same_host

BEARER = "Bearer "


def actor_of_key(header: str) -> Actor:
    """Return the actor of an `Authorization: Bearer lc_…` header.

    Raises:
        Unauthenticated: no such key, a wrong secret, or a key revoked, expired
            or of a suspended tenant. The answer is the same for all of them.
    """
    parts = split_key(header.removeprefix(BEARER).strip())
    found = selectors.key_find(parts[0]) if parts else None
    pepper = crypto.keyring().derive("api-key")
    if parts is None or found is None or not secret_matches(pepper, parts[1], found.secret_hash):
        raise Unauthenticated("API 密钥无效。")
    if not found.is_usable:
        raise Unauthenticated("API 密钥无效。")
    return Actor(
        tenant_ids=frozenset({found.tenant_id}),
        roles=frozenset({"integrator"}),
        scopes=found.scopes,
        key_id=found.key_id,
    )


class KeyOrSession(BaseAuthentication):
    """A bearer key, or the session cookie of a page (then with CSRF protection)."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        header = request.headers.get("Authorization", "")
        if header.startswith(BEARER):
            return None, actor_of_key(header)
        actor: Actor | None = getattr(request._request, "actor", None)
        if actor is None:
            return None
        _enforce_csrf(request._request)
        return request._request.user, actor

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _enforce_csrf(request: HttpRequest) -> None:
    check = CSRFCheck(lambda _: None)  # type: ignore[arg-type]
    check.process_request(request)
    refusal = check.process_view(request, None, (), {})  # type: ignore[arg-type]
    if refusal:
        raise Forbidden("页面已过期，请刷新后重试。")


@dataclass(frozen=True, slots=True)
class KeyCaller:
    """A program that opened a socket with an API key that may read measures."""

    header: str

    def actor(self) -> Actor | None:
        try:
            actor = actor_of_key(self.header)
        except Unauthenticated:
            return None
        return actor if actor.may("measures.read") else None


@dataclass(frozen=True, slots=True)
class SessionCaller:
    """A person who opened a socket from a page: whoever that session belongs to now."""

    session_key: str

    def actor(self) -> Actor | None:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(self.session_key)
        user = get_user(request)
        if not user.is_authenticated:
            return None
        actor = selectors.actor_of_user(user.pk)
        if actor is None or actor.has("regulator"):  # he looks in the portal alone
            return None
        return None if needs_second_factor(actor) and not is_mfa_enabled(user) else actor


App = Callable[[Any, Any, Any], Awaitable[None]]


class SocketAuthentication:
    """ASGI: say in the scope who opens a socket; refuse browsers that show a foreign page.

    `scope["caller"]` is a Caller or None, `scope["ticket"]` the text of a one-time
    ticket, `scope["foreign_origin"]` the page's origin when it is not of this host.
    Only a ticket opens a socket from such a page: cookies would be sent from anywhere.
    """

    def __init__(self, application: App) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {name.decode("latin-1"): raw.decode("latin-1") for name, raw in scope["headers"]}
        ticket = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        host, origin = headers.get("host", ""), headers.get("origin")
        foreign = origin if origin is not None and not is_same_host(origin, host) else None
        if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS) or (
            foreign is not None and not ticket
        ):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        found = {
            "caller": None if foreign else caller_of(headers),
            "ticket": ticket,
            "foreign_origin": foreign,
        }
        await self.application(scope | found, receive, send)


def caller_of(headers: dict[str, str]) -> Caller | None:
    """Return who the headers of a socket's handshake claim to be; nobody has been asked yet."""
    if headers.get("authorization", "").startswith(BEARER):
        return KeyCaller(headers["authorization"])
    session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    return SessionCaller(session_key) if session_key.isalnum() else None
