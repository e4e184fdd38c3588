"""Platforms that match their blacklists against each other, and what was matched."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Bar, Party


class Sharing(TenantOwned):
    """A platform's consent to share, from when until when, and what a match does with it.

    Only matches travel: no platform sees another's list, its people, or how many there are.
    """

    class Mode(models.TextChoices):
        ASK = "ask", "提示专员核查"
        REFUSE = "refuse", "不准开播，并提示专员核查"

    mode = models.CharField(max_length=6, choices=Mode)
    since = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"],
                name="sharing_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.mode


class Match(TenantOwned):
    """Somebody here who is on another platform's blacklist, with where that comes from.

    It is a reason to look, never by itself one to decide. `bar` names the entry there. When the
    entry is retracted, or its platform leaves, the match is retracted by itself.
    """

    class State(models.TextChoices):
        OPEN = "open", "待核查"
        SEEN = "seen", "已核查"
        RETRACTED = "retracted", "已撤回"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    bar = models.UUIDField()
    by = models.CharField(max_length=8, choices=Bar.By)
    platform = models.CharField(max_length=120)
    ground = models.CharField(max_length=10, choices=Bar.Ground)
    clause = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    note = models.CharField(max_length=300, blank=True)
    seen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "party", "bar"], name="match_once"),
            models.CheckConstraint(
                name="match_seen_says_what",
                condition=~models.Q(state="seen")
                | ~models.Q(note="") & models.Q(seen_by__isnull=False, seen_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="match_newest")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"
