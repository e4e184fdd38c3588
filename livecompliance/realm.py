"""Two realms: who supervises platforms looks in the portal, and enters no page of a platform."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.pages import Refusals

PORTAL = "portal"
OPEN = ("/portal/", "/accounts/", "/i18n/", "/static/", "/p/", "/healthz", "/readyz")
Next = Callable[[HttpRequest], HttpResponse]


class Realm:
    """Send a regulator who asks for the entrance to the portal; refuse him everywhere else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.refusals = Refusals(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None or not actor.has("regulator") or is_open(request.path):
            return self.get_response(request)
        if request.path == "/" and request.method in ("GET", "HEAD"):
            return redirect(PORTAL)
        refused = Forbidden(_("这是平台自己的页面。请在监管门户查看授权查看的内容。"))
        return cast(HttpResponse, self.refusals.process_exception(request, refused))


def is_open(path: str) -> bool:
    """Tell whether an address is the portal's, or everybody's."""
    return path == "/portal" or path.startswith(OPEN)
