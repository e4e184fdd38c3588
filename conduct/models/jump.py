"""Where rooms send their viewers: every link and code, once a broadcast, and what was behind it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from conduct.models.target import Target
from livecompliance.kernel import clock
from rooms.models import Room, Session


class Jump(TenantOwned):
    """One link or code of one broadcast, by what is written of it. Measures, Article 9¶2.

    The address is sealed with the session's key; its host stands open, to be counted.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    target_sealed = models.BinaryField()
    scheme = models.CharField(max_length=32, blank=True)
    host = models.CharField(max_length=253, blank=True)
    flags = ArrayField(models.CharField(max_length=12), default=list)
    listed = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    suggestion = models.CharField(max_length=6)
    event_key = models.CharField(max_length=80)
    segment_seq = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "digest"], name="conduct_jump_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-last_at"], name="conduct_jump_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.host} {self.pk}"


class Landing(TenantOwned):
    """What stood behind a link when the product looked: kept as it came, as evidence.

    `asks` is what its forms want of the visitor. What it said (title, words, full addresses) is
    sealed with the session's key, as the link is.
    """

    class State(models.TextChoices):
        KEPT = "kept", "已取证"
        REFUSED = "refused", "未能打开"

    jump = models.ForeignKey(Jump, on_delete=models.PROTECT, related_name="landings")
    state = models.CharField(max_length=8, choices=State)
    fetched_at = models.DateTimeField(default=clock.now)
    fetched_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    host = models.CharField(max_length=253, blank=True)
    flags = ArrayField(models.CharField(max_length=12), default=list)
    codes = ArrayField(models.CharField(max_length=40), default=list)
    asks = ArrayField(models.CharField(max_length=12), default=list)
    seen_sealed = models.BinaryField(default=bytes)
    hops = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    file_id = models.UUIDField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "jump", "-fetched_at"], name="conduct_landing_newest")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.host} {self.pk}"
