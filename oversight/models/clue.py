"""Conduct that may be a crime: what was found, what holds the evidence, what was decided."""

from django.db import models

from accounts.models import Hold, TenantOwned, User
from livecompliance.kernel import clock
from moderation.models import Finding
from oversight.models.package import Package
from parties.models import Party
from rooms.models import Session


class Clue(TenantOwned):
    """One clue: of one offence in one broadcast, or from one decision. Names nobody by itself.

    It begins with a hold on the evidence and an order for a package; an officer says whether the
    police are told, and why.
    """

    class Offence(models.TextChoices):
        FRAUD = "fraud", "诈骗"
        GAMBLING = "gambling", "赌博"
        PYRAMID = "pyramid", "传销"
        CONTRABAND = "contraband", "贩卖违禁品或管制物品"
        DRUGS = "drugs", "毒品"
        DATA = "data", "侵犯公民个人信息"
        OTHER = "other", "其他犯罪"

    class Source(models.TextChoices):
        MEASURE = "measure", "直播处置"
        SANCTION = "sanction", "处罚决定"
        OFFICER = "officer", "专员发现"

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        CONFIRMED = "confirmed", "已确认移送"
        REJECTED = "rejected", "不移送"

    key = models.CharField(max_length=80)
    offence = models.CharField(max_length=10, choices=Offence)
    source = models.CharField(max_length=8, choices=Source)
    clause = models.CharField(max_length=80)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sanction = models.UUIDField(null=True, blank=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold = models.ForeignKey(
        Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    package = models.ForeignKey(
        Package, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="clue_once"),
            models.CheckConstraint(
                name="clue_decided_with_reason",
                condition=models.Q(state="open")
                | models.Q(decided_at__isnull=False) & ~models.Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "-id"], name="clue_by_state")]

    def __str__(self) -> str:
        return f"{self.offence} {self.state}"
