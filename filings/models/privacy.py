"""Personal information: what handling it does to persons is assessed before. PIPL, 55 and 56."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Impact(TenantOwned):
    """One assessment of what a handling does to persons. Decided, it stays as it is, for years."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        DECIDED = "decided", "已决定"

    class Decision(models.TextChoices):
        GO = "go", "可以处理"
        CHANGE = "change", "采取措施后处理"
        STOP = "stop", "不得处理"

    title = models.CharField(max_length=120)
    grounds = ArrayField(models.CharField(max_length=20))
    categories = ArrayField(models.CharField(max_length=20))
    processing = models.TextField(max_length=2000, blank=True)
    necessity = models.TextField(max_length=2000, blank=True)
    risks = models.TextField(max_length=2000, blank=True)
    measures = models.TextField(max_length=2000, blank=True)
    file = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="impact_decided_by_somebody",
                condition=models.Q(state="draft")
                | models.Q(decided_by__isnull=False, keep_until__isnull=False)
                & ~models.Q(decision=""),
            )
        ]
        indexes = [models.Index(fields=["tenant", "-created_at"], name="impact_newest")]

    def __str__(self) -> str:
        return self.title
