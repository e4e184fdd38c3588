"""HTTP API of bank accounts and devices: hashed as they come in, never kept, never answered."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from parties import services
from parties.models import Mark


class PartyMarksApi(Api):
    """POST /api/v1/parties/{party_id}/marks -- where money goes, on which device he broadcasts."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (NotFound, services.Barred, services.PartyClosed)}

    @extend_schema_serializer(component_name="MarkGive")
    class Input(serializers.Serializer[Any]):
        mark_kind = serializers.ChoiceField(choices=Mark.Kind.choices)
        value = serializers.CharField(
            min_length=8, max_length=128, help_text=_("账号或设备标识；只存摘要，不存原值")
        )

    @extend_schema_serializer(component_name="Mark")
    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        mark_kind = serializers.ChoiceField(source="kind", choices=Mark.Kind.choices)
        given_at = serializers.DateTimeField()

    @extend_schema(
        operation_id="mark_give",
        summary=_("登记收款账户或设备，用于识别换号重来"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        given = self.input(request)
        row = services.mark_give(
            actor=self.actor, party_id=party_id, kind=given["mark_kind"], value=given["value"]
        )
        return self.answer(self.Output(row).data, status=201)
