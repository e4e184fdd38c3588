"""HTTP API of what people ask about their own data."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from parties import selectors, services
from parties.api.verifications import SCOPES
from parties.models import DataRequest


@extend_schema_serializer(component_name="DataRequest")
class DataRequestOutput(serializers.Serializer[DataRequest]):
    """One request. `kept` lists what the law obliges to keep, by clause, and until when."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DataRequest.Kind.choices)
    state = serializers.ChoiceField(choices=DataRequest.State.choices)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    kept = serializers.JSONField()


class DataRequestsApi(Api):
    """GET, POST /api/v1/parties/{id}/requests -- what was asked; ask."""

    tag = "parties"
    scopes = SCOPES
    refusals = {"GET": (NotFound,), "POST": (Forbidden, NotFound, Invalid)}

    @extend_schema_serializer(component_name="DataRequestOpen")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=DataRequest.Kind.choices)

    @extend_schema_serializer(component_name="DataRequestPage")
    class Page(serializers.Serializer[Any]):
        requests = DataRequestOutput(many=True)

    @extend_schema(
        operation_id="data_request_list", summary=_("列出个人信息请求"), responses={200: Page}
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        found = selectors.request_list(self.actor, party_id)[:200]
        return self.answer(self.Page({"requests": list(found)}).data)

    @extend_schema(
        operation_id="data_request_open",
        summary=_("提出个人信息请求"),
        request=Input,
        responses={201: DataRequestOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        kind = self.input(request)["kind"]
        row = services.data_request_open(actor=self.actor, party_id=party_id, kind=kind)
        return self.answer(DataRequestOutput(row).data, status=201)


class PartyExportApi(Api):
    """GET /api/v1/parties/{id}/export -- everything that is filed of oneself, in clear."""

    tag = "parties"
    scope = "parties.read"
    refusals = {"GET": (Forbidden, NotFound)}

    @extend_schema(
        operation_id="party_export",
        summary=_("取得本人的全部个人信息"),
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        found = services.party_export(actor=self.actor, party_id=party_id)
        return self.answer(found)
