"""What the platform is sent of complaints, for the OpenAPI document (webhooks)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from complaints.models import Complaint
from complaints.services import CONTENT
from livecompliance.kernel.schema import webhook

REFERRED = _(
    "一件投诉转交运营者或商家答复。在平台一侧答复的，请让他看到，并在 due_at 前登记他的答复；"
    "要求的内容凭 complaints.read 读取，这里不含任何个人信息。"
)

REMINDED = _(
    "转交运营者或商家的投诉即将到期，仍没有答复。在平台一侧答复的，请在 due_at 前提醒他；"
    "逾期未答复会作为拖延的发现记录。"
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

    type = serializers.ChoiceField(choices=["complaint.referred", "complaint.referral_due"])
    timestamp = serializers.DateTimeField()
    data = ReferredSent()  # type: ignore[assignment]  # also a name of the base class


referred = webhook("complaint.referred", REFERRED, "complaints", ReferredMessage)
reminded = webhook("complaint.referral_due", REMINDED, "complaints", ReferredMessage)


ASKED = _(
    "消费者因争议要求提供运营者、营销人员的信息和交易记录（《直播电商监督管理办法》第十八条）。"
    "请用 complaint_trade_record 交来这笔订单的支付、物流、售后记录；due_at 前由合规专员提供。"
)


@extend_schema_serializer(component_name="ComplaintParticularsSent")
class ParticularsSent(serializers.Serializer[Any]):
    """What is said of a request: of which complaint, until when."""

    complaint = serializers.UUIDField()
    number = serializers.CharField()
    external_id = serializers.CharField(allow_blank=True)
    about = serializers.ChoiceField(choices=Complaint.Kind.choices)
    round = serializers.IntegerField()
    room = serializers.CharField(allow_blank=True)
    session = serializers.CharField(allow_blank=True)
    offer = serializers.CharField(allow_blank=True)
    due_at = serializers.CharField(allow_blank=True)
    clause = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintParticularsMessage")
class ParticularsMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["complaint.particulars_asked"])
    timestamp = serializers.DateTimeField()
    data = ParticularsSent()  # type: ignore[assignment]  # also a name of the base class


particulars_asked = webhook("complaint.particulars_asked", ASKED, "complaints", ParticularsMessage)


BLOCKED = _(
    "因知识产权侵权通知，请立即屏蔽 target 所指的内容：room 直播间、session 一场直播和回放"
    "（from 至 until，空为整场）、cover 封面和标题、account 账号。"
    "执行后用 complaint_notice_done 回报。"
)
RESTORED = _(
    "知识产权通知的措施已终止，请恢复。others 不为 0 的，还有其他通知针对同一内容，不要恢复。"
)


@extend_schema_serializer(component_name="NoticeContentSent")
class ContentSent(serializers.Serializer[Any]):
    """What is to be taken down, or may be shown again, on account of a notice."""

    measure = serializers.UUIDField()
    complaint = serializers.UUIDField()
    notice = serializers.CharField(help_text=_("公示号"))
    target = serializers.ChoiceField(choices=CONTENT)
    room = serializers.UUIDField()
    room_external_id = serializers.CharField(allow_blank=True)
    party = serializers.CharField(allow_blank=True)
    session = serializers.CharField(allow_blank=True)
    until = serializers.CharField(allow_blank=True)
    others = serializers.IntegerField()
    clause = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields with `from`, a word that no attribute can be called."""
        return {**super().get_fields(), "from": serializers.CharField(allow_blank=True)}


@extend_schema_serializer(component_name="NoticeContentMessage")
class ContentMessage(serializers.Serializer[Any]):
    """One message, signed by Standard Webhooks; `webhook-id` stays when it is sent again."""

    type = serializers.ChoiceField(choices=["notice.content_blocked", "notice.content_restored"])
    timestamp = serializers.DateTimeField()
    data = ContentSent()  # type: ignore[assignment]  # also a name of the base class


blocked = webhook("notice.content_blocked", BLOCKED, "complaints", ContentMessage)
restored = webhook("notice.content_restored", RESTORED, "complaints", ContentMessage)
