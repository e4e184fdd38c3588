"""Step-up: before what matters most somebody proves again that it is he, and says why, once."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import policies, selectors
from accounts.rules import PURPOSES, Purpose
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.pages import is_fragment

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
FACTORS, GRANTS, HELD = "lc_factors", "lc_step_up", "lc_held"
MOST_HELD, MOST_BYTES = 5, 64 * 1024
HELD_S = 900
SLACK_S = 5  # several machines, one clock each
HEADER = "LC-Step-Up"
OUTSIDE = "lc_outside"  # of a session: who came in by his authority's issuer, and how


class StepUpRequired(Forbidden):
    """The person must prove again who he is; `purpose` says for what."""

    code = "step_up_required"


class PersonRequired(Forbidden):
    """A person must do this himself; no key may."""

    code = "person_required"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may do for a while in one session, and why he said he does."""

    purpose: str
    at: float
    factor: str
    reason: str
    entry: str


@dataclass(frozen=True, slots=True)
class Held:
    """A form that was sent before its sender had proved who he is."""

    path: str
    fields: list[tuple[str, str]]


def purpose_of(name: str) -> Purpose:
    """Return a purpose by name.

    Raises:
        NotFound: there is none of that name.
    """
    if name not in PURPOSES:
        raise NotFound(_("没有这种确认。"))
    return PURPOSES[name]


def require(request: HttpRequest | Request, *, purpose: str) -> Grant:
    """Return the standing permission for `purpose`; ask for it before acting, not after.

    Args:
        request: of a page, or of an API call; a call with a key never has one.
        purpose: a name of `accounts.rules.PURPOSES`. One opens nothing of another.

    Raises:
        PersonRequired: a key calls.
        StepUpRequired: nothing stands, it is too old, or the factor would not do any more.
            On pages it becomes the page that asks, with the form that was sent kept aside.

    Law: PIPL-security-measures
    """
    purpose_of(purpose)
    actor = request.auth if isinstance(request, Request) else getattr(request, "actor", None)
    if not isinstance(actor, Actor) or actor.user_id is None:
        raise PersonRequired(_("此操作须由本人登录后完成，密钥不能代办。"))
    page = request._request if isinstance(request, Request) else request
    found = granted(page, actor, purpose)
    if found is None:
        where = f"{reverse('step-up')}?{urlencode({'purpose': purpose})}"
        raise StepUpRequired(_("请先再次确认身份。"), purpose=purpose, url=where)
    return found


def stepped_up(purpose: str, *, after: Callable[[Actor], object]) -> Callable[[View[P]], View[P]]:
    """Have a page's view ask for `purpose` first. Stands under `@page`.

    Args:
        after: the policy that lets the actor do it at all; whoever may not is asked for nothing.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(
            request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            after(actor)
            require(request, purpose=purpose)
            return view(request, actor, *args, **kwargs)

        return cast(View[P], asked)

    return decorate


def permission(purpose: str) -> type[BasePermission]:
    """Return a permission of the API: a signed-in person with a standing step-up."""

    class SteppedUp(BasePermission):
        def has_permission(self, request: Request, view: object) -> bool:
            require(request, purpose=purpose)
            return True

    return SteppedUp


def window_s(actor: Actor) -> int:
    """Return for how long a factor counts as recent, by the tenant's policy."""
    return 60 * selectors.policy_of(actor, "step_up_minutes", 10)


def factor_needed(request: HttpRequest, actor: Actor) -> str:
    """Return which proof this person must give: "mfa", or "password" where nobody forces more."""
    forced = policies.needs_second_factor(actor) or selectors.policy_of(actor, "step_up_mfa", 0)
    return "mfa" if forced or is_mfa_enabled(request.user) else "password"


def granted(request: HttpRequest, actor: Actor, purpose: str) -> Grant | None:
    """Return what stands for `purpose` in this session, for this person, now."""
    kept = _own(request, actor, GRANTS).get(purpose)
    if kept is None:
        return None
    grant = Grant(**kept)
    if grant.purpose != purpose or not _is_recent(grant.at, window_s(actor)):
        return None
    enough = factor_needed(request, actor)
    return grant if grant.factor in {"mfa", enough} else None


def fresh_factor(request: HttpRequest, actor: Actor) -> str:
    """Return the proof that was given lately in this session and suffices; "" for none."""
    kept = _own(request, actor, FACTORS)
    enough = factor_needed(request, actor)
    for kind in ("mfa", enough):
        if _is_recent(kept.get(kind, 0.0), window_s(actor)):
            return kind
    return ""


def factor_note(request: HttpRequest, user_id: object, kind: str) -> None:
    """Note that a proof was given now, in this session, by this person."""
    kept = request.session.get(FACTORS) or {}
    mine = kept if kept.get("user") == str(user_id) else {"user": str(user_id)}
    request.session[FACTORS] = mine | {kind: clock.now().timestamp()}


def grant_note(request: HttpRequest, actor: Actor, grant: Grant) -> None:
    """Let a permission stand in this session."""
    mine = _own(request, actor, GRANTS)
    request.session[GRANTS] = mine | {"user": str(actor.user_id), grant.purpose: asdict(grant)}


def _own(request: HttpRequest, actor: Actor, name: str) -> dict[str, Any]:
    """Return what the session keeps under a name, when it is this person's."""
    kept = request.session.get(name)
    if not isinstance(kept, dict) or kept.get("user") != str(actor.user_id):
        return {}
    return kept


def _is_recent(at: float, within_s: int) -> bool:
    return -SLACK_S <= clock.now().timestamp() - at < within_s


def ask(request: HttpRequest, error: StepUpRequired) -> HttpResponse:
    """Answer a page's request with the page that asks for the proof."""
    purpose = str(error.extra["purpose"])
    if is_fragment(request):
        return HttpResponse(status=403, headers={HEADER: str(error.extra["url"])})
    query = {"purpose": purpose, "next": came_from(request)}
    if request.method == "POST":
        query["held"] = hold(request, request.actor, purpose)  # type: ignore[attr-defined]
    return redirect(f"{reverse('step-up')}?{urlencode(query)}")


def came_from(request: HttpRequest) -> str:
    """Return the address, on this site, of the page that the person was on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", ""))


def own_path(request: HttpRequest, url: str) -> str:
    """Return the path of an address of this site; the home page for any other."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return "/"
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    return path if path.startswith("/") and not path.startswith("//") else "/"


def hold(request: HttpRequest, actor: Actor, purpose: str) -> str:
    """Keep a sent form in the session, sealed; return its token, "" when it cannot be kept.

    It opens once, for this person, session and purpose, within a quarter of an hour. Files are
    not kept, nor is what is larger than 64 KiB.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    body = json.dumps([request.get_full_path(), fields], ensure_ascii=False).encode()
    if request.FILES or len(body) > MOST_BYTES:
        return ""
    token = secrets.token_urlsafe(18)
    sealed = crypto.seal(_held_key(), body, _bound(request, actor, purpose, token))
    kept = dict(list((request.session.get(HELD) or {}).items())[1 - MOST_HELD :])
    kept[token] = {"at": clock.now().timestamp(), "sealed": sealed.hex()}
    request.session[HELD] = kept
    return token


def take(request: HttpRequest, actor: Actor, purpose: str, token: str) -> Held | None:
    """Return the form kept under a token, and forget it: it is taken once."""
    kept = dict(request.session.get(HELD) or {})
    found = kept.pop(token, None)
    if found is None:
        return None
    request.session[HELD] = kept
    if not _is_recent(found["at"], HELD_S):
        return None
    try:
        bound = _bound(request, actor, purpose, token)
        path, fields = json.loads(crypto.unseal(_held_key(), bytes.fromhex(found["sealed"]), bound))
    except crypto.KeyLost:
        return None
    return Held(path, [(name, value) for name, value in fields])


def _held_key() -> bytes:
    return crypto.keyring().derive("accounts.stepup|held")


def _bound(request: HttpRequest, actor: Actor, purpose: str, token: str) -> bytes:
    session = request.session.session_key or ""
    return "|".join((session, str(cast(UUID, actor.user_id)), purpose, token)).encode()


def outside_mark(request: HttpRequest) -> dict[str, Any]:
    """Return how the signed-in person came in by his issuer; nothing where he did not."""
    mark: dict[str, Any] = request.session.get(OUTSIDE) or {}
    return mark if mark.get("user") == str(request.user.pk) else {}
