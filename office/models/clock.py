"""Clocks on any subject: what is kept of one is folded from its log, which only grows."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock as the_clock
from office.rules import clocks


class Clock(TenantOwned):
    """One term running on one subject, as its log says it stands."""

    class State(models.TextChoices):
        RUNNING = clocks.RUNNING, "计时中"
        PAUSED = clocks.PAUSED, "已暂停"
        MET = clocks.MET, "已完成"
        CLOSED = clocks.CLOSED, "已终止"

    subject_kind = models.CharField(max_length=30)
    subject_ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    clause = models.CharField(max_length=60, blank=True)
    policy = models.JSONField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    round = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    law_due_at = models.DateTimeField(null=True)
    is_provisional = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=the_clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "subject_kind", "subject_ref", "kind"],
                name="clock_one_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="clock_to_look_at",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["tenant", "due_at", "id"],
                name="clock_open_by_due",
                condition=models.Q(state__in=["running", "paused"]),
            ),
            models.Index(
                fields=["tenant", "-ended_at", "-id"],
                name="clock_ended_last",
                condition=models.Q(ended_at__isnull=False),
            ),
            models.Index(fields=["tenant", "-id"], name="clock_newest"),
            models.Index(fields=["tenant", "subject_kind", "started_at"], name="clock_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_ref}"

    @property
    def is_open(self) -> bool:
        return self.state in clocks.OPEN


class ClockEvent(TenantOwned):
    """One line of a clock's log."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=the_clock.now)
    actor_kind = models.CharField(max_length=8)
    actor_ref = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "clock", "seq"], name="clock_event_sequence"),
            models.CheckConstraint(
                name="clock_event_known", condition=models.Q(kind__in=clocks.EVENTS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
