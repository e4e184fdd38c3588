"""The register of recordings: the video stays with the platform; what is there stands here."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from rooms.models import Session


class Recording(TenantOwned):
    """One stretch of a broadcast that the platform says it recorded.

    Attributes:
        url: where the platform keeps it; its host alone is shown.
        probed_at: when it was looked at last; `hashed_at` when all of it was read.
        fault: what is wrong with it since `fault_at`; "" while nothing is.
        alarmed: the fault of which officers were told.
    """

    class Fault(models.TextChoices):
        UNREACHABLE = "unreachable", "无法访问"
        MISSING = "missing", "已不存在"
        CHANGED = "changed", "内容不符"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    url = models.CharField(max_length=1000)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    reported_at = models.DateTimeField(default=clock.now)
    probed_at = models.DateTimeField(null=True, blank=True)
    hashed_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=clock.now)
    rounds = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=11, choices=Fault, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)
    alarmed = models.CharField(max_length=11, choices=Fault, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "starts_at", "sha256"], name="recording_once"
            ),
            models.CheckConstraint(
                name="recording_lasts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="recording_due"),
            models.Index(fields=["tenant", "session", "starts_at"], name="recording_of"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.starts_at:%H:%M:%S}"


class Coverage(TenantOwned):
    """How much of an ended broadcast is recorded, as it was looked at last."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField()
    missing_s = models.PositiveIntegerField()
    gaps = models.PositiveIntegerField()
    looked_at = models.DateTimeField(default=clock.now)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-missing_s"], name="coverage_worst")]

    def __str__(self) -> str:
        return f"{self.session_id} -{self.missing_s} s"
