"""In whose company a broadcast is: who joined by voice or video, and whom it promotes."""

from django.db import models

from accounts.models import TenantOwned
from conduct.models.target import Target
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room, Session


class Guest(TenantOwned):
    """Somebody who joined a broadcast by voice or video: who, from when to when, how much he said.

    Measures, Article 21. Whoever is no party of the platform is known by keyed digest only.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    ref_digest = models.CharField(max_length=64)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_cast = models.BooleanField(default=False)
    mode = models.CharField(max_length=6)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    lines = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "ref_digest", "joined_at"], name="conduct_guest_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.joined_at:%H:%M:%S}"

    @property
    def is_identified(self) -> bool:
        return self.party_id is not None or self.is_cast


class Promotion(TenantOwned):
    """A broadcast that named, linked to, joined with or put on air somebody barred.

    Measures, Article 18(5). The proof of "knew or should have known" is copied here: it stands
    whatever becomes of the entry or the bar.
    """

    class How(models.TextChoices):
        NAMED = "named", "提及"
        LINKED = "linked", "链接"
        JOINED = "joined", "连线"
        HOSTED = "hosted", "出镜"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    whom = models.CharField(max_length=64)
    event_key = models.CharField(max_length=80)
    segment_seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    known_by = models.CharField(max_length=12, choices=Target.Known)
    known_on = models.DateField()
    known_ref = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "how", "whom"], name="conduct_promotion_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "-at"], name="conduct_promotion_newest")]

    def __str__(self) -> str:
        return f"{self.how} {self.session_id}"
