"""One operator, marketer or agency of a platform, and who works with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField


class Party(TenantOwned):
    """A person or an organisation, once in a tenant whatever he is there. Measures, Articles 2, 8.

    What names a person is sealed with his own key (`accounts.services.persons`, kind `party`).
    `minor_until` is his eighteenth birthday while that lies ahead, and empty for adults: his age
    at the gate is known without opening anything. `region` is the code of the division in which an
    organisation is registered, as its own number says (GB 32100). The live-marketing function is
    opened, suspended and cancelled apart from the account (Measures, Article 6).
    """

    class Kind(models.TextChoices):
        NATURAL = "natural", "自然人"
        INDIVIDUAL = "individual", "个体工商户"
        COMPANY = "company", "企业"
        OTHER = "other", "其他组织"

    class Role(models.TextChoices):
        OPERATOR = "operator", "直播间运营者"
        MARKETER = "marketer", "直播营销人员"
        AGENCY = "agency", "直播营销人员服务机构"

    class Commerce(models.TextChoices):
        """What the party is under the E-Commerce Law; its duties follow (Measures, Art. 2)."""

        ON_PLATFORM = "on_platform", "平台内经营者"
        OWN_SITE = "own_site", "自建网站经营者"
        PLATFORM = "platform", "电子商务平台经营者"
        EXEMPT = "exempt", "依法不需要登记的个人"
        NONE = "none", "非电子商务经营者"

    class State(models.TextChoices):
        APPLYING = "applying", "申请中"
        ACTIVE = "active", "已登记"
        CLOSED = "closed", "已注销"

    class Function(models.TextChoices):
        NONE = "none", "未开通"
        OPEN = "open", "已开通"
        SUSPENDED = "suspended", "已暂停"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField(max_length=10, choices=Kind)
    roles = ArrayField(models.CharField(max_length=10, choices=Role))
    external_id = models.CharField(max_length=80, blank=True)
    public_name = models.CharField(max_length=120)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = EncryptedField(kind="name", index="name_index", null=True)
    name_index = models.BinaryField(max_length=32, null=True)
    mobile = EncryptedField(kind="mobile", index="mobile_index", null=True)
    mobile_index = models.BinaryField(max_length=32, null=True)
    address = EncryptedField(kind="address", null=True)
    occupation = models.CharField(max_length=80, blank=True)
    nationality = models.CharField(max_length=3, default="CHN")
    region = models.CharField(max_length=6, blank=True)
    commerce = models.CharField(max_length=12, choices=Commerce, default=Commerce.NONE)
    minor_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.APPLYING)
    state_at = models.DateTimeField(default=clock.now)
    state_reason = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=10, choices=Function, default=Function.NONE)
    function_at = models.DateTimeField(null=True, blank=True)
    function_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "external_id"],
                name="party_external_id_per_tenant",
                condition=~models.Q(external_id=""),
            ),
            models.UniqueConstraint(
                fields=["tenant", "user"],
                name="party_of_user",
                condition=models.Q(user__isnull=False) & ~models.Q(state="closed"),
            ),
            models.CheckConstraint(
                name="party_marketer_is_natural",
                condition=~models.Q(roles__contains=["marketer"]) | models.Q(kind="natural"),
            ),
            models.CheckConstraint(
                name="party_agency_is_organised",
                condition=~models.Q(roles__contains=["agency"]) | ~models.Q(kind="natural"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "created_at"], name="party_by_age"),
            models.Index(fields=["tenant", "name_index"], name="party_by_name"),
            models.Index(fields=["tenant", "mobile_index"], name="party_by_mobile"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_natural(self) -> bool:
        return self.kind == self.Kind.NATURAL


class Tie(TenantOwned):
    """Who works with whom, from when until when."""

    class Kind(models.TextChoices):
        AGENCY_MARKETER = "agency_marketer", "服务机构与直播营销人员"
        AGENCY_OPERATOR = "agency_operator", "服务机构与直播间运营者"
        OPERATOR_MARKETER = "operator_marketer", "直播间运营者与直播营销人员"

    kind = models.CharField(max_length=20, choices=Kind)
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "first", "second"],
                name="tie_standing_once",
                condition=models.Q(until__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["tenant", "second"], name="tie_by_second")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.second_id}"
