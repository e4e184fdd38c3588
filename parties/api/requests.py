"""HTTP API of what people ask about their own data."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from parties import selectors, services
from parties.api.documents import GivenInput, given_of
from parties.api.verifications import SCOPES
from parties.models import DataRequest


@extend_schema_serializer(component_name="DataRequest")
class DataRequestOutput(serializers.Serializer[DataRequest]):
    """One request. `kept` lists what the law obliges to keep, by clause, and until when;
    `fields_asked` what a correction is about, never its values.
    """

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DataRequest.Kind.choices)
    state = serializers.ChoiceField(choices=DataRequest.State.choices)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    kept = serializers.JSONField()
    fields_asked = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_fields_asked(self, row: DataRequest) -> list[str]:
        return row.asked_fields


@extend_schema_serializer(component_name="Correction")
class CorrectionInput(serializers.Serializer[Any]):
    """What should be right; only what is to be corrected. Needed for `correct`."""

    name = serializers.CharField(max_length=120, required=False)
    mobile = serializers.CharField(max_length=40, required=False)
    address = serializers.CharField(max_length=200, required=False)
    occupation = serializers.CharField(max_length=80, required=False)
    public_name = serializers.CharField(max_length=120, required=False)
    document = GivenInput(required=False)
    words = serializers.CharField(max_length=300, required=False)


def wanted_of(data: Mapping[str, Any]) -> services.Wanted:
    """Return a validated body as what should be right."""
    names = ("name", "mobile", "address", "occupation", "public_name")
    return services.Wanted(
        services.Particulars(**{name: data.get(name) for name in names}),
        given_of(data["document"]) if "document" in data else None,
        data.get("words", ""),
    )


class DataRequestsApi(Api):
    """GET, POST /api/v1/parties/{id}/requests -- what was asked; ask."""

    tag = "parties"
    scopes = SCOPES
    refusals = {
        "GET": (NotFound,),
        "POST": (Forbidden, NotFound, Invalid, services.DocumentFaulty, services.PartyClosed),
    }

    @extend_schema_serializer(component_name="DataRequestOpen")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=DataRequest.Kind.choices)
        correction = CorrectionInput(required=False)

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
        data = self.input(request)
        wanted = wanted_of(data["correction"]) if "correction" in data else None
        row = services.data_request_open(
            actor=self.actor, party_id=party_id, kind=data["kind"], wanted=wanted
        )
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
