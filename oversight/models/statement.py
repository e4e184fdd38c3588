"""Exports of statements of reasons: of which days, what came of it, and who took them."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from office.models import File, Job


class StatementExport(TenantOwned):
    """One export of the decisions of a period, ordered by an officer or by a program (`key`).

    Of `decisions`, those that restrict nothing (`outside`) are no statements, those that carry out
    another are in it (`within`), those that do not hold (`faulty`) are listed, and the rest stands
    in the file. `gaps` counts what has no place in the fields of the other side.
    """

    class Form(models.TextChoices):
        CSV = "csv", "CSV"
        LINES = "ndjson", "JSON Lines"

    period = models.CharField(max_length=7)
    form = models.CharField(max_length=6, choices=Form)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    decisions = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)
    within = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    statements = models.PositiveIntegerField(default=0)
    gaps = models.JSONField(default=dict)
    ordered_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_export_made_whole",
                condition=models.Q(made_at__isnull=True)
                | models.Q(file__isnull=False) & ~models.Q(sha256=""),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="statement_export_newest")]

    def __str__(self) -> str:
        return f"{self.period} {self.form}"


class StatementFault(TenantOwned):
    """A decision that is not in an export, and why: codes, which are put into words when shown."""

    export = models.ForeignKey(StatementExport, on_delete=models.CASCADE, related_name="faults")
    source = models.CharField(max_length=8)
    ref = models.UUIDField()
    what = models.CharField(max_length=16)
    faults = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "export", "source", "ref"], name="statement_fault_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "export", "id"], name="statement_fault_of")]

    def __str__(self) -> str:
        return f"{self.source} {self.ref}"


class StatementTaking(TenantOwned):
    """Somebody took an export away: an officer, or a program (`key`)."""

    export = models.ForeignKey(StatementExport, on_delete=models.PROTECT, related_name="takings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "export", "id"], name="statement_taking_of")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d %H:%M}"
