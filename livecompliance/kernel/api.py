"""The base of every API view: parse, call one service or selector, render."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from livecompliance.kernel import limits, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, DomainError, Forbidden
from livecompliance.kernel.permissions import HasActor

Row = TypeVar("Row", bound=Model)


@extend_schema_field(
    {"oneOf": [{"type": "string", "minLength": 1, "maxLength": 64}, {"type": "integer"}]}
)
class EventId(serializers.JSONField):
    """What the platform calls an event: words or a number, given back as it came."""


class RateLimited(Busy):
    """A key, or a person, asks for more than settings let one of them have in a minute."""

    code = "rate_limited"


def turned(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], Any]:
    """Return a page out of one row more than it holds, and behind which id the next begins."""
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


class Api(APIView):
    """One address. `scope` is what an API key must carry; `scopes` says it per method instead.

    Calls are counted by key or person, unless `is_counted` says that something else bounds them.
    `tag` is where the published document puts it; `refusals` says per method what its service may
    raise beyond what every call may meet.
    """

    permission_classes = (HasActor,)
    scope: str = ""
    scopes: dict[str, str] = {}
    is_counted = True
    tag: str = ""
    refusals: dict[str, tuple[type[DomainError], ...]] = {}

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.auth)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as stack:
            self.stack = stack
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, Actor):
            self.stack.enter_context(tenancy.acting(request.auth))
            if self.is_counted:
                self.spend("calls", settings.KEY_CALLS)
            needed = self.scopes.get(str(request.method), self.scope)
            if not needed or not request.auth.may(needed):
                raise Forbidden(_("这个密钥没有此操作的权限范围。"), scope=needed)

    def spend(self, what: str, most: int, cost: int = 1) -> None:
        """Count what the caller uses up.

        Raises:
            RateLimited: that is more than `most` in this minute; 0 bounds nothing.
        """
        caller = f"{self.actor.kind}:{self.actor.reference}"
        wait_s = limits.wait_s(what, caller, most, cost) if most else 0
        if wait_s:
            raise RateLimited(_("请求过于频繁，请稍后重试。"), retry_after=wait_s)

    def input(self, request: Request) -> dict[str, Any]:
        """Return the validated body, by the view's own `Input`."""
        serializer = self.Input(data=request.data)  # type: ignore[attr-defined]
        serializer.is_valid(raise_exception=True)
        return cast(dict[str, Any], serializer.validated_data)

    def asked(self, request: Request) -> dict[str, Any]:
        """Return what the address asks for, validated by the view's own `Query`."""
        query = self.Query(data=request.query_params)  # type: ignore[attr-defined]
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def answer(self, data: Any, status: int = 200) -> Response:
        return Response(data, status=status)
