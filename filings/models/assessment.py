"""Safety assessments, and what is reported that makes one due. Measures, Article 5."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Assessment(TenantOwned):
    """One safety assessment: why it is due, what it found, who signed it, where it went.

    `answers` holds, for every key of the checklist, a finding and a note. Once signed they
    stay; a report that comes back is answered in a new round.
    """

    class State(models.TextChoices):
        OPEN = "open", "评估中"
        SIGNED = "signed", "已签署"
        SUBMITTED = "submitted", "已提交"
        ACCEPTED = "accepted", "已通过"
        RETURNED = "returned", "被退回"

    class Result(models.TextChoices):
        PASSED = "passed", "风险可控"
        CONDITIONS = "conditions", "整改后可控"
        FAILED = "failed", "风险不可控"

    trigger = models.CharField(max_length=20)
    subject = models.CharField(max_length=160)
    detail = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    conclusion = models.TextField(max_length=4000, blank=True)
    file = models.UUIDField(null=True, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    submitted_to = models.CharField(max_length=160, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    authority = models.CharField(max_length=160, blank=True)
    notice_number = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "trigger"],
                name="assessment_open_once",
                condition=models.Q(trigger__in=["scale", "spread"], state__in=["open", "returned"]),
            ),
            models.UniqueConstraint(
                fields=["tenant", "authority", "notice_number"],
                name="assessment_once_per_notice",
                condition=~models.Q(notice_number=""),
            ),
            models.CheckConstraint(
                name="assessment_signed_by_somebody",
                condition=models.Q(state__in=["open", "returned"])
                | models.Q(signed_by__isnull=False, signed_at__isnull=False) & ~models.Q(result=""),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-opened_at"], name="assessment_newest")]

    def __str__(self) -> str:
        return f"{self.trigger} {self.subject}"


class Signal(TenantOwned):
    """What was reported: a number of the platform's size, or that measures failed to hold.

    `assessment` is the one that this report made due; of numbers, later ones are compared to it.
    """

    class Kind(models.TextChoices):
        USERS = "users", "注册用户数"
        ACTIVE = "active", "日活跃用户数"
        AUDIENCE = "audience", "同时在线观看数"
        SPREAD = "spread", "违法有害信息扩散"

    kind = models.CharField(max_length=10, choices=Kind)
    value = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    on_day = models.DateField()
    reported_at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=8)
    actor_ref = models.CharField(max_length=64, blank=True)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="signals"
    )

    class Meta:
        indexes = [models.Index(fields=["tenant", "kind", "-reported_at"], name="signal_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
