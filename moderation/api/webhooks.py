"""What the platform is sent of moderation, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiWebhook, extend_schema_serializer
from rest_framework import serializers

from livecompliance.kernel.schema import webhook
from moderation.api.reviews import DECIDED
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
DECISION = _(
    "专员对送审内容作出结论：通过的可以发布，拦截的不得发布。data_id 是平台送审时所用的编号。"
)
UNADMITTED = _(
    "一场直播未经准入仍在进行。is_enforced 为真时请立即停止；为假时处于观察期，仅作告知。"
    "reasons 是每一项原因、条款及其涉及的主体。"
)


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


@extend_schema_serializer(component_name="DecisionSent")
class DecisionSent(serializers.Serializer[Any]):
    """What became of something that was in review."""

    id = serializers.UUIDField()
    data_id = serializers.CharField()
    state = serializers.ChoiceField(choices=DECIDED)


@extend_schema_serializer(component_name="DecisionMessage")
class DecisionMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["decision.decided"])
    timestamp = serializers.DateTimeField()
    data = DecisionSent()  # type: ignore[assignment]  # also a name of the base class


class UnadmittedReason(serializers.Serializer[Any]):
    """Why a broadcast is not allowed: the code, its clause, whom it is about."""

    code = serializers.CharField()
    clause = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]  # also a name of the base class
    party = serializers.UUIDField(required=False)
    retry_after = serializers.IntegerField(required=False)


class UnadmittedSent(serializers.Serializer[Any]):
    """A broadcast that goes on without the gate's consent."""

    session = serializers.UUIDField()
    room = serializers.UUIDField()
    admission = serializers.UUIDField()
    clause = serializers.CharField()
    is_enforced = serializers.BooleanField()
    reasons = UnadmittedReason(many=True)


@extend_schema_serializer(component_name="UnadmittedMessage")
class UnadmittedMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["session.unadmitted"])
    timestamp = serializers.DateTimeField()
    data = UnadmittedSent()  # type: ignore[assignment]  # also a name of the base class


def _measure(topic: str) -> OpenApiWebhook:
    return webhook(topic, TOPICS[topic], "measures", MeasureMessage)


released, withdrawn, reinstated = map(_measure, TOPICS)
decided = webhook("decision.decided", DECISION, "review", DecisionMessage)
unadmitted = webhook("session.unadmitted", UNADMITTED, "sessions", UnadmittedMessage)
