"""Who is acting on a page: the signed-in user's membership, read anew on every request."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts import selectors
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Bind the actor around the view, so that its transaction starts with the tenant set."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        with tenancy.acting(request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a signed-in request; None for strangers and the deactivated."""
    if not request.user.is_authenticated:
        return None
    user_id: UUID = request.user.pk
    return selectors.actor_of_user(user_id)
