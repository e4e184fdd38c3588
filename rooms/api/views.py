"""HTTP API of rooms and sessions: parse, call one service, render."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, turned
from livecompliance.kernel.exceptions import Conflict
from rooms import selectors, services
from rooms.models import Room, Session
from rooms.services.room import RoomExists


class RoomOutput(serializers.Serializer[Room]):
    """One room."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    external_id = serializers.CharField()
    operator_id = serializers.UUIDField(allow_null=True)
    operator_name = serializers.CharField()
    category = serializers.CharField()
    tier = serializers.ChoiceField(choices=Room.Tier.choices)
    created_at = serializers.DateTimeField()


class SessionOutput(serializers.Serializer[Session]):
    """One broadcast."""

    id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    form = serializers.ChoiceField(choices=Session.Form.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    is_admitted = serializers.BooleanField()


class RoomsApi(Api):
    """GET and POST /api/v1/rooms -- the tenant's rooms, newest first; a new one."""

    tag = "rooms"
    refusals = {"POST": (RoomExists,)}
    scopes = {"GET": "rooms.read", "POST": "rooms.write"}

    class Query(serializers.Serializer[Any]):
        after = serializers.UUIDField(required=False, help_text=_("上一页最后一个直播间的编号"))
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="RoomPage")
    class Page(serializers.Serializer[Any]):
        rooms = RoomOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema_serializer(component_name="RoomCreate")
    class Input(serializers.Serializer[Room]):
        title = serializers.CharField(max_length=120)
        external_id = serializers.CharField(max_length=80, default="", allow_blank=True)
        operator_id = serializers.UUIDField(required=False, allow_null=True, default=None)
        operator_name = serializers.CharField(max_length=120, default="", allow_blank=True)
        category = serializers.CharField(max_length=60, default="", allow_blank=True)
        tier = serializers.ChoiceField(choices=Room.Tier.choices, default=Room.Tier.FIRST)

    @extend_schema(
        operation_id="room_list", summary=_("列出直播间"), parameters=[Query], responses={200: Page}
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        limit = asked["limit"]
        rows = selectors.room_page(self.actor, asked.get("after"), limit + 1)
        found, following = turned(rows, limit)
        return self.answer(self.Page({"rooms": found, "next": following}).data)

    @extend_schema(
        operation_id="room_create",
        summary=_("新建直播间"),
        request=Input,
        responses={201: RoomOutput},
    )
    def post(self, request: Request) -> Response:
        room = services.room_create(actor=self.actor, **self.input(request))
        return self.answer(RoomOutput(room).data, 201)


class RoomReadApi(Api):
    """GET /api/v1/rooms/{room_id} -- one room."""

    tag = "rooms"
    scope = "rooms.read"

    @extend_schema(
        operation_id="room_read", summary=_("读取一个直播间"), responses={200: RoomOutput}
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        return self.answer(RoomOutput(selectors.room_get(self.actor, room_id)).data)


class RoomOperatorApi(Api):
    """POST /api/v1/rooms/{room_id}/operator -- say who operates a room."""

    tag = "rooms"
    scope = "rooms.write"
    refusals = {"POST": (Conflict,)}

    @extend_schema_serializer(component_name="RoomOperator")
    class Input(serializers.Serializer[Any]):
        operator_id = serializers.UUIDField(allow_null=True, default=None)

    @extend_schema(
        operation_id="room_operator_set",
        summary=_("设定直播间运营者"),
        request=Input,
        responses={200: RoomOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        room = services.room_operator_set(actor=self.actor, room_id=room_id, **self.input(request))
        return self.answer(RoomOutput(room).data)


class SessionReadApi(Api):
    """GET /api/v1/sessions/{session_id} -- one broadcast."""

    tag = "sessions"
    scope = "rooms.read"

    @extend_schema(
        operation_id="session_read", summary=_("读取一个场次"), responses={200: SessionOutput}
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        return self.answer(SessionOutput(selectors.session_get(self.actor, session_id)).data)


class SessionEndApi(Api):
    """POST /api/v1/sessions/{session_id}/end -- end the broadcast; ending twice is ending once."""

    tag = "sessions"
    scope = "rooms.write"

    @extend_schema(
        operation_id="session_end", summary=_("下播"), request=None, responses={200: SessionOutput}
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        session = services.session_end(actor=self.actor, session_id=session_id)
        return self.answer(SessionOutput(session).data)


class SessionSalesApi(Api):
    """POST /api/v1/sessions/{session_id}/sales-completed -- the last sale of it was completed."""

    tag = "sessions"
    scope = "rooms.write"
    refusals = {"POST": (services.SessionLive, services.SessionGone)}

    @extend_schema_serializer(component_name="SalesCompleted")
    class Input(serializers.Serializer[Any]):
        completed_on = serializers.DateField(
            help_text=_("这场直播最后一笔交易（含退换货、售后）完成之日")
        )

    @extend_schema_serializer(component_name="SalesKept")
    class Output(serializers.Serializer[Any]):
        sales_completed_on = serializers.DateField()
        keep_until = serializers.DateField()

    @extend_schema(
        operation_id="sales_complete",
        summary=_("告知交易全部完成"),
        request=Input,
        responses={200: Output},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        on = self.input(request)["completed_on"]
        session = services.sales_complete(actor=self.actor, session_id=session_id, on=on)
        return self.answer(self.Output(session).data)
