"""What the platform is sent of the stage, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from livecompliance.kernel.schema import webhook
from stage.api.elements import DECIDED
from stage.api.elements import KINDS as ELEMENTS
from stage.models import MinorsClass
from stage.rules import minors

DECISION = _("开播要素的一个版本有了结论：approved 的可以展示，refused 的不得展示。")
PLACED = _("一个直播间可以出现的位置变了：surfaces 是现在允许的全部位置，其余位置请撤下。")


class ElementSent(serializers.Serializer[Any]):
    """What became of one version of a key element."""

    id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ELEMENTS)
    state = serializers.ChoiceField(choices=DECIDED)
    clause = serializers.CharField()


@extend_schema_serializer(component_name="ElementMessage")
class ElementMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["element.decided"])
    timestamp = serializers.DateTimeField()
    data = ElementSent()  # type: ignore[assignment]  # also a name of the base class


class PlacementsSent(serializers.Serializer[Any]):
    """Where a room may be shown now, and which types for minors it holds."""

    room_id = serializers.UUIDField()
    surfaces = serializers.ListField(child=serializers.ChoiceField(choices=minors.SURFACES))
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=MinorsClass.Kind.choices))


@extend_schema_serializer(component_name="PlacementsMessage")
class PlacementsMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["room.placements_changed"])
    timestamp = serializers.DateTimeField()
    data = PlacementsSent()  # type: ignore[assignment]  # also a name of the base class


decided = webhook("element.decided", DECISION, "stage", ElementMessage)
placed = webhook("room.placements_changed", PLACED, "stage", PlacementsMessage)
