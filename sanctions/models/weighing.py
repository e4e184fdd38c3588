"""A decision that was taken for one offence too many, and waits for a person's word on it."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from sanctions.models.sanction import Sanction


class Weighing(TenantOwned):
    """One question to officers: does a decision still fit, now that an offence before it fell?

    It is answered by a person who took no part in the decision (it still fits, and why), or by
    the end of the decision, whatever ended it. A clock of the office runs until then.
    """

    class State(models.TextChoices):
        OPEN = "open", "待重新衡量"
        KEPT = "kept", "维持"
        ENDED = "ended", "处罚已结束"

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="weighings")
    fallen = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="+")
    offence = models.PositiveSmallIntegerField()
    suggested = models.CharField(max_length=16)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sanction", "fallen"], name="weighing_once_per_fall"
            ),
            models.CheckConstraint(
                name="weighing_kept_says_why",
                condition=~models.Q(state="kept")
                | (~models.Q(reason="") & models.Q(answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="weighing_answered_at",
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "sanction"],
                name="weighing_open",
                condition=models.Q(state="open"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.state}"
