"""What the platform is sent of the catalogue, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from catalog.models import EditionNotice, Product
from catalog.selectors.affected import HOWS
from catalog.selectors.affected import told as moved_told
from livecompliance.kernel.schema import webhook

__all__ = ["GoodsMoved", "affected", "moved_told", "standings"]
AFFECTED = _(
    "商品负面目录的一版触及一个直播间的商品：将要生效（announced）或已经生效（in_force）。"
    "直播间的人在本系统没有账号的，请平台转告；禁止的商品请下架。一间的商品多时分几次发送。"
)
STANDINGS = _(
    "目录变更后重判，一批商品的结论变了，不论有没有直播间选用。standing 是现在的结论："
    "blocked、refused 的请下架，papers 的凭资质销售，waiting 的等待审核。"
)


@extend_schema_serializer(component_name="GoodsMoved")
class GoodsMoved(serializers.Serializer[Any]):
    """A product of which the catalogue says something else: how, by which entries and papers."""

    external_id = serializers.CharField()
    how = serializers.ChoiceField(choices=HOWS)
    verdict = serializers.ChoiceField(choices=Product.Verdict.choices)
    entries = serializers.ListField(child=serializers.CharField())
    documents = serializers.ListField(child=serializers.CharField())


class GoodsAffectedSent(serializers.Serializer[Any]):
    """What a version of the catalogue does to the goods of a room."""

    room_id = serializers.UUIDField()
    room_external_id = serializers.CharField()
    version = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=EditionNotice.Phase.choices)
    effective_at = serializers.DateTimeField()
    is_on_air = serializers.BooleanField()
    goods = GoodsMoved(many=True)


@extend_schema_serializer(component_name="GoodsAffectedMessage")
class GoodsAffectedMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["room.goods_affected"])
    timestamp = serializers.DateTimeField()
    data = GoodsAffectedSent()  # type: ignore[assignment]  # also a name of the base class


class StandingMoved(serializers.Serializer[Any]):
    """Where a product stood, and stands."""

    external_id = serializers.CharField()
    before = serializers.ChoiceField(choices=Product.Standing.choices)
    standing = serializers.ChoiceField(choices=Product.Standing.choices)
    entries = serializers.ListField(child=serializers.CharField())


class StandingsSent(serializers.Serializer[Any]):
    """Goods that stand elsewhere since they were judged by another catalogue."""

    catalogue = serializers.CharField()
    goods = StandingMoved(many=True)


@extend_schema_serializer(component_name="StandingsMessage")
class StandingsMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["products.standings_changed"])
    timestamp = serializers.DateTimeField()
    data = StandingsSent()  # type: ignore[assignment]  # also a name of the base class


affected = webhook("room.goods_affected", AFFECTED, "catalog", GoodsAffectedMessage)
standings = webhook("products.standings_changed", STANDINGS, "catalog", StandingsMessage)
