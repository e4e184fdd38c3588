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
from parties.models import Bar
from sanctions import selectors, services
from sanctions.models import Appeal, Report, Sanction

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
    after_sales = serializers.CharField(allow_blank=True)
    disputes = serializers.CharField(allow_blank=True)
    open_orders = serializers.IntegerField(allow_null=True)
    functions = serializers.ListField(child=serializers.CharField())
    is_automated = serializers.BooleanField()
    reviews_needed = serializers.IntegerField()
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    appeal_until = serializers.DateTimeField(allow_null=True)
    noticed_at = serializers.DateTimeField(
        allow_null=True, help_text=_("通知书送达当事人的时间；空为尚未送达")
    )
    notice_way = serializers.ChoiceField(choices=Sanction.Way.choices)
    ended_at = serializers.DateTimeField(allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    weigh_by = serializers.DateTimeField(
        allow_null=True, default=None, help_text=_("在先违规不再计次后，最迟重新衡量的时间")
    )


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
        after_sales = serializers.CharField(max_length=600, default="", allow_blank=True)
        disputes = serializers.CharField(max_length=600, default="", allow_blank=True)
        open_orders = serializers.IntegerField(
            min_value=0, max_value=2_000_000_000, required=False, allow_null=True
        )
        findings = serializers.ListField(child=serializers.UUIDField(), max_length=50, default=list)
        functions = serializers.ListField(
            child=serializers.CharField(max_length=40), max_length=20, default=list
        )
        ground = serializers.ChoiceField(choices=Sanction.Ground.choices, required=False)
        impact = serializers.CharField(max_length=600, default="", allow_blank=True)
        block = serializers.ListField(
            child=serializers.ChoiceField(choices=Bar.By.choices), max_length=3, default=list
        )
        is_shared = serializers.BooleanField(default=False)

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
        given |= {name: tuple(given[name]) for name in ("functions", "findings", "block")}
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


class KeepApi(Api):
    """POST /api/v1/sanctions/{sanction_id}/keep -- it still fits, an officer says."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.NothingToWeigh, services.SameOfficer)}

    @extend_schema_serializer(component_name="SanctionKept")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(max_length=300)

    @extend_schema(
        operation_id="sanction_keep",
        summary=_("重新衡量后维持一项处罚"),
        request=Input,
        responses={200: SanctionOutput},
    )
    def post(self, request: Request, sanction_id: UUID) -> Response:
        reason = self.input(request)["reason"]
        services.sanction_keep(actor=self.actor, sanction_id=sanction_id, reason=reason)
        return self.answer(SanctionOutput(selectors.sanction_get(self.actor, sanction_id)).data)


class ServedApi(Api):
    """POST /api/v1/sanctions/{sanction_id}/served -- the notice was given outside of here."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.NotBegun)}

    @extend_schema_serializer(component_name="NoticeServed")
    class Input(serializers.Serializer[Any]):
        way = serializers.ChoiceField(
            choices=["platform", "paper", "public"],
            help_text=_("platform 平台自有渠道，paper 纸质，public 公告"),
        )
        at = serializers.DateTimeField(required=False, help_text=_("不填则为现在"))

    @extend_schema(
        operation_id="notice_serve",
        summary=_("记录处罚通知书已送达"),
        request=Input,
        responses={200: SanctionOutput},
    )
    def post(self, request: Request, sanction_id: UUID) -> Response:
        served = services.Served(**self.input(request))
        row = services.notice_serve(actor=self.actor, sanction_id=sanction_id, served=served)
        return self.answer(SanctionOutput(row).data)


@extend_schema_serializer(component_name="AppealMessage")
class SaidOutput(serializers.Serializer[Any]):
    """What one side told the other."""

    id = serializers.UUIDField()
    is_of_subject = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Appeal")
class AppealOutput(serializers.Serializer[Any]):
    """An appeal and how it stands; `answer` is empty while it is open."""

    id = serializers.UUIDField()
    sanction = serializers.UUIDField(source="sanction_id")
    channel = serializers.CharField(help_text=_("web 网页，paper 书面"))
    outcome = serializers.CharField(
        source="state", help_text=_("open 处理中，upheld 维持，changed 变更，overturned 撤销")
    )
    grounds = serializers.CharField()
    filed_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="AppealWhole")
class AppealWhole(AppealOutput):
    """An appeal with everything that was said in it, in order."""

    messages = SaidOutput(many=True)


class AppealsApi(Api):
    """GET /api/v1/sanctions/appeals -- what waits, the first due first; or what was decided."""

    tag = "sanctions"
    scope = "sanctions.read"

    class Query(serializers.Serializer[Any]):
        show = serializers.ChoiceField(choices=("open", "ended"), default="open")

    @extend_schema(
        operation_id="appeal_list",
        summary=_("读取申诉"),
        parameters=[Query],
        responses={200: AppealOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        is_open = asked.validated_data["show"] == "open"
        rows = selectors.appeal_list(self.actor, is_open=is_open)[:MOST]
        return self.answer(AppealOutput(rows, many=True).data)


class AppealReadApi(Api):
    """GET /api/v1/sanctions/appeals/{appeal_id} -- one appeal with what was said in it."""

    tag = "sanctions"
    scope = "sanctions.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="appeal_read",
        summary=_("读取一项申诉及其往来"),
        responses={200: AppealWhole},
    )
    def get(self, request: Request, appeal_id: UUID) -> Response:
        made = selectors.appeal_get(self.actor, appeal_id)
        said = SaidOutput(selectors.messages_of(self.actor, made), many=True).data
        return self.answer(AppealOutput(made).data | {"messages": said})


class AppealSayApi(Api):
    """POST /api/v1/sanctions/appeals/{appeal_id}/messages -- tell the other side something."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.AppealEnded)}

    @extend_schema_serializer(component_name="AppealWords")
    class Input(serializers.Serializer[Any]):
        text = serializers.CharField(max_length=1000)

    @extend_schema(
        operation_id="appeal_say",
        summary=_("在申诉中留言"),
        request=Input,
        responses={201: SaidOutput},
    )
    def post(self, request: Request, appeal_id: UUID) -> Response:
        text = self.input(request)["text"]
        said = services.appeal_say(actor=self.actor, appeal_id=appeal_id, text=text)
        return self.answer(SaidOutput(said).data, status=201)


class AppealDecideApi(Api):
    """POST /api/v1/sanctions/appeals/{appeal_id}/decide -- by an officer who took no part."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.AppealEnded, services.SameOfficer)}

    @extend_schema_serializer(component_name="AppealAnswer")
    class Input(serializers.Serializer[Any]):
        ruling = serializers.ChoiceField(choices=Appeal.State.choices[1:])
        text = serializers.CharField(max_length=1000)
        rung = serializers.ChoiceField(
            choices=Sanction.Rung.choices, required=False, help_text=_("变更后的处罚，须比原处罚轻")
        )
        days = serializers.IntegerField(min_value=1, max_value=3650, required=False)

    @extend_schema(
        operation_id="appeal_decide",
        summary=_("处理一项申诉"),
        request=Input,
        responses={200: AppealOutput},
    )
    def post(self, request: Request, appeal_id: UUID) -> Response:
        given = self.input(request)
        answer = services.Answer(given.pop("ruling"), **given)
        made = services.appeal_decide(actor=self.actor, appeal_id=appeal_id, answer=answer)
        return self.answer(AppealOutput(made).data)


class AppealApi(Api):
    """POST /api/v1/sanctions/{sanction_id}/appeal -- appeal as the person concerned."""

    tag = "sanctions"
    scope = "sanctions.write"
    refusals = {"POST": (NotFound, services.AppealLate, services.NotAppealable)}

    @extend_schema_serializer(component_name="AppealGrounds")
    class Input(serializers.Serializer[Any]):
        grounds = serializers.CharField(max_length=1000)

    @extend_schema(
        operation_id="appeal_file",
        summary=_("对一项处罚提出申诉"),
        request=Input,
        responses={201: AppealOutput},
    )
    def post(self, request: Request, sanction_id: UUID) -> Response:
        grounds = self.input(request)["grounds"]
        made = services.appeal_file(actor=self.actor, sanction_id=sanction_id, grounds=grounds)
        return self.answer(AppealOutput(made).data, status=201)


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
