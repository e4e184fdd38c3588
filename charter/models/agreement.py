"""Who agreed with whom to which text, who signed for it, and whether it is kept."""

from django.db import models

from accounts.models import TenantOwned, User
from charter.models.version import Version
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models import Party


class Agreement(TenantOwned):
    """An agreement of a party with the platform, or with an agency (`counterpart`).

    Concluded once everybody who must accept it did; in force from `starts_on` to `ends_on`, both
    included, unless it was ended before. `text_sha256` is the digest that was accepted.
    """

    class Kind(models.TextChoices):
        PLATFORM_OPERATOR = "platform_operator", "平台与直播间运营者"
        PLATFORM_AGENCY = "platform_agency", "平台与服务机构"
        OPERATOR_AGENCY = "operator_agency", "直播间运营者与服务机构"
        MARKETER_AGENCY = "marketer_agency", "直播营销人员与服务机构"

    class End(models.TextChoices):
        NONE = "", "未终止"
        TERMINATED = "terminated", "平台终止"
        LEFT = "left", "对方退出"
        REPLACED = "replaced", "由新协议代替"
        WITHDRAWN = "withdrawn", "文本撤回"

    kind = models.CharField(max_length=20, choices=Kind)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreements")
    counterpart = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="agreements")
    text_sha256 = models.CharField(max_length=64)
    offered_at = models.DateTimeField(default=clock.now)
    concluded_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_kind = models.CharField(max_length=10, choices=End, blank=True, default="")
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "party", "counterpart", "version"],
                name="agreement_waiting_once",
                condition=models.Q(ended_at__isnull=True, concluded_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="agreement_names_its_sides",
                condition=models.Q(
                    kind__in=["platform_operator", "platform_agency"], counterpart__isnull=True
                )
                | models.Q(
                    kind__in=["operator_agency", "marketer_agency"], counterpart__isnull=False
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "party", "kind"], name="agreement_by_party"),
            models.Index(fields=["tenant", "counterpart"], name="agreement_by_counterpart"),
            models.Index(
                fields=["tenant", "ends_on"],
                name="agreement_by_end",
                condition=models.Q(ended_at__isnull=True, ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Acceptance(TenantOwned):
    """One side's acceptance: which digest, by whom, when, from where. Never changed.

    Who signed and from which address is sealed with the key of the side's party.
    """

    class Channel(models.TextChoices):
        PAGE = "page", "网页"
        API = "api", "接口"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signer_name = EncryptedField(kind="name", null=True)
    capacity = models.CharField(max_length=60, blank=True)
    ip = EncryptedField(kind="ip", null=True)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    channel = models.CharField(max_length=4, choices=Channel)
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "agreement", "party"], name="acceptance_once_per_side"
            )
        ]

    def __str__(self) -> str:
        return f"acceptance {self.pk}"


class Check(TenantOwned):
    """A dated look at whether an agreement is performed (督促履行). Measures, Article 24."""

    class Result(models.TextChoices):
        KEPT = "kept", "已履行"
        LACKING = "lacking", "未充分履行"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="checks")
    item = models.CharField(max_length=30)
    done_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result)
    note = models.CharField(max_length=500, blank=True)
    file = models.UUIDField(null=True, blank=True)
    next_due_on = models.DateField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "agreement"], name="check_by_agreement")]

    def __str__(self) -> str:
        return f"check {self.pk}"
