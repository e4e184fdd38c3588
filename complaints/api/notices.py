"""HTTP API of right holders' notices (E-Commerce Law, Arts. 42-44)."""

import secrets
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import selectors, services
from complaints.api.receipts import CODE, NUMBER, ByReceipt
from complaints.api.views import FORM, MOST, FiledOutput
from complaints.models import Complaint, Notice, NoticeMeasure
from complaints.rules import receipts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound


@extend_schema_serializer(component_name="ComplaintNoticeMeasure")
class MeasureOutput(serializers.Serializer[Any]):
    """One thing that a notice took down, until when, and when the platform carried that out."""

    id = serializers.UUIDField()
    target = serializers.ChoiceField(choices=NoticeMeasure.Target.choices)
    offer = serializers.UUIDField(source="offer_id", allow_null=True)
    room = serializers.UUIDField(source="room_id", allow_null=True)
    session = serializers.UUIDField(source="session_id", allow_null=True)
    party = serializers.UUIDField(source="party_id", allow_null=True)
    from_at = serializers.DateTimeField(allow_null=True, help_text=_("只屏蔽其中一段时的起点"))
    until_at = serializers.DateTimeField(allow_null=True)
    taken_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True, help_text=_("平台回报已执行的时间"))
    ended_at = serializers.DateTimeField(allow_null=True)
    freed_at = serializers.DateTimeField(allow_null=True, help_text=_("平台回报已恢复的时间"))


@extend_schema_serializer(component_name="ComplaintNotice")
class NoticeOutput(serializers.Serializer[Any]):
    """A notice and where it stands; nothing that anybody wrote."""

    id = serializers.UUIDField()
    complaint = serializers.UUIDField(source="complaint_id")
    right = serializers.ChoiceField(choices=Notice.Right.choices)
    wanted = serializers.ListField(child=serializers.CharField())
    notice_state = serializers.ChoiceField(source="state", choices=Notice.State.choices)
    ended_by = serializers.CharField(source="end", allow_blank=True)
    filed_at = serializers.DateTimeField()
    passed_at = serializers.DateTimeField(allow_null=True)
    declared_at = serializers.DateTimeField(allow_null=True)
    arrived_at = serializers.DateTimeField(
        allow_null=True, help_text=_("声明送达权利人的时间，十五日由此起算")
    )
    sued_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    measures = MeasureOutput(many=True)


def _told(actor: Actor, rows: list[Notice]) -> list[dict[str, Any]]:
    taken = selectors.measures_by_notice(actor, rows)
    plain = [one.source or name for name, one in NoticeOutput().fields.items()]
    return [
        dict(
            NoticeOutput(
                {name: getattr(row, name) for name in plain if name != "measures"}
                | {"measures": taken.get(row.pk, [])}
            ).data
        )
        for row in rows
    ]


def _whole(actor: Actor, row: Notice) -> dict[str, Any]:
    return _told(actor, [row])[0]


class NoticesApi(Api):
    """GET, POST /api/v1/complaints/notices -- notices, the newest first; hand one in."""

    tag = "complaints"
    scopes = {"GET": "complaints.read", "POST": "complaints.write"}
    refusals = {"POST": (NotFound, services.FormUsed, services.KeyTaken)}

    @extend_schema_serializer(component_name="ComplaintNoticeFiling")
    class Input(serializers.Serializer[Any]):
        statement = serializers.CharField(min_length=5, max_length=4000)
        external_id = serializers.CharField(max_length=80, default="", allow_blank=True)
        right = serializers.ChoiceField(choices=Notice.Right.choices)
        capacity = serializers.ChoiceField(choices=Notice.Capacity.choices)
        wanted = serializers.ListField(
            child=serializers.ChoiceField(choices=Notice.Measure.choices), min_length=1
        )
        proof = serializers.CharField(
            min_length=5, max_length=4000, help_text=_("权利证明：注册号、权利人、授权")
        )
        evidence = serializers.CharField(
            min_length=5, max_length=4000, help_text=_("构成侵权的初步证据")
        )
        place = serializers.CharField(max_length=300, default="", allow_blank=True)
        name = serializers.CharField(min_length=1, max_length=60)
        phone = serializers.CharField(max_length=24, default="", allow_blank=True)
        email = serializers.CharField(max_length=254, default="", allow_blank=True)
        room = serializers.UUIDField(required=False, allow_null=True, default=None)
        session = serializers.UUIDField(required=False, allow_null=True, default=None)
        offer = serializers.UUIDField(required=False, allow_null=True, default=None)

    @extend_schema_serializer(component_name="ComplaintNoticeQuery")
    class Query(serializers.Serializer[Any]):
        notice_state = serializers.ChoiceField(choices=Notice.State.choices, default="")
        after = serializers.UUIDField(default=None)

    @extend_schema(
        operation_id="complaint_notice_list",
        summary=_("读取知识产权通知，新的在前"),
        parameters=[Query],
        responses={200: NoticeOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        rows = selectors.notice_list(self.actor, state=said["notice_state"], after=said["after"])
        return self.answer(_told(self.actor, list(rows[:MOST])))

    @extend_schema(
        operation_id="complaint_notice_file",
        summary=_("登记一件知识产权通知，返回交给权利人的编号和查询码"),
        request=Input,
        responses={200: FiledOutput, 201: FiledOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        said = {name: given.pop(name) for name in ("right", "capacity", "proof", "evidence")}
        particulars = services.Particulars(wanted=tuple(given.pop("wanted")), **said)
        given |= {"about": given.pop("place"), "kind": Complaint.Kind.PROPERTY.value}
        given |= {f"{one}_id": given.pop(one) for one in ("room", "session", "offer")}
        external = given["external_id"].strip()
        form = services.form_of_external(external) if external else secrets.token_bytes(FORM)
        filed = services.notice_file(
            actor=self.actor,
            filing=services.Filing(channel="api", **given),
            particulars=particulars,
            form=form,
        )
        told = FiledOutput(
            _filed(filed.complaint) | {"code": receipts.shown(filed.receipt.secret, 4)}
        )
        return self.answer(told.data, 201 if filed.is_new else 200)


def _filed(row: Complaint) -> dict[str, Any]:
    names = [one.source or name for name, one in FiledOutput().fields.items() if name != "code"]
    return {name: getattr(row, name) for name in names}


class NoticeApi(Api):
    """GET /api/v1/complaints/{complaint_id}/notice -- where one notice stands."""

    tag = "complaints"
    scope = "complaints.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="complaint_notice_read",
        summary=_("读取一件知识产权通知"),
        responses={200: NoticeOutput},
    )
    def get(self, request: Request, complaint_id: UUID) -> Response:
        return self.answer(_whole(self.actor, selectors.notice_get(self.actor, complaint_id)))


class DeclareApi(Api):
    """POST /api/v1/complaints/{complaint_id}/notice/declare -- an operator declared elsewhere."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow)}

    @extend_schema_serializer(component_name="ComplaintNoticeDeclaration")
    class Input(serializers.Serializer[Any]):
        text = serializers.CharField(min_length=5, max_length=4000)
        evidence = serializers.CharField(min_length=5, max_length=4000)

    @extend_schema(
        operation_id="complaint_notice_declare",
        summary=_("交来运营者不侵权的声明，随即转送权利人"),
        request=Input,
        responses={200: NoticeOutput},
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        given = self.input(request)
        row = services.declaration_file(
            actor=self.actor, complaint_id=complaint_id, channel="api", **given
        )
        return self.answer(_whole(self.actor, row))


class DoneApi(Api):
    """POST /api/v1/complaints/notices/contents/{content_id}/done -- the platform carried it out."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow)}

    @extend_schema(
        operation_id="complaint_notice_done",
        summary=_("回报已按知识产权通知屏蔽或恢复"),
        description=_("措施有效时回报已屏蔽，终止后回报已恢复；各记录一次，重复回报不改变时间。"),
        request=None,
        responses={200: MeasureOutput},
    )
    def post(self, request: Request, content_id: UUID) -> Response:
        row = services.content_done(actor=self.actor, measure_id=content_id)
        return self.answer(MeasureOutput(row).data)


class SuitApi(ByReceipt):
    """POST /api/v1/complaints/receipts/sued -- the right holder complained, or sued."""

    refusals = {"POST": (NotFound, services.NotNow)}

    @extend_schema_serializer(component_name="ComplaintNoticeSuit")
    class Input(serializers.Serializer[Any]):
        number = serializers.CharField(max_length=NUMBER)
        code = serializers.CharField(max_length=CODE)
        where = serializers.CharField(
            min_length=2, max_length=200, help_text=_("主管部门或法院，案号")
        )

    @extend_schema(
        operation_id="complaint_notice_sued",
        summary=_("凭编号和查询码告知已投诉或起诉"),
        request=Input,
        responses={200: NoticeOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        receipt = self.receipt(given)
        row = services.suit_tell(actor=self.actor, receipt=receipt, where=given["where"])
        return self.answer(_whole(self.actor, row))
