"""Who is acting on a page: the signed-in user's membership, read anew on every request."""

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import policies, selectors
from accounts.stepup import outside_mark
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Bind the actor around the view, so that its transaction starts with the tenant set.

    A regulator is bound to nothing: he looks where the portal lets him, through a role of his own
    (`livecompliance.kernel.pg.looking`), and everywhere else there is nothing to see.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        is_looking = actor is not None and actor.has("regulator")
        with tenancy.acting(None if is_looking else actor):
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a signed-in request; None for strangers and the deactivated."""
    if not request.user.is_authenticated:
        return None
    user_id: UUID = request.user.pk
    return selectors.actor_of_user(user_id)


WITHOUT_FACTOR = ("/accounts/", "/i18n/", "/static/", "/healthz", "/readyz", "/join/")


class SecondFactorMiddleware:
    """Send staff without a second factor to where they set one up, where settings force it.

    Whose authority's issuer asked for one, as was agreed with it, has given it there.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if (
            actor is not None
            and policies.needs_second_factor(actor)
            and not request.path.startswith(WITHOUT_FACTOR)
            and not is_mfa_enabled(request.user)
            and not outside_mark(request).get("is_strong")
        ):
            return redirect("mfa_index")
        return self.get_response(request)
