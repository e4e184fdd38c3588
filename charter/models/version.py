"""One version of a rule or of an agreement's text, and what was said against it."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party


class Version(TenantOwned):
    """A text as it is drafted, published and in force. The Chinese governs.

    What is in force on a day follows from dates: the highest number published whose day has come.
    `marks` says where the text has what the law wants in it: item to passages, word for word.
    Once published nothing of it changes, except that it may be withdrawn before its day.
    """

    class Kind(models.TextChoices):
        PLATFORM_RULES = "platform_rules", "平台规则"
        CONVENTION = "convention", "平台公约"
        LIVE_RULES = "live_rules", "网络直播营销管理规则"
        AGENCY_RULES = "agency_rules", "服务机构内部管理制度"
        PLATFORM_OPERATOR = "platform_operator", "平台与直播间运营者协议"
        PLATFORM_AGENCY = "platform_agency", "平台与服务机构协议"
        OPERATOR_AGENCY = "operator_agency", "直播间运营者与服务机构协议"
        MARKETER_AGENCY = "marketer_agency", "直播营销人员与服务机构协议"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已公布"
        WITHDRAWN = "withdrawn", "已撤回"

    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField()
    title = models.JSONField(default=dict)
    body_zh = models.TextField()
    body_en = models.TextField(blank=True)
    changes = models.JSONField(default=dict, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    is_material = models.BooleanField(default=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    objections_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["tenant", "kind"],
                name="version_one_draft",
                condition=models.Q(state="draft"),
            ),
            models.CheckConstraint(
                name="version_published_has_dates",
                condition=~models.Q(state="published")
                | models.Q(published_at__isnull=False, effective_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "kind", "-number"],
                name="version_published",
                condition=models.Q(state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.number}"


class Objection(TenantOwned):
    """What somebody who is concerned said against a version before its day, and the answer.

    Never changed once it was answered. `leaves` says that he will leave rather than accept.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="objections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=1000)
    leaves = models.BooleanField(default=False)
    given_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "version"], name="objection_by_version")]

    def __str__(self) -> str:
        return f"objection {self.pk}"
