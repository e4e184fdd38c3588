"""HTTP API of offers: what a room will sell, reviewed; pages of orders; how sellers are shown."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import gate as goods_gate
from catalog import policies, selectors, services
from catalog.api.products import Price, ProductOutput, shown
from catalog.models import Offer, SellerDisplay
from catalog.rules import goods as rules
from catalog.rules.goods import Faulty
from catalog.rules.offers import FIELDS, OBSTACLES
from livecompliance.kernel import gate
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound


@extend_schema_serializer(component_name="OfferReason")
class ReasonOutput(serializers.Serializer[Any]):
    """Why the gate would say no on account of this product, and what would cure it."""

    code = serializers.CharField()
    clause = serializers.CharField()
    message = serializers.CharField()
    cure = serializers.CharField()


@extend_schema_serializer(component_name="Offer")
class OfferOutput(serializers.Serializer[Any]):
    """A product that a room will sell. Sell it only while `state` is `approved`."""

    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    external_id = serializers.CharField()
    title = serializers.CharField()
    standing = serializers.CharField()
    seller_id = serializers.UUIDField(allow_null=True)
    seller = serializers.CharField(allow_blank=True)
    price = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=Offer.State.choices)
    is_held = serializers.BooleanField(help_text=_("因知识产权侵权通知暂停销售"))
    reason = serializers.CharField(allow_blank=True)
    is_reviewed_by_person = serializers.BooleanField()
    proposed_at = serializers.DateTimeField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    missing = ReasonOutput(many=True)


def _told(offer: Offer, against: Iterable[gate.Reason] = ()) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "product_id": offer.product_id,
        "external_id": offer.product.external_id,
        "title": offer.product.title,
        "standing": offer.product.standing,
        "seller_id": offer.seller_id,
        "seller": offer.seller.title if offer.seller else "",
        "price": rules.yuan(offer.price_fen),
        "state": offer.may_be_sold_as,
        "is_held": offer.is_held,
        "reason": offer.reason,
        "is_reviewed_by_person": offer.is_reviewed_by_person,
        "proposed_at": offer.proposed_at,
        "reviewed_at": offer.reviewed_at,
        "missing": [{"code": one.code, "clause": one.clause, **gate.said(one)} for one in against],
    }


class OffersApi(Api):
    """GET and POST /api/v1/rooms/{room_id}/offers -- what a room will sell; one more."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="OfferPropose")
    class Input(serializers.Serializer[Any]):
        product = serializers.CharField(max_length=64, help_text=_("商品的编号，或本平台的 id"))
        seller = serializers.CharField(
            max_length=80,
            default="",
            allow_blank=True,
            help_text=_("供应商的编号或 id"),
        )
        price = Price(required=False, allow_null=True, default=None)

    @extend_schema_serializer(component_name="OfferPage")
    class Page(serializers.Serializer[Any]):
        offers = OfferOutput(many=True)

    @extend_schema(operation_id="offer_list", summary=_("列出直播间的选品"), responses={200: Page})
    def get(self, request: Request, room_id: UUID) -> Response:
        rows = selectors.offers_of_room(self.actor, room_id)
        against = goods_gate.offer_reasons(self.actor, room_id)
        told = [_told(one, against.get(one.product.external_id, ())) for one in rows]
        return self.answer(self.Page({"offers": told}).data)

    @extend_schema(
        operation_id="offer_propose",
        summary=_("提交选品：商品、价格和实际销售者"),
        request=Input,
        responses={201: OfferOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        given = self.input(request)
        try:
            price = rules.price_fen(given["price"])
        except Faulty as faulty:
            raise Invalid(selectors.said(faulty.fault), field="price") from None
        wish = services.Wish(given["product"], given["seller"], price)
        offer = services.offer_propose(actor=self.actor, room_id=room_id, wish=wish)
        against = goods_gate.offer_reasons(self.actor, room_id)
        told = _told(offer, against.get(offer.product.external_id, ()))
        return self.answer(OfferOutput(told).data, 201)


class OfferDecideApi(Api):
    """POST /api/v1/offers/{offer_id}/decide -- an officer reviews the selection."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {"POST": (services.OfferOver, Invalid)}

    @extend_schema_serializer(component_name="OfferDecide")
    class Input(serializers.Serializer[Any]):
        is_allowed = serializers.BooleanField()
        reason = serializers.CharField(max_length=300, default="", allow_blank=True)

    @extend_schema(
        operation_id="offer_decide",
        summary=_("审核一件选品"),
        request=Input,
        responses={200: OfferOutput},
    )
    def post(self, request: Request, offer_id: UUID) -> Response:
        policies.require_judge(self.actor)
        given = self.input(request)
        offer = services.offer_decide(actor=self.actor, offer_id=offer_id, **given)
        return self.answer(OfferOutput(_told(offer)).data)


class OfferWithdrawApi(Api):
    """POST /api/v1/offers/{offer_id}/withdraw -- the room will not sell it."""

    tag = "catalog"
    scope = "catalog.write"

    @extend_schema(
        operation_id="offer_withdraw",
        summary=_("撤下一件选品"),
        request=None,
        responses={200: OfferOutput},
    )
    def post(self, request: Request, offer_id: UUID) -> Response:
        offer = services.offer_withdraw(actor=self.actor, offer_id=offer_id)
        return self.answer(OfferOutput(_told(offer)).data)


class SnapshotsApi(Api):
    """POST /api/v1/offers/{offer_id}/snapshots -- the page that an order was made by."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {"POST": (services.OrderKnown, NotFound, Invalid)}

    @extend_schema_serializer(component_name="PageSnapshotKeep")
    class Input(serializers.Serializer[Any]):
        session = serializers.UUIDField()
        order = serializers.CharField(max_length=64)
        sha256 = serializers.RegexField(r"^[0-9a-f]{64}\Z")
        ordered_at = serializers.DateTimeField()
        file = serializers.UUIDField(
            required=False,
            allow_null=True,
            default=None,
            help_text=_("以 POST /files 存入的页面"),
        )

    @extend_schema_serializer(component_name="PageSnapshot")
    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        order = serializers.CharField()
        sha256 = serializers.CharField()
        file_id = serializers.UUIDField(allow_null=True)
        ordered_at = serializers.DateTimeField()
        taken_at = serializers.DateTimeField()

    @extend_schema(
        operation_id="page_snapshot_keep",
        summary=_("留存下单时的商品详情页面"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, offer_id: UUID) -> Response:
        given = self.input(request)
        page = services.Page(given["order"], given["sha256"], given["ordered_at"], given["file"])
        row = services.snapshot_keep(
            actor=self.actor, offer_id=offer_id, session_id=given["session"], page=page
        )
        return self.answer(self.Output(row).data, 201)


class SellerDisplayApi(Api):
    """POST /api/v1/sessions/{session_id}/seller-display -- how the actual seller is shown."""

    tag = "catalog"
    scope = "catalog.write"

    @extend_schema_serializer(component_name="SellerDisplayReport")
    class Input(serializers.Serializer[Any]):
        form = serializers.ChoiceField(choices=SellerDisplay.Form.choices)
        hops = serializers.IntegerField(min_value=0, max_value=20, default=0)
        shown = serializers.ListField(
            child=serializers.ChoiceField(choices=FIELDS), max_length=len(FIELDS)
        )
        obstacles = serializers.ListField(
            child=serializers.ChoiceField(choices=OBSTACLES), default=list, max_length=4
        )
        is_continuous = serializers.BooleanField()

    @extend_schema_serializer(component_name="SellerDisplay")
    class Output(serializers.Serializer[SellerDisplay]):
        """`faults` is empty where the seller is shown as Article 26 of Order 117 asks."""

        id = serializers.UUIDField()
        form = serializers.ChoiceField(choices=SellerDisplay.Form.choices)
        hops = serializers.IntegerField()
        faults = serializers.ListField(child=serializers.CharField())
        reported_at = serializers.DateTimeField()

    @extend_schema(
        operation_id="seller_display_report",
        summary=_("上报实际销售者的展示方式：跳转次数、遮挡和内容"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        given = self.input(request)
        for name in ("shown", "obstacles"):
            given[name] = tuple(dict.fromkeys(given[name]))
        display = services.Display(**given)
        row = services.display_report(actor=self.actor, session_id=session_id, display=display)
        return self.answer(self.Output(row).data, 201)


class ProductDecideApi(Api):
    """POST /api/v1/products/{product_id}/decide -- an officer decides on ambiguous goods."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {
        "POST": (
            services.AlreadyStands, services.ProductHeld, services.SecondPerson, Invalid, Conflict,
        )
    }  # fmt: skip

    @extend_schema_serializer(component_name="ProductDecide")
    class Input(serializers.Serializer[Any]):
        is_allowed = serializers.BooleanField()
        reason = serializers.CharField(max_length=300)
        revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)

    @extend_schema(
        operation_id="product_decide",
        summary=_("审核一件商品；目录所列的由两名专员放行"),
        request=Input,
        responses={200: ProductOutput},
    )
    def post(self, request: Request, product_id: UUID) -> Response:
        policies.require_judge(self.actor)
        given = self.input(request)
        product = services.product_decide(actor=self.actor, product_id=product_id, **given)
        return self.answer(ProductOutput(shown(self.actor, [product])[0]).data)
