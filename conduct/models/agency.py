"""Faked figures and trades of rooms, by the agencies that stand behind them. Order 117, Art. 44."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room


class AgencyAct(TenantOwned):
    """One act of somebody whom an agency worked with then: figures that stood out, or a decision.

    `ref` is the anomaly, or the decision's number; `by` is how it is known that they work together:
    filed, agreed, or not filed at all and paid into one account, or on air from one device.
    """

    class By(models.TextChoices):
        TIE = "tie", "已登记的合作关系"
        AGREEMENT = "agreement", "书面协议"
        BANK = "bank", "使用机构的收款账户，合作关系未登记"
        DEVICE = "device", "使用机构的开播设备，合作关系未登记"

    class Kind(models.TextChoices):
        FIGURES = "figures", "数据异常"
        DECISION = "decision", "处罚决定"

    agency = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    ref = models.CharField(max_length=40)
    by = models.CharField(max_length=9, choices=By, default=By.TIE)
    at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "agency", "party", "kind", "ref"], name="agency_act_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "agency", "-at"], name="agency_act_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class AgencyTrace(TenantOwned):
    """An officer must look whether an agency organised what its rooms faked; and his answer."""

    class Outcome(models.TextChoices):
        ORGANISED = "organised", "由其组织"
        NOT_ORGANISED = "not_organised", "未发现其组织"

    agency = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    rooms = ArrayField(models.UUIDField(), default=list)
    opened_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "agency"],
                name="agency_trace_open_once",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="agency_trace_closed_in_words",
                condition=models.Q(closed_at__isnull=True)
                | (~models.Q(outcome="") & ~models.Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.outcome or 'open'}"
