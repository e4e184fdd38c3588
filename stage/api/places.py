"""HTTP API of places: declare where a room is broadcast from, and where it may be shown."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from rooms import selectors as rooms
from stage import selectors, services
from stage.models import MinorsClass, Place
from stage.rules import minors, places

KINDS = [(kind, kind) for kind in places.KINDS]


class PlaceOutput(serializers.Serializer[Place]):
    """Where a room says it is; where exactly is kept sealed and never given out here."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    area = serializers.CharField()
    has_location = serializers.SerializerMethodField()
    is_restricted = serializers.BooleanField()
    ground = serializers.ChoiceField(choices=["", *places.GROUNDS])
    declared_at = serializers.DateTimeField()
    session_id = serializers.UUIDField(allow_null=True)

    def get_has_location(self, place: Place) -> bool:
        return place.location is not None


class PlaceApi(Api):
    """GET and POST /api/v1/rooms/{room_id}/place -- where a room is; again when it moves."""

    tag = "stage"
    scopes = {"GET": "stage.read", "POST": "stage.write"}

    @extend_schema_serializer(component_name="PlaceDeclare")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=KINDS)
        area = serializers.CharField(max_length=60, default="", allow_blank=True)
        latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
        longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)

    @extend_schema(
        operation_id="place_read", summary=_("读取直播场所"), responses={200: PlaceOutput}
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        room = rooms.room_get(self.actor, room_id)
        place = selectors.place_find(self.actor, room.pk)
        if place is None:
            raise NotFound(gettext("没有申报直播场所。"))
        return self.answer(PlaceOutput(place).data)

    @extend_schema(
        operation_id="place_declare",
        summary=_("申报直播场所"),
        request=Input,
        responses={201: PlaceOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        where = services.Where(**self.input(request))
        place = services.place_declare(actor=self.actor, room_id=room_id, where=where)
        return self.answer(PlaceOutput(place).data, 201)


class PlacementsApi(Api):
    """GET /api/v1/rooms/{room_id}/placements -- where on the platform a room may be shown."""

    tag = "stage"
    scope = "stage.read"

    @extend_schema_serializer(component_name="Placements")
    class Output(serializers.Serializer[Any]):
        surfaces = serializers.ListField(child=serializers.ChoiceField(choices=minors.SURFACES))
        kinds = serializers.ListField(
            child=serializers.ChoiceField(choices=MinorsClass.Kind.choices)
        )

    @extend_schema(
        operation_id="placements_read",
        summary=_("读取直播间可以出现的位置"),
        responses={200: Output},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        room = rooms.room_get(self.actor, room_id)
        kinds = selectors.kinds_of(self.actor, room.pk)
        found = {"surfaces": selectors.placements(self.actor, room.pk), "kinds": kinds}
        return self.answer(self.Output(found).data)
