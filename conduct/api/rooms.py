"""HTTP API of conduct: what one room did in the last thirty days, in numbers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conduct import selectors, services
from conduct.models import Anomaly, Promotion, Target
from conduct.rules.criticism import Counts
from livecompliance.kernel import clock
from livecompliance.kernel.api import Api
from rooms import selectors as rooms

DAYS, MOST = 30, 100


@extend_schema_serializer(component_name="Criticism")
class CriticismOutput(serializers.Serializer[Any]):
    """What was said and removed; `chance`: that a choice blind to words removed so much of it."""

    said = serializers.IntegerField()
    critical = serializers.IntegerField()
    removed = serializers.IntegerField()
    hidden = serializers.IntegerField(help_text=_("被处置的不利评价"))
    ratio = serializers.FloatField()
    other_ratio = serializers.FloatField()
    chance = serializers.FloatField()
    is_suppressed = serializers.BooleanField()
    flagged = serializers.IntegerField(help_text=_("被标记的违规评论"))
    flagged_removed = serializers.IntegerField()
    median_s = serializers.FloatField(allow_null=True, help_text=_("处置用时中位数，秒"))


@extend_schema_serializer(component_name="TrafficAnomaly")
class AnomalyOutput(serializers.Serializer[Any]):
    """Figures that stood out, with the numbers of the test."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Anomaly.Kind.choices)
    figure = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField()
    at = serializers.DateTimeField()
    figures = serializers.DictField(child=serializers.FloatField())


@extend_schema_serializer(component_name="PromotionForOthers")
class PromotionOutput(serializers.Serializer[Any]):
    """Somebody barred who was named, linked, joined or put on air, and since when it was known."""

    how = serializers.ChoiceField(choices=Promotion.How.choices)
    target_id = serializers.UUIDField(allow_null=True)
    party_id = serializers.UUIDField(allow_null=True)
    event_id = serializers.CharField(source="event_key")
    at = serializers.DateTimeField()
    times = serializers.IntegerField()
    known_by = serializers.ChoiceField(choices=Target.Known.choices)
    known_on = serializers.DateField()
    known_ref = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="RoomConduct")
class ConductOutput(serializers.Serializer[Any]):
    """What one room did in the last thirty days."""

    criticism = CriticismOutput()
    anomalies = AnomalyOutput(many=True)
    promotions = PromotionOutput(many=True)


class RoomConductApi(Api):
    """GET /api/v1/rooms/{room_id}/conduct -- criticism, figures, promotion of one room."""

    tag = "conduct"
    scope = "measures.read"

    @extend_schema(
        operation_id="room_conduct",
        summary=_("读取直播间的行为数据"),
        responses={200: ConductOutput},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        actor, since = self.actor, clock.now() - timedelta(days=DAYS)
        rooms.room_get(actor, room_id)
        counts = selectors.counts_by_room(actor, since).get(room_id, Counts())
        answered = selectors.answered_in(actor, room_id, since)
        shown = {
            "criticism": services.figures_of(counts)
            | {
                "flagged": answered.flagged,
                "flagged_removed": answered.removed,
                "median_s": answered.median_s,
            },
            "anomalies": selectors.anomaly_list(actor, since, room_id=room_id)[:MOST],
            "promotions": selectors.promotion_list(actor, since, room_id=room_id)[:MOST],
        }
        return self.answer(ConductOutput(shown).data)
