"""What a consumer asks for when he disputes a purchase, and what the platform gave him."""

from django.db import models

from accounts.models import TenantOwned, User
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField


class ParticularsRequest(TenantOwned):
    """A consumer's request for the particulars of operator, marketers and trade. Order 117, 18.

    One of a complaint; who is declined, or finds that something lacks, asks again (`round`).
    Why it was declined, and why it is asked again, is said in the complaint's messages, sealed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待提供"
        GIVEN = "given", "已提供"
        DECLINED = "declined", "未提供"

    class Ground(models.TextChoices):
        NO_DISPUTE = "no_dispute", "没有消费争议"
        NOT_BUYER = "not_buyer", "不能确认是买家"
        OTHER = "other", "其他理由"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="particulars")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    round = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(
        max_length=5, choices=Complaint.Channel, default=Complaint.Channel.WEB
    )
    asked_at = models.DateTimeField(default=clock.now)
    ground = models.CharField(max_length=10, choices=Ground, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "complaint"], name="particulars_asked_once"),
            models.CheckConstraint(
                name="particulars_declined_says_why",
                condition=~models.Q(state="declined") | ~models.Q(ground=""),
            ),
            models.CheckConstraint(
                name="particulars_decided_by_somebody",
                condition=models.Q(state="waiting")
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.round} {self.state}"


class ParticularsVersion(TenantOwned):
    """What was given once, whole: never changed, sealed with the complaint's key."""

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="particulars_versions"
    )
    number = models.PositiveSmallIntegerField()
    body = EncryptedField(kind="text", null=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "complaint", "number"], name="particulars_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.number}"


class TradeRecord(TenantOwned):
    """What the platform's own system has of an order in dispute: paid, sent, returned, asked for.

    What it says and the amount are sealed with the complaint's key; `digest` tells whether the
    same number is handed in with the same content.
    """

    class Kind(models.TextChoices):
        ORDER = "order", "订单"
        PAYMENT = "payment", "支付"
        LOGISTICS = "logistics", "物流"
        RETURN = "return", "退换货"
        REFUND = "refund", "退款"
        SERVICE = "service", "客服与售后"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="trade_records")
    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    text = EncryptedField(kind="text", null=True)
    amount = EncryptedField(kind="text", null=True)
    digest = models.BinaryField(max_length=32)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "complaint", "external_id"], name="trade_record_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "complaint", "at"], name="trade_record_time")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"
