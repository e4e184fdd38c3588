"""Reports of the platform for everybody: one of a period, version by version, for good."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class TransparencyReport(TenantOwned):
    """One version of the report of one period.

    `body` is what everybody reads; small numbers are not in it. `sha256` is of its canonical form
    (RFC 8785) and stands in the record. What was released never changes, and the database sees to
    that: another version takes its place and says why. Drafted by the product, `drafted_by` is
    empty. Where two are wanted (`is_two`), who read it does not release it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待阅"
        READ = "read", "待发布"
        RELEASED = "released", "已发布"
        DISCARDED = "discarded", "已作废"

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    is_two = models.BooleanField(default=False)
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period", "version"],
                name="transparency_report_version",
                condition=~models.Q(state="discarded"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "period"],
                name="transparency_report_one_open",
                condition=models.Q(state__in=["draft", "read"]),
            ),
            models.CheckConstraint(
                name="transparency_report_read_by_somebody",
                condition=~models.Q(state__in=["read", "released"])
                | models.Q(read_by__isnull=False, read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transparency_report_released_whole",
                condition=~models.Q(state="released")
                | models.Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transparency_report_two_are_two",
                condition=models.Q(is_two=False)
                | models.Q(released_by__isnull=True)
                | ~models.Q(released_by=models.F("read_by")),
            ),
            models.CheckConstraint(
                name="transparency_report_corrected_says_why",
                condition=models.Q(version=1) | ~models.Q(note=""),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="transparency_report_newest")]

    def __str__(self) -> str:
        return f"{self.period} #{self.version}"
