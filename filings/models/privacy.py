"""Personal information: its impact assessed before, its leaks handled after. PIPL, 55 to 57."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from filings.rules.decisions import KNOWN_STEPS
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


class Leak(TenantOwned):
    """Personal information leaked, altered or lost, or maybe so. Holds no personal data itself."""

    class Nature(models.TextChoices):
        LEAK = "leak", "泄露"
        ALTERATION = "alteration", "篡改"
        LOSS = "loss", "丢失"

    class State(models.TextChoices):
        OPEN = "open", "处置中"
        CLOSED = "closed", "已办结"

    title = models.CharField(max_length=120)
    nature = models.CharField(max_length=10, choices=Nature)
    is_certain = models.BooleanField(default=True)
    is_larger = models.BooleanField(default=False)
    categories = ArrayField(models.CharField(max_length=20))
    persons = models.PositiveIntegerField(null=True, blank=True)
    cause = models.TextField(max_length=2000, blank=True)
    harm = models.TextField(max_length=2000, blank=True)
    discovered_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-discovered_at"], name="leak_newest")]

    def __str__(self) -> str:
        return self.title


class LeakStep(TenantOwned):
    """One dated step of handling a leak. Only added to."""

    leak = models.ForeignKey(Leak, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.TextField(max_length=2000, blank=True)
    told = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="leak_step_known", condition=models.Q(kind__in=KNOWN_STEPS))
        ]
        indexes = [models.Index(fields=["tenant", "leak", "at"], name="leak_step_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
