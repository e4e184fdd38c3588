"""What somebody agreed to: a guardian, a person whose face is looked at, whose likeness is used."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models.party import Party


class Consent(TenantOwned):
    """A consent with its words, its proof, its term and its end. Never changed, only revoked.

    `party` is who may act on it: the minor, the person himself, or whoever uses another's
    likeness or voice. Who gave it is sealed with the key of that party.
    """

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", "监护人同意"
        FACE = "face", "人脸与活体核验的单独同意"
        IDENTITY = "identity", "处理身份证件信息的单独同意"
        LIKENESS = "likeness", "使用他人肖像"
        VOICE = "voice", "使用他人声音"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind)
    giver_name = EncryptedField(kind="name", null=True)
    giver_number = EncryptedField(kind="document", index="giver_index", null=True)
    giver_index = models.BinaryField(max_length=32, null=True)
    relation = models.CharField(max_length=20, blank=True)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    proof_file = models.UUIDField(null=True, blank=True)
    scope = models.JSONField(default=dict, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "party", "kind"], name="consent_by_party")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
