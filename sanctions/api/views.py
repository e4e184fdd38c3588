"""HTTP API of sanctions: decisions and how they stand; a program proposes, people decide."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from sanctions import selectors, services
from sanctions.models import Report, Sanction

MOST = 100


@extend_schema_serializer(component_name="Sanction")
class SanctionOutput(serializers.Serializer[Any]):
    """A decision against an account or a person."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    party = serializers.UUIDField(source="party_id")
    subject = serializers.ChoiceField(choices=Sanction.Subject.choices)
    rung = serializers.ChoiceField(choices=Sanction.Rung.choices)
    state = serializers.ChoiceField(choices=Sanction.State.choices)
    code = serializers.CharField()
    offence = serializers.IntegerField()
    basis = serializers.ChoiceField(choices=Sanction.Basis.choices)
    clause = serializers.CharField()
    facts = serializers.CharField()
    proportionality = serializers.CharField()
    orders = serializers.CharField(allow_blank=True)
    functions = serializers.ListField(child=serializers.CharField())
    is_automated = serializers.BooleanField()
    reviews_needed = serializers.IntegerField()
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    appeal_until = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)


@extend_schema_serializer(component_name="SanctionReport")
class ReportOutput(serializers.Serializer[Any]):
    """A report to an authority that waits to be sent; a correction names what it corrects."""

    id = serializers.UUIDField()
    sanction = serializers.UUIDField(source="sanction_id")
    report_kind = serializers.ChoiceField(source="kind", choices=Report.Kind.choices)
    authority = serializers.ChoiceField(choices=Report.Authority.choices)
    authority_level = serializers.ChoiceField(source="level", choices=Report.Level.choices)
    clause = serializers.CharField()
    body = serializers.DictField()
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    created_at = serializers.DateTimeField()


class SanctionsApi(Api):
    """GET, POST /api/v1/sanctions -- decisions, the newest first; propose one."""

    tag = "sanctions"
    scopes = {"GET": "sanctions.read", "POST": "sanctions.write"}
    refusals = {"POST": (NotFound, services.KeyTaken)}

    @extend_schema_serializer(component_name="SanctionOrder")
    class Input(serializers.Serializer[Any]):
        party = serializers.UUIDField()
        key = serializers.CharField(min_length=8, max_length=80, help_text=_("同一键只处罚一次"))
        code = serializers.CharField(max_length=40, help_text=_("处罚阶梯中的违规类型代号"))
        facts = serializers.CharField(max_length=1000)
        proportionality = serializers.CharField(max_length=600)
        subject = serializers.ChoiceField(choices=Sanction.Subject.choices, default="account")
        rung = serializers.ChoiceField(
            choices=Sanction.Rung.choices, required=False, help_text=_("不填则按处罚阶梯")
        )
        days = serializers.IntegerField(min_value=1, max_value=3650, required=False)
        basis = serializers.ChoiceField(choices=Sanction.Basis.choices, default="law")
        agreement = serializers.CharField(max_length=200, default="", allow_blank=True)
        notice_ref = serializers.CharField(max_length=120, default="", allow_blank=True)
        orders = serializers.CharField(max_length=600, default="", allow_blank=True)
        functions = serializers.ListField(
            child=serializers.CharField(max_length=40), max_length=20, default=list
        )
        ground = serializers.ChoiceField(choices=Sanction.Ground.choices, required=False)
        impact = serializers.CharField(max_length=600, default="", allow_blank=True)

    @extend_schema(
        operation_id="sanction_list",
        summary=_("读取处罚"),
        parameters=[OpenApiParameter("party", type=UUID, required=False)],
        responses={200: SanctionOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        asked = serializers.UUIDField(required=False, allow_null=True)
        raw = request.query_params.get("party")
        wanted = selectors.Wanted(party_id=asked.run_validation(raw) if raw else None)
        rows = selectors.sanction_list(self.actor, wanted)[:MOST]
        return self.answer(SanctionOutput(rows, many=True).data)

    @extend_schema(
        operation_id="sanction_propose",
        summary=_("提出处罚，等待专员复核"),
        request=Input,
        responses={201: SanctionOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        key, party_id = given.pop("key"), given.pop("party")
        given["functions"] = tuple(given["functions"])
        order = services.Order(party_id=party_id, **given)
        row = services.sanction_decide(actor=self.actor, order=order, key=key)
        return self.answer(SanctionOutput(row).data, status=201)


class SanctionApi(Api):
    """GET /api/v1/sanctions/{sanction_id} -- one decision and how it stands."""

    tag = "sanctions"
    scope = "sanctions.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="sanction_read",
        summary=_("读取一项处罚"),
        responses={200: SanctionOutput},
    )
    def get(self, request: Request, sanction_id: UUID) -> Response:
        return self.answer(SanctionOutput(selectors.sanction_get(self.actor, sanction_id)).data)


class AppealApi(Api):
    """POST /api/v1/sanctions/{sanction_id}/appeal -- appeal as the person concerned."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.AppealLate, services.NotAppealable)}

    @extend_schema_serializer(component_name="AppealGrounds")
    class Input(serializers.Serializer[Any]):
        grounds = serializers.CharField(max_length=1000)

    @extend_schema_serializer(component_name="Appeal")
    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        sanction = serializers.UUIDField(source="sanction_id")
        outcome = serializers.CharField(source="state")
        filed_at = serializers.DateTimeField()
        due_at = serializers.DateTimeField(allow_null=True)
        answer = serializers.CharField(allow_blank=True)

    @extend_schema(
        operation_id="appeal_file",
        summary=_("对一项处罚提出申诉"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, sanction_id: UUID) -> Response:
        grounds = self.input(request)["grounds"]
        made = services.appeal_file(actor=self.actor, sanction_id=sanction_id, grounds=grounds)
        return self.answer(self.Output(made).data, status=201)


class ReportsApi(Api):
    """GET /api/v1/sanctions/reports -- reports that wait to be sent, the oldest first."""

    tag = "sanctions"
    scope = "sanctions.read"

    @extend_schema(
        operation_id="sanction_reports",
        summary=_("读取待报送的处罚报告与更正报告"),
        responses={200: ReportOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.reports_queued(self.actor)[:MOST]
        return self.answer(ReportOutput(rows, many=True).data)
