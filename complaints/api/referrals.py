"""HTTP API of what sellers are asked: a platform passes on, and hands in what they answered."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import policies, selectors, services
from complaints.models import Complaint, Referral
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, NotFound

MOST = 100


@extend_schema_serializer(component_name="ComplaintReferral")
class ReferralOutput(serializers.Serializer[Any]):
    """One round with a seller: nothing that names the complainant."""

    id = serializers.UUIDField()
    complaint = serializers.UUIDField(source="complaint_id")
    round = serializers.IntegerField()
    party = serializers.UUIDField(source="party_id", allow_null=True)
    supplier = serializers.UUIDField(source="supplier_id", allow_null=True)
    round_state = serializers.ChoiceField(source="state", choices=Referral.State.choices)
    question = serializers.CharField(allow_blank=True)
    order_ref = serializers.CharField(
        allow_blank=True, help_text=_("只在允许被投诉方看到订单号时给出")
    )
    asked_at = serializers.DateTimeField()
    reply = serializers.CharField(source="outcome", allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    late = serializers.UUIDField(
        source="late_id",
        allow_null=True,
        help_text=_("认定迟延的发现；已被认定情有可原的见发现本身"),
    )
    refused = serializers.UUIDField(
        source="refused_id", allow_null=True, help_text=_("认定无正当理由拒绝的发现")
    )


def _whole(actor: Actor, row: Referral) -> dict[str, Any]:
    names = [*ReferralOutput().fields]
    words = selectors.referral_words(actor, row) if policies.can_read(actor) else None
    said = {
        "question": words.question if words else "",
        "order_ref": words.order if words else "",
        "reason": words.reason if words else "",
    }
    plain = [one for one in names if one not in said]
    sources = {one: ReferralOutput().fields[one].source or one for one in plain}
    return ReferralOutput({value: getattr(row, value) for value in sources.values()} | said).data


class ReferralsApi(Api):
    """GET /api/v1/complaints/referrals -- what sellers are asked, the newest first."""

    tag = "complaints"
    scope = "complaints.read"
    refusals = {"GET": (Forbidden,)}

    @extend_schema_serializer(component_name="ComplaintReferralQuery")
    class Query(serializers.Serializer[Any]):
        round_state = serializers.ChoiceField(choices=Referral.State.choices, default="")
        after = serializers.UUIDField(default=None)

    @extend_schema(
        operation_id="complaint_referral_list",
        summary=_("读取转交给运营者、商家的要求，新的在前"),
        parameters=[Query],
        responses={200: ReferralOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        policies.require_see(self.actor)
        asked = self.Query(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        rows = selectors.referral_list(self.actor, state=said["round_state"], after=said["after"])
        return self.answer([_whole(self.actor, one) for one in rows[:MOST]])


class ReferApi(Api):
    """POST /api/v1/complaints/{complaint_id}/refer -- ask whoever sells; his term begins."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow, services.NobodyToAsk, services.ReferralOpen)}

    @extend_schema_serializer(component_name="ComplaintAsk")
    class Input(serializers.Serializer[Any]):
        text = serializers.CharField(
            min_length=2, max_length=4000, help_text=_("请他答复什么；不写投诉人是谁、怎样联系")
        )
        to = serializers.ChoiceField(choices=["operator", "seller"], default="operator")
        shows_order = serializers.BooleanField(default=False)

    @extend_schema(
        operation_id="complaint_refer",
        summary=_("把一件投诉转交运营者或商家答复，开始计时"),
        request=Input,
        responses={200: ReferralOutput},
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        ask = services.Ask(**self.input(request))
        made = services.referral_make(actor=self.actor, complaint_id=complaint_id, ask=ask)
        return self.answer(_whole(self.actor, made))


class ReferralAnswerApi(Api):
    """POST /api/v1/complaints/referrals/{referral_id}/answer -- what the seller answered there."""

    tag = "complaints"
    scope = "complaints.write"
    refusals = {"POST": (NotFound, services.NotNow, services.AnsweredAlready)}

    @extend_schema_serializer(component_name="ComplaintReferralAnswer")
    class Input(serializers.Serializer[Any]):
        reply = serializers.ChoiceField(choices=Referral.Outcome.choices)
        reason = serializers.CharField(
            max_length=4000,
            default="",
            allow_blank=True,
            help_text=_("拒绝而没有说明理由的留空，会作为发现记录（《办法》第二十三条）"),
        )
        channel = serializers.ChoiceField(choices=Complaint.Channel.choices, default="api")
        at = serializers.DateTimeField(
            required=False, allow_null=True, default=None, help_text=_("他答复的时间，缺省为现在")
        )

    @extend_schema(
        operation_id="complaint_referral_answer",
        summary=_("登记运营者或商家在别处作出的答复"),
        request=Input,
        responses={200: ReferralOutput},
    )
    def post(self, request: Request, referral_id: UUID) -> Response:
        given = self.input(request)
        said = services.Said(given["reply"], given["reason"], given["channel"], given["at"])
        made = services.referral_answer(actor=self.actor, referral_id=referral_id, said=said)
        return self.answer(_whole(self.actor, made))
