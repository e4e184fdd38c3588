"""What the platform is sent of sanctions, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from livecompliance.kernel.schema import webhook
from sanctions.models import Sanction

BEGAN = _(
    "一项处罚决定生效。请在平台一侧执行：限制流量或功能、停播、关闭账号；until 为空的没有期限。"
)
ENDED = _("一项处罚决定结束：期满、提前解除，或经申诉撤销、变更。请恢复因它限制的内容。")


class Consumers(serializers.Serializer[Any]):
    """What becomes of consumers whom a decision affects (Order 117, Article 23)."""

    orders = serializers.CharField(allow_blank=True)
    after_sales = serializers.CharField(allow_blank=True)
    disputes = serializers.CharField(allow_blank=True)
    open_orders = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(component_name="SanctionSent")
class SanctionSent(serializers.Serializer[Any]):
    """What is said of a decision: nothing that names anybody."""

    id = serializers.UUIDField()
    party = serializers.UUIDField()
    party_external_id = serializers.CharField()
    subject = serializers.ChoiceField(choices=Sanction.Subject.choices)
    rung = serializers.ChoiceField(choices=Sanction.Rung.choices)
    state = serializers.ChoiceField(choices=Sanction.State.choices)
    code = serializers.CharField()
    clause = serializers.CharField()
    functions = serializers.ListField(child=serializers.CharField())
    effects = serializers.ListField(child=serializers.CharField())
    consumers = Consumers()
    until = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="SanctionMessage")
class SanctionMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["sanction.ended", "sanction.in_force"])
    timestamp = serializers.DateTimeField()
    data = SanctionSent()  # type: ignore[assignment]  # also a name of the base class


began = webhook("sanction.in_force", BEGAN, "sanctions", SanctionMessage)
ended = webhook("sanction.ended", ENDED, "sanctions", SanctionMessage)
