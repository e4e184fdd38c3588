"""The base of a policy that a tenant writes version by version, and another person publishes."""

from django.db import models
from django.db.models.constraints import BaseConstraint

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class PolicyVersion(TenantOwned):
    """One version. `body` is what the app above makes of it.

    Whoever wrote it does not publish it, and what was published never changes: another version
    takes its place on its first day.
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
        abstract = True

    def __str__(self) -> str:
        return f"#{self.version or '-'}"


def version_constraints(name: str) -> list[BaseConstraint]:
    """Return what holds for every version: one of each number, published by another person."""
    by_another = models.Q(publisher__isnull=False, version__isnull=False) & ~models.Q(
        publisher=models.F("author")
    )
    return [
        models.UniqueConstraint(fields=["tenant", "version"], name=f"{name}_version"),
        models.CheckConstraint(
            name=f"{name}_published_by_another",
            condition=~models.Q(state="published") | by_another,
        ),
    ]


def version_index(name: str) -> models.Index:
    """Return the index by which the version that holds is found."""
    return models.Index(
        fields=["tenant", "-effective_from", "-version"],
        name=f"{name}_in_force",
        condition=models.Q(state="published"),
    )
