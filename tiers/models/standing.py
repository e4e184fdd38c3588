"""Where an operator stands and stood."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room
from tiers.models.policy import TierPolicy


class Standing(TenantOwned):
    """One tier of one operator, from when until when, and why.

    `reason` is why he came here, `latest` what the figures said when last looked at: each holds
    every dimension with its value and its contribution. No policy is the shipped one. `is_due`:
    something happened since, and he is to be judged again before the day is over.
    """

    class Origin(models.TextChoices):
        COMPUTED = "computed", "系统计算"
        HAND = "hand", "人工调整"

    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=8, choices=Room.Tier)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.COMPUTED)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    policy = models.ForeignKey(
        TierPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    policy_version = models.PositiveIntegerField(default=0)
    reason = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_hand_until = models.DateField(null=True, blank=True)
    score = models.PositiveIntegerField(default=0)
    latest = models.JSONField(default=dict)
    latest_version = models.PositiveIntegerField(default=0)
    looked_on = models.DateField(null=True, blank=True)
    is_due = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "operator"],
                name="standing_current_once",
                condition=models.Q(until__isnull=True),
            ),
            models.CheckConstraint(
                name="standing_ends_after_it_began",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="standing_by_hand_says_why",
                condition=models.Q(origin="computed")
                | ~models.Q(note="") & models.Q(set_by__isnull=False, by_hand_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "operator", "-since"], name="standing_history"),
            models.Index(
                fields=["tenant", "tier", "-score", "operator"],
                name="standing_by_tier",
                condition=models.Q(until__isnull=True),
            ),
            models.Index(
                fields=["looked_on", "tenant"],
                name="standing_to_look_at",
                condition=models.Q(until__isnull=True),
            ),
            models.Index(
                fields=["tenant"],
                name="standing_due",
                condition=models.Q(until__isnull=True, is_due=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator_id} {self.tier}"
