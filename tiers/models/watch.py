"""Who watches whose rooms at which hours, and when nobody did."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room, Session


class Assignment(TenantOwned):
    """One officer for one operator or one room, with his shift. What stands here is mirrored into
    the room's object permissions (`rooms.RoomUserPermission`) while it lasts (`is_mirrored`)."""

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_dedicated = models.BooleanField(default=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    from_minute = models.PositiveSmallIntegerField(default=0)
    to_minute = models.PositiveSmallIntegerField(default=1440)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_mirrored = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_of_one_thing",
                condition=models.Q(operator__isnull=False, room__isnull=True)
                | models.Q(operator__isnull=True, room__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_within_a_day",
                condition=models.Q(from_minute__lt=1440, to_minute__lte=1440),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "ends_at"], name="assignment_by_end"),
            models.Index(fields=["tenant", "officer"], name="assignment_by_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.operator_id or self.room_id}"


class Gap(TenantOwned):
    """A time in which a key room was on air and nobody watched it who ought to."""

    class Cause(models.TextChoices):
        ABSENT = "absent", "当班专员未在看"
        UNASSIGNED = "unassigned", "当时无人当班"

    class End(models.TextChoices):
        WATCHED = "watched", "有人接看"
        OVER = "over", "直播结束"
        LOWERED = "lowered", "不再是重点"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause)
    opened_at = models.DateTimeField()
    alarmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session"],
                name="gap_open_once",
                condition=models.Q(closed_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["tenant", "-opened_at"], name="gap_newest")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.opened_at:%H:%M:%S}"
