"""What rules in shadow would have done."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from rooms.models import Session
from studio.models.pack import Issue
from studio.models.rule import Version


class Shadow(TenantOwned):
    """One event that a rule not in force there would have caught, or a list would have met.

    The words stay in the segment. `term` is the list's own, as findings call it.
    """

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    term = models.CharField(max_length=120, blank=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    segment_seq = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    event_key = models.CharField(max_length=80)
    at = models.DateTimeField()
    measure = models.CharField(max_length=14, blank=True)
    suggestion = models.CharField(max_length=6)
    score = models.FloatField()
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "session", "event_key"],
                name="studio_shadow_once_per_event",
            ),
            models.UniqueConstraint(
                fields=["tenant", "issue", "session", "event_key"],
                name="studio_shadow_once_per_list",
            ),
            models.CheckConstraint(
                name="studio_shadow_of_one",
                condition=models.Q(version__isnull=False, issue__isnull=True)
                | models.Q(version__isnull=True, issue__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "version", "-id"], name="studio_shadow_newest"),
            models.Index(fields=["tenant", "issue", "-id"], name="studio_shadow_newest_of_list"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id or self.issue_id} {self.event_key}"
