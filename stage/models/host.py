"""Virtual hosts, and whether their mark is seen on air."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Consent
from rooms.models import Room, Session


class VirtualHost(TenantOwned):
    """A figure made by technical means that sells in a room (Measures, Articles 13 and 25).

    It may be shown once its technology was assessed, its mark is as the standard asks, and
    whoever lends face or voice has agreed, for as long as he does. `technology` is the slug of
    the register of technologies.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待评估"
        READY = "ready", "可以出镜"
        REFUSED = "refused", "评估未通过"
        OFF = "off", "已停用"

    class Borrowed(models.TextChoices):
        """Whose face or voice it has."""

        NOBODY = "nobody", "虚构，不取自任何人"
        PERSON = "person", "取自自然人"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    technology = models.CharField(max_length=60)
    face = models.CharField(max_length=6, choices=Borrowed)
    voice = models.CharField(max_length=6, choices=Borrowed)
    face_consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    voice_consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, related_name="+"
    )
    mark_height_percent = models.FloatField()
    mark_opening_s = models.FloatField()
    is_mark_continuous = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    assessment = models.CharField(max_length=80, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room", "name"],
                name="virtual_host_name_per_room",
                condition=~models.Q(state__in=["off", "refused"]),
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "state"], name="virtual_host_queue"),
            models.Index(
                fields=["tenant"], name="virtual_host_ready", condition=models.Q(state="ready")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class MarkState(TenantOwned):
    """Whether the mark of artificial origin is seen in one broadcast, by the platform's frames.

    Instants are those of the frames. `lost_at` is since when every frame has been without it.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    alarms = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "session"], name="mark_state_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.lost_at}"
