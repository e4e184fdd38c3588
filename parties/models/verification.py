"""One asking of a provider whether a party is who it says it is."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models.document import Document
from parties.models.party import Party


class Verification(TenantOwned):
    """What was asked, of whom, and what came back; digests instead of the words.

    One that passed holds until `valid_until`. One made for a broadcast is used up by it:
    `session_id` names the session that began with it (Measures, Article 8).
    """

    class Kind(models.TextChoices):
        TWO = "two_element", "姓名与证件号"
        THREE = "three_element", "姓名、证件号与手机号"
        LIVENESS = "liveness", "活体检测"
        REGISTRATION = "registration", "营业执照"
        MANUAL = "manual", "人工核验"

    class State(models.TextChoices):
        STARTED = "started", "进行中"
        PASSED = "passed", "通过"
        FAILED = "failed", "不符"
        ERROR = "error", "未能核验"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="verifications")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    provider = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.STARTED)
    outcome = models.CharField(max_length=40, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    token = EncryptedField(kind="document", null=True)  # of a liveness kit, until it was asked
    attempts = models.PositiveSmallIntegerField(default=0)
    request_sha256 = models.CharField(max_length=64, blank=True)
    response_sha256 = models.CharField(max_length=64, blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    session_id = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "party", "-finished_at"], name="verification_newest"),
            models.Index(
                fields=["tenant", "valid_until"],
                name="verification_by_end",
                condition=models.Q(state="passed"),
            ),
            models.Index(
                fields=["started_at"],
                name="verification_open",
                condition=models.Q(state="started"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
