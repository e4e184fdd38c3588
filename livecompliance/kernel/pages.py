"""The base of every page view: somebody must be acting; strangers are asked to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]


def page(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give `view` the actor of the request.

    Raises:
        Forbidden: signed in, but with no place in any tenant (suspended or deactivated).
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None:
            return view(request, actor, *args, **kwargs)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            raise Forbidden(_("你的账号已停用，或所属平台已停止服务。"))
        if request.headers.get("HX-Request"):
            return HttpResponse(
                status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)}
            )
        return redirect_to_login(request.get_full_path())

    return asked


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of the page only."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


def number(request: HttpRequest, name: str, default: int = 0) -> int:
    """Return a whole number of the query; the default for anything else."""
    raw: Any = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else default
