"""A short way for the calls that come by the thousand: key, scope, body, one function.

Pages need sessions, cookies, CSRF and a dozen middlewares; a machine that reports events with
a bearer key needs none of them. A view class with a `lane` is called straight from here, with
the same key, scope, language and problem documents that every other API call gets.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, BinaryIO, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.authentication import BEARER, actor_of_key
from livecompliance import api_errors
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import BodyBroken, Forbidden, TooLarge

Next = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/v1/"
PIECE = 65_536
DRAIN = 16 * 1_048_576  # read and thrown away, so that the client gets to read its refusal


class Laned(Protocol):
    """What a view class must have to be called from here."""

    scope: str
    max_bytes: int

    @staticmethod
    def lane(request: HttpRequest, actor: Actor, body: bytes, **kwargs: Any) -> HttpResponse: ...


class FastLane:
    """Call a view's `lane` for POST with a bearer key; leave everything else to the others."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        is_ours = request.method == "POST" and header.startswith(BEARER)
        if not is_ours or "wsgi.input" not in request.META:
            return self.get_response(request)
        view, kwargs = _laned(request.path_info)
        if view is None:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            try:
                return _call(view, kwargs, request, header)
            except Exception as error:
                answer = api_errors.plain(error)
                if answer is None:
                    raise
                return answer


@lru_cache(maxsize=4096)
def _laned(path: str) -> tuple[type[Laned] | None, dict[str, Any]]:
    """Return the view class behind `path`, when it has a lane, and what the path says."""
    if not path.startswith(PREFIX):
        return None, {}
    try:
        match = resolve(path)
    except Resolver404:
        return None, {}
    view = getattr(match.func, "cls", None)
    return (cast(type[Laned], view) if hasattr(view, "lane") else None), match.kwargs


def _call(
    view: type[Laned], kwargs: dict[str, Any], request: HttpRequest, header: str
) -> HttpResponse:
    body = _body(request, view.max_bytes)
    actor = actor_of_key(header)  # every time: a revoked key stops at once
    if not view.scope or not actor.may(view.scope):
        raise Forbidden(_("这个密钥没有此操作的权限范围。"), scope=view.scope)
    if body is None:
        raise TooLarge(_("请求内容最多 %(most)d 字节。") % {"most": view.max_bytes})
    with tenancy.acting(actor):
        return view.lane(request, actor, body, **kwargs)


def _body(request: HttpRequest, most: int) -> bytes | None:
    """Return the whole body; None when it is longer than `most` bytes.

    Raises:
        BodyBroken: the client hung up; what it sent is not what it meant to send.
    """
    source = request.META["wsgi.input"]
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    endless = not length and request.META.get("wsgi.input_terminated")
    try:
        if length > most:
            _drain(source, min(length, DRAIN))
            return None
        body: bytes = source.read(most + 1 if endless else length)
        if endless and len(body) > most:
            _drain(source, DRAIN)
            return None
    except OSError:
        raise BodyBroken(_("请求内容不完整。")) from None
    if not endless and len(body) != length:
        raise BodyBroken(_("请求内容不完整。"))
    return body


def _drain(source: BinaryIO, most: int) -> None:
    while most > 0:
        piece = source.read(min(PIECE, most))
        if not piece:
            return
        most -= len(piece)
