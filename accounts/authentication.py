"""Who calls the API: a key in the Authorization header, or the signed-in person."""

from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts import selectors
from accounts.rules import secret_matches, split_key
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Unauthenticated

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
