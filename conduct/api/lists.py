"""HTTP API of conduct: the platform's lists, and where rooms sent their viewers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conduct import selectors, services
from conduct.models import Target
from conduct.rules.targets import MOST_VALUE, Wish
from conduct.services import AlreadyListed
from livecompliance.kernel import clock
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid

MOST, DAYS = 200, 30


class TargetOutput(serializers.Serializer[Any]):
    """One entry of a list, with the proof of since when it was known."""

    id = serializers.UUIDField()
    list = serializers.ChoiceField(choices=Target.List.choices)
    kind = serializers.ChoiceField(choices=Target.Kind.choices)
    value = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    known_by = serializers.ChoiceField(choices=Target.Known.choices)
    known_on = serializers.DateField()
    known_ref = serializers.CharField(allow_blank=True)
    added_at = serializers.DateTimeField()
    removed_at = serializers.DateTimeField(allow_null=True)


def _target(one: selectors.Entry) -> dict[str, Any]:
    names = ("list", "kind", "reason", "known_by", "known_on", "known_ref", "added_at",
             "removed_at")  # fmt: skip
    return {"id": one.row.pk, "value": one.value} | {n: getattr(one.row, n) for n in names}


class ListsApi(Api):
    """GET and POST /api/v1/conduct/lists -- what stands on the platform's lists; one more."""

    tag = "conduct"
    scopes = {"GET": "measures.read", "POST": "measures.write"}
    refusals = {"POST": (AlreadyListed,)}

    @extend_schema_serializer(component_name="TargetWish")
    class Input(serializers.Serializer[Any]):
        list = serializers.ChoiceField(choices=Target.List.choices, default="block")
        kind = serializers.ChoiceField(choices=Target.Kind.choices)
        value = serializers.CharField(max_length=MOST_VALUE)
        reason = serializers.CharField(max_length=200, allow_blank=True, default="")
        known_by = serializers.ChoiceField(choices=Target.Known.choices, default="decision")
        known_on = serializers.DateField(allow_null=True, default=None)
        known_ref = serializers.CharField(
            max_length=200,
            allow_blank=True,
            default="",
            help_text=_("通知文号或公开名单的网址；得知途径不是本平台决定时必填"),
        )

    @extend_schema(
        operation_id="targets_list",
        summary=_("读取平台名单"),
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=Target.Kind.values),
            OpenApiParameter("before", OpenApiTypes.UUID, description=_("上一页最后一条的编号")),
        ],
        responses={200: TargetOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        kind = request.query_params.get("kind", "")
        if kind and kind not in Target.Kind.values:
            raise Invalid(selectors.fault_words("kind"), field="kind")
        before = request.query_params.get("before", "")
        rows = selectors.target_page(self.actor, kind, _uuid(before), MOST)
        shown = [_target(one) for one in selectors.entries_of(rows)]
        return self.answer(TargetOutput(shown, many=True).data)

    @extend_schema(
        operation_id="target_add",
        summary=_("加入平台名单"),
        request=Input,
        responses={201: TargetOutput},
    )
    def post(self, request: Request) -> Response:
        row = services.target_add(actor=self.actor, wish=Wish(**self.input(request)))
        return self.answer(TargetOutput(_target(selectors.entries_of([row])[0])).data, 201)


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(str(_("编号不对。")), field="before") from None


class RemoveApi(Api):
    """POST /api/v1/conduct/lists/{target_id}/remove -- take an entry off. Twice is once."""

    tag = "conduct"
    scope = "measures.write"

    @extend_schema_serializer(component_name="TargetRemoval")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="target_remove",
        summary=_("移出平台名单"),
        request=Input,
        responses={200: TargetOutput},
    )
    def post(self, request: Request, target_id: UUID) -> Response:
        reason = self.input(request)["reason"]
        row = services.target_remove(actor=self.actor, target_id=target_id, reason=reason)
        return self.answer(TargetOutput(_target(selectors.entries_of([row])[0])).data)


class JumpOutput(serializers.Serializer[Any]):
    """One link or code of one broadcast: what it is written like, and what rules said of it."""

    id = serializers.UUIDField()
    session_id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    kind = serializers.CharField(help_text=_("link 或 qr"))
    host = serializers.CharField(allow_blank=True)
    scheme = serializers.CharField(allow_blank=True)
    flags = serializers.ListField(child=serializers.CharField())
    suggestion = serializers.CharField(help_text=_("pass、review 或 block"))
    event_id = serializers.CharField(source="event_key")
    times = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()


class JumpsApi(Api):
    """GET /api/v1/conduct/jumps -- links and codes of the last thirty days, the newest first."""

    tag = "conduct"
    scope = "measures.read"

    @extend_schema(
        operation_id="jumps_list",
        summary=_("读取直播间的跳转链接和二维码"),
        parameters=[OpenApiParameter("room_id", OpenApiTypes.UUID)],
        responses={200: JumpOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        room = _uuid(request.query_params.get("room_id", ""))
        wanted = selectors.Wanted(room_id=room, since=clock.now() - timedelta(days=DAYS))
        rows = selectors.jump_list(self.actor, wanted)[:MOST]
        return self.answer(JumpOutput(rows, many=True).data)
