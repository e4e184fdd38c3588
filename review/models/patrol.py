"""Patrol rounds: which broadcast a person has to look at by when, who did, and what he saw."""

from django.db import models
from django.db.models import F, Q

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from review.models.item import Item
from rooms.models import Room, Session


class Round(TenantOwned):
    """One look at one broadcast, sampled by the share of human patrol of the room's tier."""

    class State(models.TextChoices):
        DUE = "due", "待巡查"
        DONE = "done", "已巡查"
        OVER = "over", "直播已结束"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    tier = models.CharField(max_length=8)
    percent = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=4, choices=State, default=State.DUE)
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField()
    missed_at = models.DateTimeField(null=True, blank=True)
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_at = models.DateTimeField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Item.Outcome, blank=True)
    note = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "number"], name="patrol_round_once"
            ),
            models.CheckConstraint(
                name="patrol_round_done_whole",
                condition=~Q(state="done")
                | Q(officer__isnull=False, from_at__isnull=False, to_at__gte=F("from_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "due_at"], name="patrol_round_due", condition=Q(state="due")
            ),
            models.Index(fields=["tenant", "-begins_at"], name="patrol_round_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.number}"
