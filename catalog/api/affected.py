"""HTTP API of whom the catalogue's draft would touch: asked before it is published."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import policies, selectors
from catalog.api.webhooks import GoodsMoved, moved_told
from livecompliance.kernel.api import Api

MOST_ROOMS, MOST_GOODS = 1_000, 200


class CatalogueTouched(serializers.Serializer[Any]):
    """A room, its goods that are judged otherwise, and how many people would be written to."""

    room_id = serializers.UUIDField()
    room_external_id = serializers.CharField(allow_blank=True)
    is_on_air = serializers.BooleanField()
    people = serializers.IntegerField()
    products = serializers.IntegerField()
    goods = GoodsMoved(many=True)


class CatalogueAffected(serializers.Serializer[Any]):
    """Whom a draft would touch, now. `is_whole` is false where more is offered than looked at."""

    revision = serializers.IntegerField()
    looked = serializers.IntegerField()
    is_whole = serializers.BooleanField()
    rooms = serializers.IntegerField()
    products = serializers.IntegerField()
    people = serializers.IntegerField()
    unreached = serializers.IntegerField(help_text=_("没有人有账号、只能由平台转告的直播间数"))
    touched = CatalogueTouched(many=True)


class CatalogueAffectedApi(Api):
    """GET /api/v1/catalogue/draft/{id}/affected -- the rooms that a draft touches."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_affected",
        summary=_("试算负面目录草稿发布后会通知谁"),
        responses={200: CatalogueAffected},
    )
    def get(self, request: Request, catalogue_draft_id: UUID) -> Response:
        policies.require_see_editions(self.actor)
        row = selectors.draft_get(self.actor, catalogue_draft_id)
        found = selectors.draft_affected(self.actor, row)
        touched = [
            {
                "room_id": str(one.room.pk),
                "room_external_id": one.room.external_id,
                "is_on_air": one.is_on_air,
                "people": len(one.people),
                "products": len(one.goods),
                "goods": [moved_told(each) for each in one.goods[:MOST_GOODS]],
            }
            for one in found.rooms[:MOST_ROOMS]
        ]
        counts = {
            "revision": row.revision,
            "looked": found.looked,
            "is_whole": found.is_whole,
            "rooms": len(found.rooms),
            "products": len(found.products),
            "people": len(found.people),
            "unreached": found.unreached,
        }
        return self.answer(counts | {"touched": touched})
