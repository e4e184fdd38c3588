"""Who supplies what is sold, and the papers, recalls and failed samplings that speak of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField


class Supplier(TenantOwned):
    """Whoever really sells or makes what a room offers. Measures, Art. 22; Order 117, Art. 27.

    An organisation is known by its registered name and code, which the law has published; of a
    natural person the name he is shown by stands here, and his own name and number are sealed,
    as address and contact of everybody are, with a key of the supplier's own. `recheck_on` is
    the day by which somebody looks again, `keep_until` the last day on which all this must be
    there: three years from the end of the last broadcast that sold its goods.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "企业或其他组织"
        NATURAL = "natural", "自然人"

    class State(models.TextChoices):
        WAITING = "waiting", "待核验"
        VERIFIED = "verified", "已核验"
        REFUSED = "refused", "未通过"
        CLOSED = "closed", "已停止合作"

    class Credit(models.TextChoices):
        UNKNOWN = "unknown", "未查询"
        SOUND = "sound", "未见异常"
        ABNORMAL = "abnormal", "列入经营异常名录"
        DISHONEST = "dishonest", "列入严重违法失信名单"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANISATION)
    external_id = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    code = models.CharField(max_length=18, blank=True)
    cautions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    name = EncryptedField(kind="name", null=True)
    number = EncryptedField(kind="document", index="number_index", null=True)
    number_index = models.BinaryField(max_length=32, null=True)
    contact = EncryptedField(kind="name", null=True)
    phone = EncryptedField(kind="mobile", null=True)
    address = EncryptedField(kind="address", null=True)
    credit = models.CharField(max_length=10, choices=Credit, default=Credit.UNKNOWN)
    credit_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"],
                name="supplier_once_by_code",
                condition=~models.Q(code="") & ~models.Q(state="closed"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "number_index"],
                name="supplier_once_by_number",
                condition=models.Q(number_index__isnull=False) & ~models.Q(state="closed"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_id"],
                name="supplier_external_id_per_tenant",
                condition=~models.Q(external_id=""),
            ),
            models.CheckConstraint(
                name="supplier_organisation_has_its_code",
                condition=models.Q(kind="natural") | ~models.Q(code=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "title"], name="supplier_by_title"),
            models.Index(fields=["tenant", "keep_until"], name="supplier_by_term"),
        ]

    def __str__(self) -> str:
        return self.title


class SupplierPaper(TenantOwned):
    """A licence, certificate, report, registration or authorisation that a supplier handed in.

    `covers` names products by the platform's own id; empty: everything of the supplier. Of a
    trademark `taker` owns it; of an authorisation `giver` lets `taker` sell under `brand`, online
    in live rooms where `is_live`. A decided paper never changes: a newer one takes its place. One
    without a last day is looked at again by `recheck_on`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    covers = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    brand = models.CharField(max_length=80, blank=True)
    brand_key = models.CharField(max_length=80, blank=True)
    giver_name = models.CharField(max_length=120, blank=True)
    giver_code = models.CharField(max_length=18, blank=True)
    taker_name = models.CharField(max_length=120, blank=True)
    taker_code = models.CharField(max_length=18, blank=True)
    is_live = models.BooleanField(default=True)
    scope = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    file = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supplier_paper_holds_for_a_day",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="supplier_paper_refused_with_reason",
                condition=~models.Q(state="refused") | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="supplier_paper_of_a_brand_names_it",
                condition=~models.Q(kind__in=["trademark-registration", "brand-authorisation"])
                | ~models.Q(brand_key="") & ~models.Q(taker_name=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "supplier", "kind"], name="supplier_paper_by_kind"),
            models.Index(
                fields=["tenant", "brand_key"],
                name="supplier_paper_by_brand",
                condition=~models.Q(brand_key=""),
            ),
            models.Index(
                fields=["tenant", "valid_until"],
                name="supplier_paper_ending",
                condition=models.Q(state="approved", valid_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Recall(TenantOwned):
    """A recall, or a sampling that goods failed, as a list names it: nothing of it is sold."""

    class Kind(models.TextChoices):
        RECALL = "recall", "召回"
        SAMPLING = "sampling", "抽检不合格"

    kind = models.CharField(max_length=8, choices=Kind)
    brand = models.CharField(max_length=80, blank=True)
    brand_key = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    barcode = models.CharField(max_length=14, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120)
    reference = models.CharField(max_length=200, blank=True)
    published_on = models.DateField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    job = models.UUIDField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "digest"],
                name="recall_standing_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="recall_names_something",
                condition=~models.Q(barcode="") | ~models.Q(name="") | ~models.Q(brand_key=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "brand_key", "name_key"],
                name="recall_by_brand",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.Index(
                fields=["tenant", "barcode"],
                name="recall_by_barcode",
                condition=models.Q(lifted_at__isnull=True) & ~models.Q(barcode=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
