"""What authorities are told of who is on the platform. Order 117, Art. 9; Measures, Art. 8."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party


class IdentityReport(TenantOwned):
    """One report for one period, or a correction of one that was submitted.

    What is in it is made by a job, as sealed files of which a digest stays. Whoever made it does
    not release it. `counts` says how many lines each table has, and how many lack something.
    """

    class Kind(models.TextChoices):
        MARKET = "market", "身份信息半年报送"
        TAX = "tax", "涉税身份信息季报"

    class State(models.TextChoices):
        DUE = "due", "待生成"
        MADE = "made", "待放行"
        RELEASED = "released", "待报送"
        SUBMITTED = "submitted", "已报送"
        CORRECTED = "corrected", "已更正"

    kind = models.CharField(max_length=6, choices=Kind)
    begins_on = models.DateField()
    ends_on = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    found_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    files = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=120, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    evidence = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "begins_on", "number"], name="identity_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.begins_on} {self.number}"


class IdentityLine(TenantOwned):
    """That somebody stands in a report: in which table, as what, and what was missing of him.

    No word of it: `digest` tells, to whoever has the tenant's key, whether it changed since.
    """

    report = models.ForeignKey(IdentityReport, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    dataset = models.CharField(max_length=12)
    ref = models.UUIDField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8)
    missing = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "round", "dataset", "ref"], name="identity_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "ref"], name="identity_line_by_ref"),
            models.Index(fields=["tenant", "party"], name="identity_line_by_party"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.party_id}"
