"""What an authority asks of the platform: a request to inspect, every step, and the answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from office.models import File
from oversight.models.package import Package


class Inspection(TenantOwned):
    """One request: filed by the authority in its portal, or entered from its letter.

    `rooms`, `sessions` and `parties` are what it names, `since_on` and `until_on` the time it is
    about. `asked_until` is a longer time that the platform asked for and nobody has decided on.
    """

    class Kind(models.TextChoices):
        ROUTINE = "routine", "日常监督检查"
        SPECIAL = "special", "专项检查"
        INVESTIGATION = "investigation", "调查、侦查"

    class Origin(models.TextChoices):
        PORTAL = "portal", "监管端提出"
        LETTER = "letter", "来函登记"

    class State(models.TextChoices):
        RECEIVED = "received", "待签收"
        ACKNOWLEDGED = "acknowledged", "已签收"
        WORKING = "working", "办理中"
        ANSWERED = "answered", "已答复"
        ACCEPTED = "accepted", "已办结"
        RETURNED = "returned", "退回补充"
        WITHDRAWN = "withdrawn", "已撤回"

    kind = models.CharField(max_length=13, choices=Kind)
    origin = models.CharField(max_length=6, choices=Origin)
    authority = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60, blank=True)
    paper = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    matters = ArrayField(models.CharField(max_length=12))
    title = models.CharField(max_length=120)
    asked = models.TextField()
    rooms = ArrayField(models.UUIDField(), default=list)
    sessions = ArrayField(models.UUIDField(), default=list)
    parties = ArrayField(models.UUIDField(), default=list)
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    is_own_term = models.BooleanField(default=False)
    asked_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold_review_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_investigation_has_paper",
                condition=~models.Q(kind="investigation")
                | models.Q(paper__isnull=False) & ~models.Q(document_number=""),
            ),
            models.CheckConstraint(
                name="inspection_due_after_receipt",
                condition=models.Q(due_on__gte=models.F("received_on")),
            ),
            models.UniqueConstraint(
                fields=["tenant", "authority", "document_number"],
                name="inspection_once_per_letter",
                condition=~models.Q(document_number=""),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="inspection_newest")]

    def __str__(self) -> str:
        return f"{self.authority} {self.document_number}".strip()


class InspectionStep(TenantOwned):
    """One step, by the platform or by the authority. Never changed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=14)
    is_theirs = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    until_on = models.DateField(null=True, blank=True)
    packages = ArrayField(models.UUIDField(), default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "inspection", "id"], name="inspection_step_of")]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"


class InspectionPackage(TenantOwned):
    """A package of evidence made for a request; the authority has it from `given_at` on."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="packages")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    linked_at = models.DateTimeField(default=clock.now)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "package"], name="inspection_package_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "inspection"], name="inspection_package_of")]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.package_id}"
