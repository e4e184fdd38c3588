"""HTTP API of licences and filings, safety assessments, reports and evidence."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filings import policies, selectors, services
from filings.models import Assessment, Filing, Signal
from filings.services.signal import MOST
from livecompliance.kernel.api import Api, turned
from livecompliance.kernel.exceptions import BodyBroken, Invalid
from office.api.files import NAME, FileOutput, body_of, said_of
from office.services.kinds import WrongKind


@extend_schema_serializer(component_name="Filing")
class FilingOutput(serializers.Serializer[Filing]):
    """One licence or filing of the platform itself."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    state = serializers.ChoiceField(choices=Filing.State.choices)
    began_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    reviewed_on = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="SafetyAssessment")
class AssessmentOutput(serializers.Serializer[Assessment]):
    """One safety assessment: why it is due, how far it is, with what result."""

    id = serializers.UUIDField()
    trigger = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=Assessment.State.choices)
    round = serializers.IntegerField()
    result = serializers.CharField()
    opened_at = serializers.DateTimeField()
    signed_at = serializers.DateTimeField(allow_null=True)
    submitted_to = serializers.CharField()
    submitted_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)


class PageQuery(serializers.Serializer[Any]):
    """A page of a list, the newest first."""

    after = serializers.UUIDField(required=False, help_text=_("上一页最后一项的编号"))
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


def paged(query: Any, found: Any) -> dict[str, Any]:
    """Return one page of a list, the newest id first, and where the next begins."""
    query.is_valid(raise_exception=True)
    limit, after = query.validated_data["limit"], query.validated_data.get("after")
    found = found.order_by("-id")
    items, following = turned(
        list((found.filter(pk__lt=after) if after else found)[: limit + 1]), limit
    )
    return {"items": items, "next": following}


class FilingsApi(Api):
    """GET /api/v1/filings -- the platform's own licences and filings, the newest first."""

    tag = "filings"
    scope = "charter.read"

    @extend_schema_serializer(component_name="FilingPage")
    class Page(serializers.Serializer[Any]):
        items = FilingOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="filing_list",
        summary=_("列出平台的许可与备案"),
        parameters=[PageQuery],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=request.query_params)
        return self.answer(self.Page(paged(query, selectors.filing_list(self.actor))).data)


class AssessmentsApi(Api):
    """GET /api/v1/filings/assessments -- the safety assessments, the newest first."""

    tag = "filings"
    scope = "charter.read"

    @extend_schema_serializer(component_name="SafetyAssessmentPage")
    class Page(serializers.Serializer[Any]):
        items = AssessmentOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="assessment_list",
        summary=_("列出安全评估"),
        parameters=[PageQuery],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=request.query_params)
        return self.answer(self.Page(paged(query, selectors.assessment_list(self.actor))).data)


class SignalsApi(Api):
    """POST /api/v1/filings/signals -- report the platform's size, or a spread that was not held."""

    tag = "filings"
    scope = "charter.write"
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="SignalInput")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=Signal.Kind.choices)
        value = serializers.IntegerField(min_value=0, max_value=MOST, default=0)
        note = serializers.CharField(max_length=200, allow_blank=True, default="")
        on_day = serializers.DateField(required=False, allow_null=True, default=None)

    @extend_schema_serializer(component_name="Signal")
    class Output(serializers.Serializer[Signal]):
        """A report; `assessment_id` is the safety assessment that it made due."""

        id = serializers.UUIDField()
        kind = serializers.ChoiceField(choices=Signal.Kind.choices)
        value = serializers.IntegerField()
        on_day = serializers.DateField()
        assessment_id = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="signal_report",
        summary=_("上报平台规模或违法有害信息扩散"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request) -> Response:
        signal = services.signal_report(actor=self.actor, **self.input(request))
        return self.answer(self.Output(signal).data, 201)


class EvidenceApi(Api):
    """POST /api/v1/filings/evidence -- keep a licence, a report or a receipt as a file."""

    tag = "filings"
    scope = "charter.write"
    refusals = {"POST": (Invalid, BodyBroken, WrongKind, services.EvidenceFull)}

    @extend_schema(
        operation_id="evidence_store",
        summary=_("存入一份证明材料"),
        parameters=[NAME],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: FileOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_prove(self.actor)
        stream, name = body_of(request._request)
        file = services.evidence_store(actor=self.actor, stream=stream, name=name)
        return self.answer(FileOutput(said_of(file)).data, 201)
