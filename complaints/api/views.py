"""HTTP API of complaints: a program hands them in, reads them, answers, follows by receipt."""

import secrets
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import policies, selectors, services
from complaints.models import Complaint, Message
from complaints.rules import receipts
from complaints.rules.receipts import Receipt
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from office.models import Clock

MOST, LOOKED_A_MINUTE, FORM = 100, 60, 24


@extend_schema_serializer(component_name="ComplaintClock")
class ClockOutput(serializers.Serializer[Any]):
    """One term of a complaint, and how it stands."""

    term = serializers.CharField(
        help_text="acknowledge, act, feed_back, report, operator, particulars"
    )
    standing = serializers.CharField(source="state")
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    clause = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintMessage")
class SaidOutput(serializers.Serializer[Any]):
    """What one side said."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Message.Side.choices)
    is_internal = serializers.BooleanField()
    is_answer = serializers.BooleanField()
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Complaint")
class ComplaintOutput(serializers.Serializer[Any]):
    """A complaint; nothing that names the complainant."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    external_id = serializers.CharField(allow_blank=True)
    about = serializers.ChoiceField(source="kind", choices=Complaint.Kind.choices)
    channel = serializers.ChoiceField(choices=Complaint.Channel.choices)
    stage = serializers.ChoiceField(source="state", choices=Complaint.State.choices)
    result = serializers.CharField(source="outcome", allow_blank=True, help_text=_("未答复时为空"))
    room = serializers.UUIDField(source="room_id", allow_null=True)
    session = serializers.UUIDField(source="session_id", allow_null=True)
    offer = serializers.UUIDField(source="offer_id", allow_null=True)
    finding = serializers.UUIDField(source="finding_id", allow_null=True)
    is_waiting = serializers.BooleanField()
    filed_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="ComplaintWhole")
class WholeOutput(ComplaintOutput):
    """A complaint with its clocks and, for whoever deals with it, what was written in it."""

    statement = serializers.CharField(allow_blank=True)
    wish = serializers.CharField(allow_blank=True)
    clocks = ClockOutput(many=True)
    messages = SaidOutput(many=True)


@extend_schema_serializer(component_name="ComplaintFiled")
class FiledOutput(ComplaintOutput):
    """A complaint that was handed in, with the receipt that its complainant keeps."""

    code = serializers.CharField(help_text=_("查询码：只交给投诉人，不要保存"))


@extend_schema_serializer(component_name="ComplaintFollowed")
class FollowedOutput(serializers.Serializer[Any]):
    """How a complaint stands, for whoever holds its receipt."""

    number = serializers.CharField()
    about = serializers.ChoiceField(source="kind", choices=Complaint.Kind.choices)
    stage = serializers.ChoiceField(source="state", choices=Complaint.State.choices)
    result = serializers.CharField(source="outcome", allow_blank=True)
    filed_at = serializers.DateTimeField()
    clocks = ClockOutput(many=True)
    messages = SaidOutput(many=True)


class ComplaintsApi(Api):
    """GET, POST /api/v1/complaints -- complaints, the newest first; hand one in."""

    tag = "complaints"
    scopes = {"GET": "complaints.read", "POST": "complaints.write"}
    refusals = {"POST": (NotFound, services.FormUsed, services.KeyTaken)}

    @extend_schema_serializer(component_name="ComplaintFiling")
    class Input(serializers.Serializer[Any]):
        about = serializers.ChoiceField(choices=Complaint.Kind.choices)
        statement = serializers.CharField(min_length=5, max_length=4000)
        external_id = serializers.CharField(
            max_length=80, default="", allow_blank=True, help_text=_("同一编号只登记一次")
        )
        wish = serializers.CharField(max_length=1000, default="", allow_blank=True)
        place = serializers.CharField(
            max_length=300, default="", allow_blank=True, help_text=_("哪个直播间、主播或商品")
        )
        order_ref = serializers.CharField(max_length=80, default="", allow_blank=True)
        name = serializers.CharField(max_length=60, default="", allow_blank=True)
        phone = serializers.CharField(max_length=24, default="", allow_blank=True)
        email = serializers.CharField(max_length=254, default="", allow_blank=True)
        happened_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
        room = serializers.UUIDField(required=False, allow_null=True, default=None)
        session = serializers.UUIDField(required=False, allow_null=True, default=None)
        offer = serializers.UUIDField(required=False, allow_null=True, default=None)
        finding = serializers.UUIDField(required=False, allow_null=True, default=None)
        passes_on = serializers.BooleanField(
            default=False,
            help_text=_("消费者同意把要求转给运营者：goods、dispute 立即开始他的时限"),
        )
        asks_particulars = serializers.BooleanField(
            default=False,
            help_text=_("消费者要求提供运营者、营销人员的信息和交易记录"),
        )

    @extend_schema_serializer(component_name="ComplaintQuery")
    class Query(serializers.Serializer[Any]):
        about = serializers.ChoiceField(choices=Complaint.Kind.choices, default="")
        is_open = serializers.BooleanField(allow_null=True, default=None)
        room = serializers.UUIDField(default=None)
        after = serializers.UUIDField(default=None)

    @extend_schema(
        operation_id="complaint_list",
        summary=_("读取投诉，新的在前"),
        parameters=[Query],
        responses={200: ComplaintOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        wanted = selectors.Wanted(
            kind=said["about"],
            is_open=said["is_open"],
            room_id=said["room"],
            after=said["after"],
        )
        rows = selectors.complaint_list(self.actor, wanted)[:MOST]
        return self.answer(ComplaintOutput(rows, many=True).data)

    @extend_schema(
        operation_id="complaint_file",
        summary=_("登记一件投诉，返回交给投诉人的编号和查询码"),
        request=Input,
        responses={200: FiledOutput, 201: FiledOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        given |= {"kind": given.pop("about"), "about": given.pop("place")}
        given |= {f"{one}_id": given.pop(one) for one in ("room", "session", "offer", "finding")}
        external = given["external_id"].strip()
        form = services.form_of_external(external) if external else secrets.token_bytes(FORM)
        filing = services.Filing(channel="api", **given)
        filed = services.complaint_file(actor=self.actor, filing=filing, form=form)
        told = ComplaintOutput(filed.complaint).data
        code = {"code": receipts.shown(filed.receipt.secret, 4)}
        return self.answer(told | code, 201 if filed.is_new else 200)


class ComplaintApi(Api):
    """GET /api/v1/complaints/{complaint_id} -- one complaint, its clocks and what was said."""

    tag = "complaints"
    scope = "complaints.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="complaint_read",
        summary=_("读取一件投诉、它的时限和往来"),
        responses={200: WholeOutput},
    )
    def get(self, request: Request, complaint_id: UUID) -> Response:
        row = selectors.complaint_get(self.actor, complaint_id)
        return self.answer(_whole(self.actor, row))


class AcknowledgeApi(Api):
    """POST /api/v1/complaints/{complaint_id}/acknowledge -- tell the complainant it is accepted."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow)}

    @extend_schema(
        operation_id="complaint_acknowledge",
        summary=_("受理一件投诉"),
        request=None,
        responses={200: ComplaintOutput},
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        row = services.complaint_acknowledge(
            actor=self.actor, complaint_id=complaint_id, channel="api"
        )
        return self.answer(ComplaintOutput(row).data)


class AnswerApi(Api):
    """POST /api/v1/complaints/{complaint_id}/answer -- the result and its reasons."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow)}

    @extend_schema_serializer(component_name="ComplaintAnswer")
    class Input(serializers.Serializer[Any]):
        finding = serializers.ChoiceField(choices=Complaint.Outcome.choices)
        text = serializers.CharField(min_length=5, max_length=4000)
        channel = serializers.ChoiceField(choices=Complaint.Channel.choices, default="api")
        at = serializers.DateTimeField(
            required=False, allow_null=True, default=None, help_text=_("此前已口头或书面答复的时间")
        )

    @extend_schema(
        operation_id="complaint_answer",
        summary=_("答复一件投诉，并入它的投诉一并答复"),
        request=Input,
        responses={200: ComplaintOutput},
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        given = self.input(request)
        answer = services.Answer(outcome=given.pop("finding"), **given)
        row = services.complaint_answer(actor=self.actor, complaint_id=complaint_id, answer=answer)
        return self.answer(ComplaintOutput(row).data)


class FollowApi(Api):
    """POST /api/v1/complaints/follow -- how a complaint stands, by its receipt."""

    tag = "complaints"
    scope = "complaints.read"
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="ComplaintReceipt")
    class Input(serializers.Serializer[Any]):
        number = serializers.CharField(max_length=40)
        code = serializers.CharField(max_length=40)

    @extend_schema(
        operation_id="complaint_follow",
        summary=_("凭编号和查询码查询进度"),
        request=Input,
        responses={200: FollowedOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        self.spend("complaint-receipt", LOOKED_A_MINUTE)
        receipt = Receipt(receipts.plain(given["number"]), receipts.plain(given["code"]))
        row = selectors.complaint_opened(self.actor, receipt)
        told = _whole(self.actor, row)
        names = [*FollowedOutput().fields]
        return self.answer({name: told[name] for name in names})


def _whole(actor: Actor, row: Complaint) -> dict[str, Any]:
    """Return a complaint with its clocks; what was written only to whoever deals with it."""
    said = selectors.messages_of(actor, row)
    reads = policies.can_read(actor)
    texts = selectors.texts_of(actor, row, said) if reads else {}
    words = selectors.words_of(actor, row) if reads else {}
    found = selectors.clocks_of(actor, row)
    return ComplaintOutput(row).data | {
        "statement": words.get("statement", ""),
        "wish": words.get("wish", ""),
        "clocks": ClockOutput([_clock(one) for one in found], many=True).data,
        "messages": [
            SaidOutput({"text": texts.get(one.pk, ""), **_message(one)}).data for one in said
        ],
    }


def _clock(one: Clock) -> dict[str, Any]:
    names = ("state", "due_at", "ended_at", "breached_at", "clause")
    term = one.kind.removeprefix("complaint_")
    return {"term": term} | {name: getattr(one, name) for name in names}


def _message(one: Message) -> dict[str, Any]:
    names = ("id", "side", "is_internal", "is_answer", "at")
    return {name: getattr(one, name) for name in names}
