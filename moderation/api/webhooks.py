"""What the platform is sent about measures, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiWebhook, extend_schema, extend_schema_serializer
from rest_framework import serializers

from moderation.models import Measure

TOPICS = {
    "measure.released": _(
        "一项处置已经发出。must_execute 为真时由平台执行（限制流量、暂停直播），并以回执告知结果。"
    ),
    "measure.withdrawn": _(
        "一项处置不再有效：它依据的发现全部被认定不成立，或者专员解除了限制流量、暂停直播。"
        "withdrawn_at 是失效的时刻；已经执行的，请恢复。"
    ),
    "measure.reinstated": _("因发现恢复，一项被撤销的处置重新有效；withdrawn_at 为空。"),
}


class MeasureReason(serializers.Serializer[Any]):
    """A reason in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class MeasureSent(serializers.Serializer[Any]):
    """What is said of a measure: nothing that was said in the room."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Measure.Kind.choices)
    level = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=Measure.Origin.choices)
    rule = serializers.CharField()
    room = serializers.UUIDField()
    room_external_id = serializers.CharField()
    session = serializers.UUIDField()
    seq = serializers.IntegerField(allow_null=True)
    findings = serializers.ListField(child=serializers.UUIDField())
    minutes = serializers.IntegerField(allow_null=True)
    escalated_from = serializers.CharField()
    clause = serializers.CharField()
    reason = MeasureReason()
    released_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    must_execute = serializers.BooleanField()


@extend_schema_serializer(component_name="MeasureMessage")
class MeasureMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=sorted(TOPICS))
    timestamp = serializers.DateTimeField()
    data = MeasureSent()  # type: ignore[assignment]  # also a name of the base class


def _documented(topic: str) -> OpenApiWebhook:
    return OpenApiWebhook(
        name=topic,
        decorator=extend_schema(
            summary=topic,
            description=TOPICS[topic],
            tags=["measures"],
            request={"application/json": MeasureMessage},
            responses={"2XX": None},
        ),
    )


released, withdrawn, reinstated = map(_documented, TOPICS)
