"""Standards met, and people enough. Measures, Article 6, paragraph 2."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Standard(TenantOwned):
    """A standard that the platform recorded: an association's, or more of a listed one."""

    class Kind(models.TextChoices):
        MANDATORY = "mandatory", "强制性国家标准"
        NATIONAL = "national", "国家标准"
        INDUSTRY = "industry", "行业标准"
        LOCAL = "local", "地方标准"
        ASSOCIATION = "association", "团体标准"

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=Kind)
    issuer = models.CharField(max_length=120, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="standard_once"),
            models.CheckConstraint(
                name="standard_ends_after_it_begins",
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Conformity(TenantOwned):
    """How the platform stands to one clause of one standard, by what evidence, seen when."""

    class State(models.TextChoices):
        MET = "met", "符合"
        PARTLY = "partly", "部分符合"
        WANTING = "wanting", "不符合"
        NOT_NEEDED = "not_needed", "不适用"

    standard = models.CharField(max_length=40)
    clause = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State)
    evidence = models.CharField(max_length=500, blank=True)
    file = models.UUIDField(null=True, blank=True)
    control = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "standard", "clause"], name="conformity_once_per_clause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.clause}".strip()


class Staffing(TenantOwned):
    """How many inspected how many live hours in one week. Agents and performers only by licence.

    `inspectors` are the compliance officers of that day and those who work without an account.
    """

    week_on = models.DateField()
    inspectors = models.PositiveIntegerField()
    extra = models.PositiveIntegerField(default=0)
    live_seconds = models.PositiveBigIntegerField()
    agents = models.PositiveIntegerField(null=True, blank=True)
    performers = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "week_on"], name="staffing_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.week_on}"

    @property
    def people(self) -> int:
        return self.inspectors + self.extra

    @property
    def live_hours(self) -> float:
        return self.live_seconds / 3600
