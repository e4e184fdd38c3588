"""A rule tried on what was recorded."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from studio.models.rule import Version


class Backtest(TenantOwned):
    """One trial of one wording of a version on the segments of a period.

    `parts` are the figures of each worker's share of the sessions, by number; `figures` their sum
    when all are in. Neither holds words: a sample is a place in a segment.
    """

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="backtests")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    shards = models.PositiveSmallIntegerField()
    jobs = ArrayField(models.UUIDField(), default=list)
    parts = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    ordered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "version", "-id"], name="studio_backtest_newest")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"
