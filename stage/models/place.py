"""Where a broadcast is made from."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from rooms.models import Room


class Place(TenantOwned):
    """One declaration of where a room is broadcast from (Measures, Article 20, paragraph 1).

    The newest stands (`ended_at` is empty). Coordinates are precise location: sealed with the key
    of the room's operator, or of the room while it has none (`keeper_kind`, `keeper_id`).
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    session_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=24)
    area = models.CharField(max_length=60, blank=True)
    location = EncryptedField(kind="address", null=True)
    keeper_kind = models.CharField(max_length=8)
    keeper_id = models.UUIDField()
    is_restricted = models.BooleanField(default=False)
    ground = models.CharField(max_length=20, blank=True)
    declared_at = models.DateTimeField(default=clock.now)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room"],
                name="place_stands_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.room_id}"
