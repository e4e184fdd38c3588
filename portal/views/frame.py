"""The base of every page of the portal: written down first, then looked at, never written from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.stepup import outside_mark
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.personal import names_somebody
from livecompliance.kernel.pg.looking import looking
from portal import policies, selectors, services
from portal.selectors import Sight
from portal.services import outside
from portal.services.case import Case

KEPT_WORDS = ("q", "tier", "state", "kind", "day", "period", "term", "from")
View = Callable[..., HttpResponseBase]


First = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, at what was granted to him; `sight` is the platform of the page, if any."""

    actor: Actor
    sights: tuple[Sight, ...]
    case: Case
    sight: Sight | None = None

    @property
    def here(self) -> Sight:
        """Return the platform of the page."""
        if self.sight is None:
            raise LookupError("this page is of no platform")
        return self.sight


def portal_page(
    page: str, *, matter: str = "", thing: str = "", first: First | None = None
) -> Callable[[View], View]:
    """Make a page of the portal of a view `(request, looker, ...)`.

    The look is written by the app, in a transaction of its own; only then the view runs, inside a
    read-only transaction of the regulators' role. If the look cannot be written, nothing is shown.

    Args:
        page: what the look is called (`Look.Page`); "" for what shows nothing of any platform.
        matter: what must be granted to see it.
        thing: the name in the address of what is looked at.
        first: what the witness does once the look is written and before anybody looks; the view
            is given what came of it as `came`.
    """

    def made(view: View) -> View:
        @transaction.non_atomic_requests
        @wraps(view)
        def asked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            if not is_in(request):
                return stranger(request)
            if actor is None:
                raise over()
            policies.require_regulator(actor)
            looker = looker_of(request, actor, kwargs.pop("platform", ""))
            if matter:
                looker.here.regions(matter)
            if page:
                wanted = services.Asked(
                    page, str(kwargs.get(thing, "")), _words(request), looker.case
                )
                written(looker, wanted)
            if first is not None:
                kwargs["came"] = first(request, looker, **kwargs)
            with looking(looker.actor):
                request.actor = looker.actor  # type: ignore[attr-defined]
                return view(request, looker, **kwargs)

        return asked

    return made


def is_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in; sign out who came by an issuer and may be in no more."""
    if not request.user.is_authenticated:
        return False
    mark = outside_mark(request)
    if not mark or services.login_stands(mark["login"], mark["at"]):
        return True
    logout(request)
    return False


def looker_of(request: HttpRequest, actor: Actor, slug: str) -> Looker:
    """Return who looks: at one platform, where the address names one; else at all of his.

    Raises:
        NotFound: the platform was not granted, or is none.
    """
    with looking(actor):
        found = tuple(selectors.sights(actor))
    if not found:
        raise over()
    sight = selectors.sight_named(found, slug) if slug else None
    tenants = frozenset({sight.tenant.pk} if sight else {one.tenant.pk for one in found})
    own = Actor(tenants, user_id=actor.user_id, roles=frozenset({"regulator"}))
    return Looker(own, found, services.case_of(request.session), sight)


def over() -> Forbidden:
    """Return the refusal of who may look at nothing any more."""
    return Forbidden(_("授权已到期或已终止。请与平台联系。"))


def written(looker: Looker, asked: services.Asked) -> None:
    """Write the look down in every platform that is looked at, each in its own transaction."""
    for one in (looker.sight,) if looker.sight else looker.sights:
        witness = services.witness_of(looker.actor, one.tenant.pk)
        services.look_record(actor=witness, authority=one.authority, asked=asked)


def _words(request: HttpRequest) -> Mapping[str, str]:
    """Return with which words and filters somebody looks.

    Raises:
        Invalid: a number of somebody, which stands in no address and in no record.
    """
    found = {name: request.GET[name] for name in KEPT_WORDS if request.GET.get(name)}
    if any(names_somebody(value) for value in found.values()):
        raise Invalid(_("查找时请不要写证件号或电话；按证件号匹配在“黑名单”页。"), field="q")
    return found


def stranger(request: HttpRequest) -> HttpResponse:
    """Ask somebody who is not signed in to sign in, here."""
    where = reverse("portal-sign-in")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    wanted = request.get_full_path() if request.method == "GET" else ""
    shown = {"next": wanted, "is_asked": True, "issuers": outside.issuers()}
    return render(request, "portal/sign_in.html", shown, status=401)


def shown(
    request: HttpRequest, looker: Looker, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """Render a page of the portal, inside its transaction."""
    frame = {
        "sights": looker.sights,
        "sight": looker.sight,
        "authority": looker.sights[0].authority,
        "case": looker.case,
        "force_mfa": settings.FORCE_MFA,
    }
    return render(request, template, {**frame, **context})
