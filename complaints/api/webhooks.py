"""What the platform is sent of complaints, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from complaints.models import Complaint
from livecompliance.kernel.schema import webhook

REFERRED = _(
    "一件投诉转交运营者或商家答复。在平台一侧答复的，请让他看到，并在 due_at 前登记他的答复；"
    "要求的内容凭 complaints.read 读取，这里不含任何个人信息。"
)


@extend_schema_serializer(component_name="ComplaintReferredSent")
class ReferredSent(serializers.Serializer[Any]):
    """What is said of a request: which, of whom, until when."""

    referral = serializers.UUIDField()
    complaint = serializers.UUIDField()
    number = serializers.CharField()
    about = serializers.ChoiceField(choices=Complaint.Kind.choices)
    round = serializers.IntegerField()
    party = serializers.CharField(allow_blank=True)
    supplier = serializers.CharField(allow_blank=True)
    room = serializers.CharField(allow_blank=True)
    due_at = serializers.CharField(allow_blank=True)
    clause = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintReferredMessage")
class ReferredMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["complaint.referred"])
    timestamp = serializers.DateTimeField()
    data = ReferredSent()  # type: ignore[assignment]  # also a name of the base class


referred = webhook("complaint.referred", REFERRED, "complaints", ReferredMessage)
