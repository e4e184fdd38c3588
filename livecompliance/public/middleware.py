"""Answer public pages before any session, cookie or language guess comes into play."""

import hashlib
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.html import escape

from accounts.adapters import client_ip
from livecompliance.kernel import limits
from livecompliance.kernel.exceptions import DomainError

Next = Callable[[HttpRequest], HttpResponse]
PREFIX = "/p/"
PLACE, HOME = "@path@", "@home@"  # stand in a page of a fault for its address and the way up
MOST_A_MINUTE = 120  # of one address
TONGUES = {"zh": "zh-hans", "en": "en"}


class PublicPages:
    """Serve everything under /p/ by itself: no session, no cookie in or out, one language a URL."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        language = tongue_of(request)
        with translation.override(TONGUES[language]):
            response = _answer(request, language)
        response.headers["Content-Language"] = TONGUES[language]
        response.headers["X-Frame-Options"] = "DENY"
        return _tagged(request, response)


def tongue_of(request: HttpRequest) -> str:
    """Return the language that the address asks for; Chinese when it asks for none."""
    return "en" if request.GET.get("lang", "").lower().startswith("en") else "zh"


def _answer(request: HttpRequest, language: str) -> HttpResponse:
    wait = limits.rough_wait_s("public", client_ip(request), MOST_A_MINUTE)
    if wait:
        return _fault(request, "busy", HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)})
    try:
        found = resolve(request.path_info)
        answer: HttpResponse = found.func(request, language, *found.args, **found.kwargs)
    except (Resolver404, Http404):
        return _fault(request, "missing", HTTPStatus.NOT_FOUND)
    except DomainError as refusal:
        return _fault(request, "missing", HTTPStatus(refusal.status))
    except (OperationalError, InterfaceError):
        return _fault(request, "away", HTTPStatus.SERVICE_UNAVAILABLE)
    return answer


def _fault(
    request: HttpRequest, name: str, status: HTTPStatus, headers: dict[str, str] | None = None
) -> HttpResponse:
    home = _home(request.path)
    body = _words(name, tongue_of(request), has_home=bool(home))
    body = body.replace(PLACE, escape(request.path)).replace(HOME, escape(home))
    return HttpResponse(
        body, status=status, headers={"Cache-Control": "no-store"} | (headers or {})
    )


def _home(path: str) -> str:
    """Return the first page of the platform that an address names below it, whether there is one
    or not; nothing for that page itself."""
    slug, _slash, below = path.removeprefix(PREFIX).partition("/")
    return f"{PREFIX}{quote(slug)}/" if slug and below else ""


@cache
def _words(name: str, language: str, *, has_home: bool) -> str:
    """Return what a fault says, made once: who asks too often must not cost more than a page."""
    said = {"english": language == "en", "path": PLACE, "home": HOME if has_home else ""}
    return render_to_string(f"public/{name}.html", said)


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give what may be kept a tag, and answer 304 to whoever has it."""
    if response.status_code != HTTPStatus.OK or "no-store" in response.get("Cache-Control", ""):
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    answer = get_conditional_response(request, etag=tag, response=response)
    kept: HttpResponse = answer if isinstance(answer, HttpResponse) else response
    return kept
