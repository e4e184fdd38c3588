"""Licences and filings of the platform itself. Measures, Article 5."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Filing(TenantOwned):
    """One licence or filing: its number, who issued it, from when until when it holds.

    What kinds there are, by which clause and whether they expire, is said by
    filings/data/kinds.yaml. `began_on` is the day on which the law's own term begins.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", "准备中"
        SUBMITTED = "submitted", "已提交"
        HELD = "held", "已取得"
        REFUSED = "refused", "未获批准"
        ENDED = "ended", "已注销"
        NOT_NEEDED = "not_needed", "不适用"

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    began_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    evidence = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    reason = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filing_ends_after_it_begins",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            )
        ]
        indexes = [models.Index(fields=["tenant", "kind"], name="filing_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
