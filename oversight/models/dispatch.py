"""What authorities are told: one row for one report to one authority, and its steps."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from oversight.models.authority import Authority
from oversight.models.package import Package
from parties.models import Party


class Dispatch(TenantOwned):
    """One report to one authority. `facts` names nobody; `text` is sealed with the row's own key.

    `document` is exactly what leaves: written when it is approved, sealed with the key of the
    party it is about (the row's own where it is about none), known for ever by `sha256`. `key`
    is what it was drafted from, so that the same thing is drafted once.
    """

    class Origin(models.TextChoices):
        SANCTION = "sanction", "处罚决定"
        COMPLAINT = "complaint", "投诉"
        IDENTITY = "identity", "身份信息报送"
        CLUE = "clue", "犯罪线索"
        INCIDENT = "incident", "安全事件"
        HAND = "hand", "人工起草"

    class Kind(models.TextChoices):
        REPORT = "report", "报告"
        CORRECTION = "correction", "更正"
        WITHDRAWAL = "withdrawal", "撤回"

    class State(models.TextChoices):
        DRAFT = "draft", "待批准"
        SECOND = "second", "待第二人批准"
        QUEUED = "queued", "待发出"
        SENT = "sent", "已发出"
        RECEIVED = "received", "已回执"
        ANSWERED = "answered", "已反馈"
        FAILED = "failed", "发送失败"
        WITHDRAWN = "withdrawn", "已撤回"
        CORRECTED = "corrected", "已更正"
        DROPPED = "dropped", "不报送"

    key = models.CharField(max_length=120)
    origin = models.CharField(max_length=9, choices=Origin)
    ref = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPORT)
    matter = models.CharField(max_length=12)
    body = models.CharField(max_length=12, choices=Authority.Body)
    level = models.CharField(max_length=8, choices=Authority.Level)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    package = models.ForeignKey(
        Package, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed"
    )
    clause = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    facts = models.JSONField(default=dict, blank=True)
    text = EncryptedField(kind="text", null=True)
    document = EncryptedField(kind="text", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    is_two = models.BooleanField(default=False)
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    available_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    carrier = models.CharField(max_length=6, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="dispatch_once"),
            models.CheckConstraint(
                name="dispatch_approved_whole",
                condition=models.Q(state__in=["draft", "dropped"])
                | models.Q(approved_at__isnull=False, authority__isnull=False)
                & ~models.Q(sha256=""),
            ),
            models.CheckConstraint(
                name="dispatch_two_are_two",
                condition=models.Q(seconded_by__isnull=True)
                | ~models.Q(seconded_by=models.F("approved_by")),
            ),
            models.CheckConstraint(
                name="dispatch_followup_names_what",
                condition=models.Q(kind="report") | models.Q(corrects__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="dispatch_by_state"),
            models.Index(fields=["tenant", "origin", "ref"], name="dispatch_of"),
            models.Index(
                fields=["available_at"], name="dispatch_due", condition=models.Q(state="queued")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"


class DispatchStep(TenantOwned):
    """One step of a report: what, when, by whom; words of an authority are sealed. Append-only."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10)
    became = models.CharField(max_length=9)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    note = EncryptedField(kind="text", null=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "dispatch", "id"], name="dispatch_steps")]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.act}"
