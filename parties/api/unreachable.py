"""HTTP API of regulators' notices that somebody cannot be reached."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from parties import selectors, services
from parties.models import Unreachable

MOST = 200


@extend_schema_serializer(component_name="Unreachable")
class CaseOutput(serializers.Serializer[Unreachable]):
    """One notice. `update_by`: until when the party had to update; `updated_at`: when it did."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    authority = serializers.CharField()
    document_number = serializers.CharField()
    received_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=Unreachable.State.choices)
    channel = serializers.ChoiceField(choices=Unreachable.Channel.choices, allow_blank=True)
    reminded_at = serializers.DateTimeField(allow_null=True)
    update_by = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)
    measured_at = serializers.DateTimeField(allow_null=True)
    measure_reason = serializers.CharField(allow_blank=True)
    arrangement = serializers.CharField(allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Unreachable.Outcome.choices, allow_blank=True)
    end_reason = serializers.CharField(allow_blank=True)


class UnreachablesApi(Api):
    """GET and POST /api/v1/unreachable -- who cannot be reached; a new notice of a regulator."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (NotFound, services.UnreachableOpen, services.PartyClosed)}

    class Query(serializers.Serializer[Any]):
        is_open = serializers.BooleanField(default=True)

    @extend_schema_serializer(component_name="UnreachableList")
    class Page(serializers.Serializer[Any]):
        notices = CaseOutput(many=True)

    @extend_schema_serializer(component_name="UnreachableNote")
    class Input(serializers.Serializer[Any]):
        party_id = serializers.UUIDField()
        authority = serializers.CharField(max_length=120)
        document_number = serializers.CharField(max_length=60)
        received_on = serializers.DateField()
        note = serializers.CharField(max_length=200, default="", allow_blank=True)

    @extend_schema(
        operation_id="unreachable_list",
        summary=_("列出监管部门关于无法联系的通报"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = self.Query(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = selectors.unreachable_for(self.actor, is_open=query.validated_data["is_open"])
        return self.answer(self.Page({"notices": rows[:MOST]}).data)

    @extend_schema(
        operation_id="unreachable_note",
        summary=_("登记一项无法联系的通报；五个工作日内须提醒当事人"),
        request=Input,
        responses={201: CaseOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        party_id = given.pop("party_id")
        case = services.unreachable_note(
            actor=self.actor, party_id=party_id, notice=services.Notice(**given)
        )
        return self.answer(CaseOutput(case).data, 201)


class UnreachableActApi(Api):
    """POST /api/v1/unreachable/{case_id}/act -- remind, take the measure, end it."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (services.UnreachableState, services.NotUpdated)}

    @extend_schema_serializer(component_name="UnreachableAct")
    class Input(serializers.Serializer[Any]):
        """`channel` goes with `remind`, `reason` with `measure` and `end`, `outcome` with `end`."""

        act = serializers.ChoiceField(choices=["remind", "measure", "end"])
        channel = serializers.ChoiceField(choices=Unreachable.Channel.choices, default="letter")
        outcome = serializers.ChoiceField(choices=Unreachable.Outcome.choices, default="updated")
        reason = serializers.CharField(max_length=200, default="", allow_blank=True)
        arrangement = serializers.CharField(
            max_length=600,
            default="",
            allow_blank=True,
            help_text=_("采取措施时必填：受影响消费者的订单、售后和纠纷怎样处理"),
        )

    @extend_schema(
        operation_id="unreachable_act",
        summary=_("提醒当事人、期满未更新的采取措施、核验更新后解除：只有合规专员可以作出"),
        request=Input,
        responses={200: CaseOutput},
    )
    def post(self, request: Request, case_id: UUID) -> Response:
        given = self.input(request)
        case = services.unreachable_act(actor=self.actor, case_id=case_id, **given)
        return self.answer(CaseOutput(case).data)
