"""What viewers said that hurts, what became of it, and the counts that it is compared with."""

from django.db import models

from accounts.models import TenantOwned
from rooms.models import Room, Session


class Minute(TenantOwned):
    """How much was said and removed in one minute of a broadcast. Measures, Article 21."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    said = models.PositiveIntegerField(default=0)
    critical = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)
    by_hiding = models.PositiveIntegerField(default=0)
    by_folding = models.PositiveIntegerField(default=0)
    by_muting = models.PositiveIntegerField(default=0)
    by_deleting = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "session", "at"], name="conduct_minute_once")
        ]
        indexes = [models.Index(fields=["tenant", "at"], name="conduct_minute_by_time")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.at:%H:%M}"


class Remark(TenantOwned):
    """One viewer's line that is critical of goods or seller, or that was flagged, and its end.

    `hidden` is in whose hands muting and folding are too. The words are sealed with the
    session's key.
    """

    class Action(models.TextChoices):
        HIDDEN = "hidden", "隐藏"
        FOLDED = "folded", "折叠"
        MUTED = "muted", "禁言"
        DELETED = "deleted", "删除"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    event_key = models.CharField(max_length=80)
    segment_seq = models.PositiveIntegerField()
    is_critical = models.BooleanField()
    is_flagged = models.BooleanField()
    words_sealed = models.BinaryField(default=bytes)
    said_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    action = models.CharField(max_length=8, choices=Action, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "event_key"], name="conduct_remark_once"
            ),
            models.CheckConstraint(
                name="conduct_remark_matters",
                condition=models.Q(is_critical=True) | models.Q(is_flagged=True),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "room", "-removed_at"], name="conduct_remark_by_room"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.event_key}"
