"""Timestamps (RFC 3161) over checkpoints, and how the authority that gives them does."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock


class Timestamp(TenantOwned):
    """That the checkpoint of `size` leaves was there at an instant, as an authority signed it.

    `response` is what it answered (TimeStampResp), verified before it was kept; never altered.
    """

    size = models.BigIntegerField()
    at = models.DateTimeField()
    note_sha256 = models.CharField(max_length=64)
    response = models.BinaryField(max_length=65_536)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "size"], name="timestamp_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.at:%Y-%m-%d %H:%M:%S}"


class Stamping(TenantOwned):
    """How a record fares with the authority; `alarmed` is the fault that people were told of."""

    class Fault(models.TextChoices):
        SILENT = "silent", "没有应答"
        WRONG = "wrong", "时间戳无效"

    next_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=6, choices=Fault, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)
    alarmed = models.CharField(max_length=6, choices=Fault, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="stamping_once")]

    def __str__(self) -> str:
        return self.fault or "ok"
