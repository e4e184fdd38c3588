"""A guardian is asked whether he agrees: the offer, until he answers or it lapses."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models.consent import Consent
from parties.models.party import Party


class ConsentAsk(TenantOwned):
    """One offer to one guardian. Link and code are kept as digests; what names him is sealed
    with the key of the minor, and goes when the minor's data goes.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    giver_name = EncryptedField(kind="name", null=True)
    giver_number = EncryptedField(kind="document", index="giver_index", null=True)
    giver_index = models.BinaryField(max_length=32, null=True)
    relation = models.CharField(max_length=20)
    proof_file = models.UUIDField(null=True, blank=True)
    text_version = models.CharField(max_length=20)
    token_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="consent_ask_token")
        ]
        indexes = [models.Index(fields=["tenant", "party"], name="consent_ask_by_party")]

    def __str__(self) -> str:
        return str(self.pk)
