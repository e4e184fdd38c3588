"""A tenant's ladders, version by version."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class LadderPolicy(TenantOwned):
    """One version of the ladder: which violation leads to what, the first time and every next.

    `body` is a `sanctions.rules.ladder.Ladder`. Whoever wrote it does not publish it, and what was
    published never changes: another version takes its place on its first day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        DISCARDED = "discarded", "已作废"

    version = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=200, blank=True)
    body = models.JSONField()
    effective_from = models.DateField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    publisher = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="ladder_version"),
            models.CheckConstraint(
                name="ladder_published_by_another",
                condition=~models.Q(state="published")
                | models.Q(publisher__isnull=False, version__isnull=False)
                & ~models.Q(publisher=models.F("author")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "-effective_from", "-version"],
                name="ladder_in_force",
                condition=models.Q(state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.version or '-'}"
