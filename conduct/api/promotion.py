"""HTTP API of promotion: may this room be promoted in this way?"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conduct import selectors
from livecompliance.kernel.api import Api
from stage.rules.minors import PROMOTED


class BarrierOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    clause = serializers.CharField()
    ref = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class PromotionApi(Api):
    """GET /api/v1/rooms/{room_id}/promotion -- may a room be promoted now? With every reason."""

    tag = "conduct"
    scope = "measures.read"

    @extend_schema_serializer(component_name="PromotionAnswer")
    class Page(serializers.Serializer[Any]):
        is_allowed = serializers.BooleanField()
        reasons = BarrierOutput(many=True)

    @extend_schema(
        operation_id="promotion_ask",
        summary=_("询问直播间能否推广"),
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, enum=list(PROMOTED), required=True)],
        responses={200: Page},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        kind = request.query_params.get("kind", "")
        reasons = selectors.promotion_reasons(self.actor, room_id, kind)
        shown = [one._asdict() | {"detail": words} for one, words in reasons]
        return self.answer(self.Page({"is_allowed": not shown, "reasons": shown}).data)
