"""Signs that income is split or its nature changed, and which shop ids were seen when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from tax.models.payee import Payee


class Sign(TenantOwned):
    """One sign, what it rests on, and what an officer made of it.

    `subject` and `print` are digests: whom it is about, and of what it rests on. The same facts
    found again are the same sign; one that was decided comes back only with other facts.
    """

    class Kind(models.TextChoices):
        MANY_SHOPS = "many_shops", "一人多店"
        SHOP_CHURN = "shop_churn", "频繁更换店铺标识"
        CONVERSION = "conversion", "季度内劳务转经营"
        PARKED = "parked", "收入压在起征点以下"
        SPLIT = "split", "多个收款人拆分收入"
        UNDER_LINE = "under_line", "收入压在五百万元以下"
        BATCH = "batch", "同一地址批量登记"

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        CONFIRMED = "confirmed", "属实"
        DISMISSED = "dismissed", "排除"

    kind = models.CharField(max_length=12, choices=Kind)
    clause = models.CharField(max_length=40)
    subject = models.BinaryField(max_length=32)
    print = models.BinaryField(max_length=32)
    payees = ArrayField(models.UUIDField())
    last_on = models.DateField()
    evidence = models.JSONField()
    points = models.JSONField()
    limit = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "subject", "print"], name="sign_once"
            ),
            models.CheckConstraint(
                name="sign_decided_by_somebody",
                condition=models.Q(state="open", decided_at__isnull=True)
                | models.Q(~models.Q(state="open"), ~models.Q(reason=""), decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="sign_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ShopSeen(TenantOwned):
    """From when to when a payee was known by a shop id; no end while he still is."""

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="+")
    shop = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "payee", "shop"],
                name="shopseen_open_once",
                condition=models.Q(last_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.shop
