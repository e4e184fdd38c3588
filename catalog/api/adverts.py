"""HTTP API of paid promotion, endorsers, and who answers for a broadcast."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import selectors, services
from catalog.models import Advert, Endorsement
from catalog.rules.adverts import ROLES, TESTS, Facts
from catalog.rules.claims import SECTORS
from catalog.services import AdvertKnown, EndorserRefused
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound

MOST = 200
KINDS, STATES = Advert.Kind.choices, Advert.State.choices
ENDORSED = Endorsement.State.choices
SORTS = [(one, one) for one in SECTORS]
AS, MET = [(one, one) for one in ROLES], [(one, one) for one in TESTS]


def _maybe(kind: Any, **fields: Any) -> Any:
    return kind(required=False, allow_null=True, default=None, **fields)


class AdvertOutput(serializers.Serializer[Any]):
    """One promotion of the register, with what its words say and what an officer decided."""

    id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    reference = serializers.CharField()
    content = serializers.CharField()
    is_marked = serializers.BooleanField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=STATES)
    reason = serializers.CharField(allow_blank=True)
    claims = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    ended_at = serializers.DateTimeField(allow_null=True)
    keep_until = serializers.DateField(allow_null=True)


class AdvertsApi(Api):
    """GET and POST /api/v1/adverts -- the register of paid promotion; book one."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (AdvertKnown, NotFound)}

    @extend_schema_serializer(component_name="AdvertInput")
    class Input(serializers.Serializer[Any]):
        room_id = serializers.UUIDField()
        kind = serializers.ChoiceField(choices=KINDS)
        reference = serializers.CharField(max_length=80)
        content = serializers.CharField(max_length=1000, help_text=_("推广中展示的文字"))
        starts_at = serializers.DateTimeField()
        ends_at = serializers.DateTimeField()
        party_id = _maybe(serializers.UUIDField, help_text=_("广告主是一个主体"))
        supplier_id = _maybe(serializers.UUIDField, help_text=_("广告主是一个供应商"))
        products = serializers.ListField(
            child=serializers.CharField(max_length=80), default=list, max_length=100
        )
        is_marked = serializers.BooleanField(default=False, help_text=_("是否显著标明“广告”"))
        fen = serializers.IntegerField(min_value=0, max_value=10**12, default=0)
        file_id = _maybe(serializers.UUIDField)

    @extend_schema(
        operation_id="adverts_list",
        summary=_("列出推广登记"),
        responses={200: AdvertOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.advert_list(self.actor)[:MOST]
        return self.answer(AdvertOutput(rows, many=True).data)

    @extend_schema(
        operation_id="advert_book",
        summary=_("登记推广"),
        request=Input,
        responses={201: AdvertOutput},
    )
    def post(self, request: Request) -> Response:
        booking = services.Booking(**self.input(request))
        row = services.advert_book(actor=self.actor, booking=booking)
        return self.answer(AdvertOutput(row).data, 201)


class AdvertEndApi(Api):
    """POST /api/v1/adverts/{advert_id}/end -- it is shown no more. Twice is once."""

    tag = "catalog"
    scope = "catalog.write"

    @extend_schema(
        operation_id="advert_end",
        summary=_("结束推广"),
        request=None,
        responses={200: AdvertOutput},
    )
    def post(self, request: Request, advert_id: UUID) -> Response:
        row = services.advert_end(actor=self.actor, advert_id=advert_id)
        return self.answer(AdvertOutput(row).data)


class EndorsementOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    product = serializers.CharField()
    sectors = serializers.ListField(child=serializers.ChoiceField(choices=SORTS))
    used_on = serializers.DateField()
    state = serializers.ChoiceField(choices=ENDORSED)
    reason = serializers.CharField(allow_blank=True)


class EndorsementsApi(Api):
    """GET and POST /api/v1/endorsements -- who endorses which goods; file one with its proof."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (EndorserRefused, NotFound)}

    @extend_schema_serializer(component_name="EndorsementInput")
    class Input(serializers.Serializer[Any]):
        party_id = serializers.UUIDField()
        product = serializers.CharField(max_length=80)
        sectors = serializers.ListField(
            child=serializers.ChoiceField(choices=SORTS), default=list, max_length=7
        )
        used_on = serializers.DateField()
        file_id = _maybe(serializers.UUIDField, help_text=_("使用证明的文件"))

    @extend_schema(
        operation_id="endorsements_list",
        summary=_("列出代言登记"),
        responses={200: EndorsementOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.endorsement_list(self.actor)[:MOST]
        return self.answer(EndorsementOutput(rows, many=True).data)

    @extend_schema(
        operation_id="endorsement_give",
        summary=_("登记代言"),
        request=Input,
        responses={201: EndorsementOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        used = services.Used(
            given["product"], given["used_on"], tuple(given["sectors"]), given["file_id"]
        )
        row = services.endorsement_give(actor=self.actor, party_id=given["party_id"], used=used)
        return self.answer(EndorsementOutput(row).data, 201)


class AdRoleOutput(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=AS)
    party = serializers.CharField(allow_blank=True)
    supplier = serializers.CharField(allow_blank=True)
    product = serializers.CharField(allow_blank=True)


class StatementOutput(serializers.Serializer[Any]):
    """Whether a broadcast is an advertisement, by which tests, and who answers for it."""

    session_id = serializers.UUIDField()
    tests = serializers.ListField(child=serializers.ChoiceField(choices=MET))
    roles = AdRoleOutput(many=True)
    stated_at = serializers.DateTimeField()


class StatementApi(Api):
    """GET and POST /api/v1/sessions/{session_id}/advertisement -- who answers for a broadcast."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (EndorserRefused,)}

    @extend_schema_serializer(component_name="AdStatementInput")
    class Input(serializers.Serializer[Any]):
        class AdRole(serializers.Serializer[Any]):
            role = serializers.ChoiceField(choices=AS)
            party_id = _maybe(serializers.UUIDField)
            supplier_id = _maybe(serializers.UUIDField)
            product = serializers.CharField(max_length=80, default="", allow_blank=True)

        is_natural = serializers.BooleanField(default=False, help_text=_("推荐者是自然人"))
        is_seller = serializers.BooleanField(default=False, help_text=_("推荐者就是销售者"))
        has_influence = serializers.BooleanField(default=False, help_text=_("推荐者有一定影响力"))
        in_own_name = serializers.BooleanField(default=False, help_text=_("以自己的名义或形象推荐"))
        is_clip = serializers.BooleanField(default=False, help_text=_("剪辑后再次发布"))
        is_paid = serializers.BooleanField(default=False, help_text=_("付费推广"))
        roles = serializers.ListField(child=AdRole(), default=list, max_length=50)

    @extend_schema(
        operation_id="advertisement_read",
        summary=_("读取场次的广告属性"),
        responses={200: StatementOutput},
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        found = selectors.statement_read(self.actor, session_id)
        if found is None:
            raise NotFound(str(_("这个场次还没有写明广告属性。")))
        return self.answer(StatementOutput(found).data)

    @extend_schema(
        operation_id="advertisement_state",
        summary=_("写明场次的广告属性和各方身份"),
        request=Input,
        responses={201: StatementOutput},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        given = self.input(request)
        answers = [services.Answering(**one) for one in given.pop("roles")]
        row = services.statement_make(
            actor=self.actor, session_id=session_id, facts=Facts(**given), answers=answers
        )
        return self.answer(StatementOutput(row).data, 201)
