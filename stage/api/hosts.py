"""HTTP API of virtual hosts: register, assess, withdraw."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from rooms import selectors as rooms
from stage import selectors, services
from stage.models import VirtualHost

BORROWED = VirtualHost.Borrowed.choices


class HostOutput(serializers.Serializer[VirtualHost]):
    """One virtual host: show it only while its state is `ready`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    technology = serializers.CharField()
    face = serializers.ChoiceField(choices=BORROWED)
    voice = serializers.ChoiceField(choices=BORROWED)
    face_consent = serializers.UUIDField(source="face_consent_id", allow_null=True)
    voice_consent = serializers.UUIDField(source="voice_consent_id", allow_null=True)
    mark_height_percent = serializers.FloatField()
    mark_opening_s = serializers.FloatField()
    is_mark_continuous = serializers.BooleanField()
    state = serializers.ChoiceField(choices=VirtualHost.State.choices)
    reason = serializers.CharField()
    assessment = serializers.CharField()
    assessed_until = serializers.DateField(allow_null=True)


class HostsApi(Api):
    """GET and POST /api/v1/rooms/{room_id}/virtual-hosts -- those of a room; a new one."""

    tag = "stage"
    scopes = {"GET": "stage.read", "POST": "stage.write"}
    refusals = {"POST": (NotFound, services.HostExists, services.BadMark)}

    @extend_schema_serializer(component_name="VirtualHostPage")
    class Page(serializers.Serializer[Any]):
        virtual_hosts = HostOutput(many=True)

    @extend_schema_serializer(component_name="VirtualHostRegister")
    class Input(serializers.Serializer[Any]):
        name = serializers.CharField(max_length=60)
        technology = serializers.CharField(max_length=60)
        face = serializers.ChoiceField(choices=BORROWED, default="nobody")
        voice = serializers.ChoiceField(choices=BORROWED, default="nobody")
        face_consent = serializers.UUIDField(default=None, allow_null=True)
        voice_consent = serializers.UUIDField(default=None, allow_null=True)
        mark_height_percent = serializers.FloatField(min_value=0, max_value=100)
        mark_opening_s = serializers.FloatField(min_value=0, max_value=3600)
        is_mark_continuous = serializers.BooleanField()

    @extend_schema(
        operation_id="virtual_host_list", summary=_("列出虚拟形象"), responses={200: Page}
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        room = rooms.room_get(self.actor, room_id)
        rows = selectors.host_list(self.actor, room.pk)
        return self.answer(self.Page({"virtual_hosts": rows}).data)

    @extend_schema(
        operation_id="virtual_host_register",
        summary=_("登记虚拟形象"),
        request=Input,
        responses={201: HostOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        given = self.input(request)
        mark = services.Mark(
            given.pop("mark_height_percent"),
            given.pop("mark_opening_s"),
            given.pop("is_mark_continuous"),
        )
        figure = services.Figure(mark=mark, **given)
        host = services.host_register(actor=self.actor, room_id=room_id, figure=figure)
        return self.answer(HostOutput(host).data, 201)


class HostAssessApi(Api):
    """POST /api/v1/virtual-hosts/{host_id}/assess -- an officer records the assessment."""

    tag = "stage"
    scope = "stage.write"
    refusals = {"POST": (services.HostEnded,)}

    @extend_schema_serializer(component_name="VirtualHostAssess")
    class Input(serializers.Serializer[Any]):
        is_passed = serializers.BooleanField()
        assessment = serializers.CharField(max_length=80, default="", allow_blank=True)
        until = serializers.DateField(default=None, allow_null=True)
        reason = serializers.CharField(max_length=300, default="", allow_blank=True)

    @extend_schema(
        operation_id="virtual_host_assess",
        summary=_("登记虚拟形象的评估结论"),
        request=Input,
        responses={200: HostOutput},
    )
    def post(self, request: Request, host_id: UUID) -> Response:
        host = services.host_assess(actor=self.actor, host_id=host_id, **self.input(request))
        return self.answer(HostOutput(host).data)


class HostWithdrawApi(Api):
    """POST /api/v1/virtual-hosts/{host_id}/withdraw -- off the air, and out of use."""

    tag = "stage"
    scope = "stage.write"

    @extend_schema_serializer(component_name="VirtualHostWithdraw")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(max_length=300)

    @extend_schema(
        operation_id="virtual_host_withdraw",
        summary=_("停用虚拟形象"),
        request=Input,
        responses={200: HostOutput},
    )
    def post(self, request: Request, host_id: UUID) -> Response:
        host = services.host_withdraw(actor=self.actor, host_id=host_id, **self.input(request))
        return self.answer(HostOutput(host).data)
