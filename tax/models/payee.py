"""Who is paid: natural persons, businesses and companies, as the tax forms tell them apart."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models import Party


class Payee(TenantOwned):
    """One who gets money through the platform, or from an agency or a merchant.

    What names him is sealed with a key of his own (kind `payee`). `print` is a keyed digest of
    all that the identity form asks: the same words brought again change nothing, and it tells
    what is new or changed since it was reported last. `bucket` parts the payees into eight
    shares, so that a month is worked off share by share. `address_index` is a keyed digest of the
    normalised address of who is registered: equal places are equal, and nobody reads them.
    """

    class Kind(models.TextChoices):
        NATURAL = "natural", "自然人"
        INDIVIDUAL = "individual", "个体工商户"
        SOLE = "sole", "个人独资企业"
        PARTNERSHIP = "partnership", "合伙企业"
        COMPANY = "company", "企业或其他组织"

    class Labour(models.TextChoices):
        DELIVERY = "delivery", "配送"
        TRANSPORT = "transport", "运输"
        HOUSEKEEPING = "housekeeping", "家政"
        OTHER = "other", "其他便民劳务"

    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name = EncryptedField(kind="name", index="name_index", null=True)
    name_index = models.BinaryField(max_length=32, null=True)
    number = EncryptedField(kind="document", index="number_index", null=True)
    number_index = models.BinaryField(max_length=32, null=True)
    address = EncryptedField(kind="address", null=True)
    contact = EncryptedField(kind="mobile", null=True)
    document_kind = models.CharField(max_length=24, blank=True)
    country = models.CharField(max_length=3, default="CHN")
    code = models.CharField(max_length=18, blank=True)
    shop_name = models.CharField(max_length=120, blank=True)
    shops = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_resident = models.BooleanField(default=True)
    is_employee = models.BooleanField(default=False)
    is_agency = models.BooleanField(default=False)
    is_platform = models.BooleanField(default=False)  # one inside the tenant's own
    labour = models.CharField(max_length=12, choices=Labour, blank=True)  # convenience labour
    consent_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    address_index = models.BinaryField(max_length=32, null=True)
    bucket = models.SmallIntegerField()
    print = models.BinaryField(max_length=32)
    brought_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "external_id"], name="payee_once"),
            models.CheckConstraint(
                name="payee_employee_is_natural",
                condition=models.Q(is_employee=False) | models.Q(kind="natural"),
            ),
            models.CheckConstraint(
                name="payee_has_an_identity",
                condition=models.Q(number__isnull=False) | ~models.Q(code=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "bucket", "id"], name="payee_by_bucket"),
            models.Index(fields=["tenant", "number_index"], name="payee_by_number"),
            models.Index(fields=["tenant", "name_index"], name="payee_by_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_registered(self) -> bool:
        return self.kind != self.Kind.NATURAL
