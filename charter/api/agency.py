"""HTTP API of an agency's own duties: how they stand, and what is recorded about one party."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charter import selectors, services
from charter.models import AgencyRecord
from charter.rules import agency as rules
from charter.services import RecruitmentIncomplete
from livecompliance.kernel.api import Api

EVERY = tuple(dict.fromkeys((*rules.VERIFIED, *rules.SUPPLIED)))


@extend_schema_serializer(component_name="AgencyRecord")
class RecordOutput(serializers.Serializer[AgencyRecord]):
    """One dated act of an agency about one party; never changed."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AgencyRecord.Kind.choices)
    done_on = serializers.DateField()
    result = serializers.ChoiceField(choices=AgencyRecord.Result.choices)
    items = serializers.ListField(child=serializers.ChoiceField(choices=EVERY))
    measure = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    next_due_on = serializers.DateField(allow_null=True)
    broadcast_on = serializers.DateField(allow_null=True)
    keep_until = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="AgencyCared")
class CaredOutput(serializers.Serializer[Any]):
    """How the agency stands with one party. `found_on`: a violation that waits for a measure."""

    party_id = serializers.UUIDField(source="party.pk")
    is_recruited = serializers.BooleanField()
    is_reminded = serializers.BooleanField()
    untrained = serializers.IntegerField()
    found_on = serializers.DateField(allow_null=True)
    is_overdue = serializers.BooleanField()


class AgencyApi(Api):
    """GET /api/v1/charter/agency -- an agency's own duties as they stand today."""

    tag = "charter"
    scope = "charter.read"

    @extend_schema_serializer(component_name="AgencyBoard")
    class Page(serializers.Serializer[Any]):
        bears_duties = serializers.BooleanField(source="bears", help_text=_("本租户是否为服务机构"))
        rules_id = serializers.UUIDField(source="rules.pk", default=None, allow_null=True)
        marketers = CaredOutput(many=True)
        operators = CaredOutput(many=True)

    @extend_schema(
        operation_id="agency_board", summary=_("读取服务机构的义务情况"), responses={200: Page}
    )
    def get(self, request: Request) -> Response:
        return self.answer(self.Page(selectors.agency_board(self.actor)).data)


class AgencyRecordsApi(Api):
    """GET and POST /api/v1/parties/{party_id}/agency-records -- what was done; record more."""

    tag = "charter"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (RecruitmentIncomplete,)}

    @extend_schema_serializer(component_name="AgencyRecords")
    class Page(serializers.Serializer[Any]):
        records = RecordOutput(many=True)

    @extend_schema_serializer(component_name="AgencyRecordInput")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=AgencyRecord.Kind.choices)
        done_on = serializers.DateField()
        result = serializers.ChoiceField(choices=AgencyRecord.Result.choices, default="kept")
        items = serializers.ListField(
            child=serializers.ChoiceField(choices=EVERY), default=list, max_length=12
        )
        measure = serializers.ChoiceField(choices=rules.MEASURES, default="", allow_blank=True)
        note = serializers.CharField(max_length=500, default="", allow_blank=True)
        next_due_on = serializers.DateField(required=False, allow_null=True)
        broadcast_on = serializers.DateField(
            required=False, allow_null=True, help_text=_("选品核验、供应商核验必填：直播结束之日")
        )

    @extend_schema(
        operation_id="agency_records",
        summary=_("列出服务机构对一个主体的记录"),
        responses={200: Page},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = selectors.party_get(self.actor, party_id)
        found = selectors.agency_records(self.actor, party)[:200]
        return self.answer(self.Page({"records": found}).data)

    @extend_schema(
        operation_id="agency_record",
        summary=_("登记服务机构的核验、提醒、检查或处置"),
        request=Input,
        responses={201: RecordOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        done = services.Done(**self.input(request))
        made = services.agency_record(actor=self.actor, party_id=party_id, done=done)
        return self.answer(RecordOutput(made).data, 201)
