"""HTTP API for whoever holds a receipt: say more, hand in a file, take back, contest, settle.

A platform that shows complaints in its own app calls these for its consumer, by number and code.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import policies, services
from complaints.api.views import LOOKED_A_MINUTE, ComplaintOutput
from complaints.models import Attachment, Message
from complaints.rules import receipts
from complaints.rules.receipts import Receipt
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import BodyBroken, Invalid, NotFound, Unavailable
from office.api.files import NAME, body_of
from office.services import images, kinds, upload, zips

NUMBER, CODE = 40, 40


@extend_schema_serializer(component_name="ComplaintSaid")
class SaidOutput(serializers.Serializer[Any]):
    """What was said was kept."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="ComplaintFile")
class FileOutput(serializers.Serializer[Any]):
    """A file that was handed in."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Message.Side.choices)
    media_type = serializers.CharField(source="kind")
    size = serializers.IntegerField()
    at = serializers.DateTimeField()


class ByReceipt(Api):
    """What is done by number and code; guesses of a key are counted together with its looks."""

    tag = "complaints"
    scope = "complaints.write"

    def receipt(self, given: dict[str, Any]) -> Receipt:
        self.spend("complaint-receipt", LOOKED_A_MINUTE)
        number, code = given.pop("number"), given.pop("code")
        return Receipt(receipts.plain(number), receipts.plain(code))


@extend_schema_serializer(component_name="ComplaintReceiptWords")
class WordsInput(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=NUMBER)
    code = serializers.CharField(max_length=CODE)
    text = serializers.CharField(min_length=2, max_length=4000)


@extend_schema_serializer(component_name="ComplaintReceiptOnly")
class ReceiptInput(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=NUMBER)
    code = serializers.CharField(max_length=CODE)


class SayApi(ByReceipt):
    """POST /api/v1/complaints/receipts/say -- say more, or answer what was asked."""

    refusals = {"POST": (NotFound, services.NotNow, services.SaidEnough)}
    Input = WordsInput

    @extend_schema(
        operation_id="complaint_receipt_say",
        summary=_("凭编号和查询码补充说明"),
        request=WordsInput,
        responses={201: SaidOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        made = services.receipt_say(
            actor=self.actor, receipt=self.receipt(given), text=given["text"], channel="api"
        )
        return self.answer(SaidOutput(made).data, 201)


class ContestApi(ByReceipt):
    """POST /api/v1/complaints/receipts/contest -- contest the answer, within the time promised."""

    refusals = {"POST": (NotFound, services.NotNow, services.ReopenLate)}
    Input = WordsInput

    @extend_schema(
        operation_id="complaint_receipt_contest",
        summary=_("凭编号和查询码要求重新处理"),
        request=WordsInput,
        responses={200: ComplaintOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        receipt = self.receipt(given)
        row = services.receipt_reopen(actor=self.actor, receipt=receipt, text=given["text"])
        return self.answer(ComplaintOutput(row).data)


class WithdrawApi(ByReceipt):
    """POST /api/v1/complaints/receipts/withdraw -- take a complaint back. Twice is once."""

    refusals = {"POST": (NotFound, services.NotNow)}
    Input = ReceiptInput

    @extend_schema(
        operation_id="complaint_receipt_withdraw",
        summary=_("凭编号和查询码撤回投诉"),
        request=ReceiptInput,
        responses={200: ComplaintOutput},
    )
    def post(self, request: Request) -> Response:
        receipt = self.receipt(self.input(request))
        row = services.receipt_withdraw(actor=self.actor, receipt=receipt)
        return self.answer(ComplaintOutput(row).data)


class SettleApi(ByReceipt):
    """POST /api/v1/complaints/receipts/settle -- say that the answer settled it."""

    refusals = {"POST": (NotFound, services.NotNow)}
    Input = ReceiptInput

    @extend_schema(
        operation_id="complaint_receipt_settle",
        summary=_("凭编号和查询码确认已解决"),
        request=ReceiptInput,
        responses={200: ComplaintOutput},
    )
    def post(self, request: Request) -> Response:
        receipt = self.receipt(self.input(request))
        row = services.receipt_close(actor=self.actor, receipt=receipt)
        return self.answer(ComplaintOutput(row).data)


class AttachmentsApi(Api):
    """POST /api/v1/complaints/{complaint_id}/attachments -- a file of a complaint that you hold."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {
        "POST": (
            Invalid, NotFound, BodyBroken, Unavailable, services.NotNow, services.EnoughFiles,
            kinds.WrongKind, zips.Bomb, zips.BadArchive, images.PixelFlood, images.BadImage,
            upload.Infected,
        )
    }  # fmt: skip

    @extend_schema(
        operation_id="complaint_attach",
        summary=_("为一件投诉交一个文件"),
        parameters=[NAME],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: FileOutput},
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        policies.require_answer(self.actor)
        stream, name = body_of(request._request)
        made: Attachment = services.attachment_file(
            actor=self.actor, complaint_id=complaint_id, stream=stream, name=name
        )
        return self.answer(FileOutput(made).data, 201)
