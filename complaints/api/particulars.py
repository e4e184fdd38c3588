"""HTTP API of a consumer's request for particulars: asked for and read by receipt, with records."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import selectors, services
from complaints.api.receipts import CODE, NUMBER, ByReceipt
from complaints.models import Complaint, ParticularsRequest, TradeRecord
from complaints.rules.particulars import PARTS
from complaints.selectors import particulars
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound


@extend_schema_serializer(component_name="ComplaintParticulars")
class ParticularsOutput(serializers.Serializer[Any]):
    """How a request stands: asked for, given so often, or declined; nothing of what was given."""

    complaint = serializers.UUIDField(source="complaint_id")
    request_state = serializers.ChoiceField(
        source="state", choices=ParticularsRequest.State.choices
    )
    round = serializers.IntegerField()
    ground = serializers.CharField(allow_blank=True, help_text="no_dispute, not_buyer, other")
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    versions = serializers.ListField(child=serializers.IntegerField())


def _told(actor: Actor, row: Complaint, asked: ParticularsRequest) -> dict[str, Any]:
    clocks = [one for one in selectors.clocks_of(actor, row) if one.kind == particulars.CLOCK]
    names = ("complaint_id", "state", "round", "ground", "asked_at", "decided_at")
    told = {name: getattr(asked, name) for name in names} | {
        "due_at": clocks[0].due_at if clocks else None,
        "versions": [one.number for one in selectors.particulars_versions(actor, row.pk)],
    }
    return ParticularsOutput(told).data


class EnquireApi(ByReceipt):
    """POST /api/v1/complaints/receipts/particulars -- ask for the particulars of a purchase."""

    refusals = {"POST": (NotFound, services.NotNow, services.NoPurchase, services.AskedEnough)}

    @extend_schema_serializer(component_name="ComplaintEnquiry")
    class Input(serializers.Serializer[Any]):
        number = serializers.CharField(max_length=NUMBER)
        code = serializers.CharField(max_length=CODE)
        text = serializers.CharField(
            max_length=4000, default="", allow_blank=True, help_text=_("再次要求的，须写明理由")
        )

    @extend_schema(
        operation_id="complaint_receipt_particulars",
        summary=_("凭编号和查询码要求提供运营者、营销人员的信息和交易记录"),
        request=Input,
        responses={200: ParticularsOutput},
        examples=[
            OpenApiExample(
                "asked",
                value={"number": "7K2M9QXA4D", "code": "P3VT 8WYC 5NRH 2BJE", "text": ""},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        receipt = self.receipt(given)
        asked = services.receipt_enquire(
            actor=self.actor, receipt=receipt, text=given["text"], channel="api"
        )
        return self.answer(_told(self.actor, asked.complaint, asked))


@extend_schema_serializer(component_name="ComplaintParticularsLine")
class LineOutput(serializers.Serializer[Any]):
    """One line of what was given."""

    part = serializers.ChoiceField(choices=[(one, one) for one in PARTS])
    code = serializers.CharField()
    number = serializers.IntegerField(help_text=_("第几名营销人员或第几件商品；0 为不分"))
    name = serializers.CharField()
    said = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintParticularsLeftOut")
class LeftOutOutput(serializers.Serializer[Any]):
    """One line that was not given, and why."""

    part = serializers.ChoiceField(choices=[(one, one) for one in PARTS])
    code = serializers.CharField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    reason = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintParticularsGiven")
class GivenOutput(serializers.Serializer[Any]):
    """What was given once, whole; for the consumer alone."""

    version = serializers.IntegerField()
    given_at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    lines = LineOutput(many=True)
    left_out = LeftOutOutput(many=True)
    missing = serializers.ListField(
        child=serializers.CharField(), help_text=_("平台没有的，及原因")
    )


class ReadApi(ByReceipt):
    """POST /api/v1/complaints/receipts/particulars-read -- what was given, each time on record."""

    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="ComplaintParticularsWanted")
    class Input(serializers.Serializer[Any]):
        number = serializers.CharField(max_length=NUMBER)
        code = serializers.CharField(max_length=CODE)
        version = serializers.IntegerField(min_value=1, max_value=9999, default=1)

    @extend_schema(
        operation_id="complaint_receipt_particulars_read",
        summary=_("凭编号和查询码读取提供的信息，只给消费者本人看，每次都有记录"),
        request=Input,
        responses={200: GivenOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        receipt = self.receipt(given)
        made, body = services.receipt_particulars(
            actor=self.actor, receipt=receipt, number=given["version"], how="api"
        )
        told = {
            "version": made.number,
            "given_at": made.given_at,
            "note": body.note,
            "lines": [
                {
                    "part": one.part,
                    "code": one.label,
                    "number": one.number,
                    "name": particulars.label_of(one.label),
                    "said": one.said,
                }
                for one in body.items
            ],
            "left_out": [
                {
                    "part": one.part,
                    "code": one.label,
                    "number": one.number,
                    "name": particulars.label_of(one.label),
                    "reason": one.reason,
                }
                for one in body.left_out
            ],
            "missing": particulars.missing_words(body.missing),
        }
        return self.answer(GivenOutput(told).data)


class ParticularsApi(Api):
    """GET /api/v1/complaints/{complaint_id}/particulars -- how a consumer's request stands."""

    tag = "complaints"
    scope = "complaints.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="complaint_particulars",
        summary=_("读取一件投诉的必要信息要求办到哪一步"),
        responses={200: ParticularsOutput},
    )
    def get(self, request: Request, complaint_id: UUID) -> Response:
        row = selectors.complaint_get(self.actor, complaint_id)
        asked = selectors.particulars_find(self.actor, row.pk)
        if asked is None:
            raise NotFound(str(_("投诉人没有要求提供。")))
        return self.answer(_told(self.actor, row, asked))


@extend_schema_serializer(component_name="ComplaintTradeRecord")
class RecordOutput(serializers.Serializer[Any]):
    """A record that was taken; what it says is sealed, and read by the consumer alone."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    record = serializers.ChoiceField(source="kind", choices=TradeRecord.Kind.choices)
    at = serializers.DateTimeField()
    taken_at = serializers.DateTimeField()


class TradeApi(Api):
    """POST /api/v1/complaints/{complaint_id}/trade-records -- payment, logistics, after-sales."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow, services.KeyTaken, services.RecordsEnough)}

    @extend_schema_serializer(component_name="ComplaintTrade")
    class Input(serializers.Serializer[Any]):
        external_id = serializers.CharField(max_length=80, help_text=_("同一编号只登记一次"))
        record = serializers.ChoiceField(choices=TradeRecord.Kind.choices)
        at = serializers.DateTimeField()
        text = serializers.CharField(max_length=1000)
        amount_fen = serializers.IntegerField(
            min_value=0, max_value=10**15, required=False, allow_null=True, default=None
        )

    @extend_schema(
        operation_id="complaint_trade_record",
        summary=_("交来有争议的订单的支付、物流、售后等记录"),
        request=Input,
        responses={200: RecordOutput, 201: RecordOutput},
        examples=[
            OpenApiExample(
                "paid",
                value={
                    "external_id": "P20261128-0042",
                    "record": "payment",
                    "at": "2026-11-28T20:16:05+08:00",
                    "text": "微信支付，已付款",
                    "amount_fen": 12800,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        given = self.input(request)
        traded = services.Traded(kind=given.pop("record"), **given)
        made, is_new = services.trade_record_take(
            actor=self.actor, complaint_id=complaint_id, traded=traded
        )
        return self.answer(RecordOutput(made).data, 201 if is_new else 200)
