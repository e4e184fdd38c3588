"""Long work: one row per job, so that it can be seen, stopped and taken up again."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Job(TenantOwned):
    """One piece of long work and how far it has come.

    `run` names the run that has the job now and `heartbeat_at` when it last gave a sign of
    life: together they are its lease. `checkpoint` is where the next run takes it up.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    language = models.CharField(max_length=10, blank=True)
    arguments = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    rate = models.FloatField(default=0)
    run = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    cancel_asked_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "owner", "-id"], name="job_by_owner"),
            models.Index(
                fields=["available_at"],
                name="job_open",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "owner", "kind", "fingerprint"],
                condition=models.Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="job_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def percent(self) -> int | None:
        """Return how much is done, in whole percent; None while nobody knows how much there is."""
        if not self.total:
            return None
        return min(100, self.done * 100 // self.total)

    @property
    def seconds_left(self) -> int | None:
        """Return how long it may still take, by the rate so far."""
        if not self.total or self.rate <= 0:
            return None
        return max(0, round((self.total - self.done) / self.rate))
