"""HTTP API of tiers: what an operator's or a room's tier is and why; figures of operators."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from rooms.models import Room
from tiers import selectors, services
from tiers.models import Standing
from tiers.services.figure import MOST


@extend_schema_serializer(component_name="TierReason")
class LineOutput(serializers.Serializer[Any]):
    """One dimension: its value of a day, its points, and the tier that it reaches alone."""

    dimension = serializers.CharField(source="code")
    name = serializers.CharField()
    value = serializers.FloatField(source="number", allow_null=True)
    names = serializers.ListField(child=serializers.CharField())
    on = serializers.CharField(allow_blank=True)
    points = serializers.IntegerField()
    tier = serializers.CharField(allow_blank=True)
    is_stale = serializers.BooleanField()


@extend_schema_serializer(component_name="Entitlements")
class EntitlementsOutput(serializers.Serializer[Any]):
    """What the tier decides. `retain_years` counts from the end of a broadcast."""

    services = serializers.ListField(child=serializers.CharField())
    functions = serializers.ListField(child=serializers.CharField())
    patrol_percent = serializers.IntegerField()
    is_dedicated = serializers.BooleanField()
    retain_years = serializers.IntegerField()


@extend_schema_serializer(component_name="Tier")
class TierOutput(serializers.Serializer[Any]):
    """A tier with its reason in words and by dimension.

    `held` says why a tier stays though the figures say `target`: "cooling", "stale", "by_hand".
    """

    operator_id = serializers.UUIDField(allow_null=True)
    tier = serializers.ChoiceField(choices=Room.Tier.choices)
    since = serializers.DateTimeField(allow_null=True)
    graded_by = serializers.ChoiceField(
        source="origin", choices=Standing.Origin.choices, allow_blank=True
    )
    by_hand_until = serializers.DateField(allow_null=True)
    policy_version = serializers.IntegerField()
    score = serializers.IntegerField()
    why = serializers.CharField()
    held = serializers.CharField(allow_blank=True)
    target = serializers.CharField(allow_blank=True)
    until = serializers.CharField(allow_blank=True)
    reasons = LineOutput(source="lines", many=True)
    entitlements = EntitlementsOutput()


class OperatorTierApi(Api):
    """GET /api/v1/operators/{operator_id}/tier -- the tier of an operator, and why."""

    tag = "tiers"
    scope = "tiers.read"

    @extend_schema(
        operation_id="operator_tier",
        summary=_("读取运营者的分级"),
        responses={200: TierOutput},
    )
    def get(self, request: Request, operator_id: UUID) -> Response:
        return self.answer(TierOutput(selectors.report_of_operator(self.actor, operator_id)).data)


class RoomTierApi(Api):
    """GET /api/v1/rooms/{room_id}/tier -- the tier that a room has of its operator, and why."""

    tag = "tiers"
    scope = "tiers.read"

    @extend_schema(
        operation_id="room_tier", summary=_("读取直播间的分级"), responses={200: TierOutput}
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        return self.answer(TierOutput(selectors.report_of_room(self.actor, room_id)).data)


@extend_schema_serializer(component_name="TierFigure")
class FigureInput(serializers.Serializer[Any]):
    """A figure of an operator on a day: a number, or names of goods for `categories`."""

    operator = serializers.CharField(
        max_length=80, help_text=_("运营者在平台的编号，或本系统的编号")
    )
    dimension = serializers.CharField(max_length=40, help_text=_("例如 followers、amount_fen"))
    on = serializers.DateField()
    value = serializers.FloatField(default=0.0)
    values = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=200, default=list
    )


@extend_schema_serializer(component_name="TierFigureRejected")
class RejectedOutput(serializers.Serializer[Any]):
    """A figure that was not kept: its place in the list, and why."""

    index = serializers.IntegerField()
    code = serializers.CharField()


@extend_schema_serializer(component_name="TierFiguresReceipt")
class ReceiptOutput(serializers.Serializer[Any]):
    """How many figures were kept, and which were not."""

    accepted = serializers.IntegerField()
    rejected = RejectedOutput(many=True)


class FiguresApi(Api):
    """POST /api/v1/figures -- figures of operators; the same again changes nothing."""

    tag = "tiers"
    scope = "tiers.write"

    @extend_schema_serializer(component_name="TierFigures")
    class Input(serializers.Serializer[Any]):
        figures = serializers.ListField(child=FigureInput(), min_length=1, max_length=MOST)

    @extend_schema(
        operation_id="figures_report",
        summary=_("上报运营者的分级指标"),
        request=Input,
        responses={200: ReceiptOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)["figures"]
        figures = [services.Reported(**one | {"values": tuple(one["values"])}) for one in given]
        receipt = services.figures_report(actor=self.actor, figures=figures)
        rejected = [{"index": at, "code": code} for at, code in receipt.rejected]
        answer = {"accepted": receipt.accepted, "rejected": rejected}
        return self.answer(ReceiptOutput(answer).data)
