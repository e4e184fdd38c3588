"""What proves who a party is, and what it is allowed to do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models.party import Party


class Document(TenantOwned):
    """An identity document or registration of a party: its number sealed, found by blind index."""

    class Kind(models.TextChoices):
        RESIDENT_ID = "resident_id", "居民身份证"
        USCC = "uscc", "统一社会信用代码"
        HK_MO_TW_PERMIT = "hk_mo_tw_permit", "港澳台居民通行证或居住证"
        FOREIGN_PERMANENT = "foreign_permanent", "外国人永久居留身份证"
        PASSPORT = "passport", "护照"

    class State(models.TextChoices):
        GIVEN = "given", "待核验"
        VERIFIED = "verified", "已核验"
        REFUSED = "refused", "未通过"
        REPLACED = "replaced", "已更换"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    number = EncryptedField(kind="document", index="number_index", null=True)
    number_index = models.BinaryField(max_length=32, null=True)
    common_index = models.BinaryField(max_length=32, null=True)
    country = models.CharField(max_length=3, default="CHN")
    valid_until = models.DateField(null=True, blank=True)
    warnings = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    files = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    given_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number_index"],
                name="document_once_per_tenant",
                condition=models.Q(state__in=["given", "verified"], number_index__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["tenant", "party"], name="document_by_party")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Credential(TenantOwned):
    """A licence, certificate or work authorisation of a party, and what it lets the party do.

    `fields` are what it covers: categories of goods for a licence, professions (`medicine`,
    `finance`, `law`, `education`) for a practising certificate. `lapsed_at` is when the product
    did what the end of its term asks for; whether it holds is asked of `valid_until` alone.
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", "行政许可"
        PRACTISING = "practising", "执业资格"
        WORK = "work", "工作许可或居留许可"
        AGENCY = "agency", "经纪机构许可"

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    fields = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    files = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "party", "kind"], name="credential_by_party"),
            models.Index(
                fields=["tenant", "valid_until"],
                name="credential_ending",
                condition=models.Q(state="approved", lapsed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
