"""Rooms that are patrolled as key rooms are for a time, whatever their tier."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from rooms.models import Room


class RaisedPatrol(TenantOwned):
    """One room watched as a key room is, from when until when, for a reason of an app above.

    `cause` is a word of the program, `ref` the id of what it saw. The operator's tier, and what it
    gives and takes, stay as they are: to be watched is no judgement.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=30)
    ref = models.CharField(max_length=64)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room", "cause", "ref"], name="patrol_raised_once"
            ),
            models.CheckConstraint(
                name="patrol_raised_for_a_time", condition=models.Q(until__gt=models.F("since"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "until"],
                name="patrol_raised_now",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(fields=["tenant", "cause", "ref"], name="patrol_raised_for"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.cause}"
