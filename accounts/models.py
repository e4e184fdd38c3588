"""Tenants, their people and their keys."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.managers import TenantManager
from livecompliance.kernel import clock
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import EncryptedField


class Role(models.TextChoices):
    """What a person may be inside one tenant. The three administrators are never one person."""

    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    OFFICER = "officer", "合规专员"
    VIEWER = "viewer", "只读人员"
    STREAMER = "streamer", "主播"
    MERCHANT = "merchant", "商家"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Tenant(models.Model):
    """One live-marketing platform (or one that bears a platform's duties)."""

    class Kind(models.TextChoices):
        PLATFORM = "platform", "直播营销平台"
        OWN_SITE = "own_site", "自建网站运营者"
        AGENCY = "agency", "服务机构或商家"

    class State(models.TextChoices):
        ACTIVE = "active", "正常"
        SUSPENDED = "suspended", "已停用"
        CLOSED = "closed", "已关闭"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLATFORM)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    policy = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    def __str__(self) -> str:
        return self.name

    @property
    def tenant_id(self) -> UUID:
        return self.pk


class TenantOwned(models.Model):
    """The base of every row that belongs to one tenant and to nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True


class Authority(models.Model):
    """A body that supervises, entered by whoever runs the product. Measures, Articles 4 and 26."""

    class Kind(models.TextChoices):
        CAC = "cac", "网信部门"
        POLICE = "police", "公安机关"
        SAMR = "samr", "市场监督管理部门"
        TAX = "tax", "税务机关"
        CULTURE = "culture", "文化和旅游主管部门"
        BROADCAST = "broadcast", "广播电视主管部门"
        COMMERCE = "commerce", "商务主管部门"

    class Level(models.TextChoices):
        NATION = "nation", "国家级"
        PROVINCE = "province", "省级"
        CITY = "city", "设区的市级"
        COUNTY = "county", "县级"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField(max_length=8, choices=Level)
    region = models.CharField(max_length=6, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """One login. Global: the username is `<tenant slug>:<login>`.

    Who has an `authority` belongs to no tenant: he looks where he was granted it, and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    display_name = models.CharField(max_length=60, blank=True)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(TenantOwned):
    """What a user is inside one tenant."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=16, choices=Role))
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_per_tenant"),
            models.CheckConstraint(
                name="membership_one_administrator",
                condition=~models.Q(roles__contains=["system_admin", "security_admin"])
                & ~models.Q(roles__contains=["system_admin", "audit_admin"])
                & ~models.Q(roles__contains=["security_admin", "audit_admin"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {','.join(self.roles)}"


class Invitation(TenantOwned):
    """A one-time offer to join a tenant. Only the token's digest is kept."""

    login = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=16, choices=Role))
    token_hash = models.BinaryField(max_length=32)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="invitation_token")
        ]

    def __str__(self) -> str:
        return self.login


class Scope(models.TextChoices):
    """What an API key may be used for."""

    ROOMS_READ = "rooms.read", "读取直播间"
    ROOMS_WRITE = "rooms.write", "管理直播间与场次"
    EVENTS_WRITE = "events.write", "上报直播事件"
    INSPECT = "inspect", "发布前审核"
    MEASURES_READ = "measures.read", "读取处置措施"
    MEASURES_WRITE = "measures.write", "回执与处置"
    FILES_READ = "files.read", "取出文件"
    FILES_WRITE = "files.write", "存入文件"
    CLOCKS_READ = "clocks.read", "读取时限"
    PARTIES_READ = "parties.read", "读取主体"
    PARTIES_WRITE = "parties.write", "登记与核验主体"
    CHARTER_READ = "charter.read", "读取规则与协议"
    CHARTER_WRITE = "charter.write", "签署协议与培训记录"
    STAGE_READ = "stage.read", "读取开播要素"
    STAGE_WRITE = "stage.write", "申报开播要素"
    TIERS_READ = "tiers.read", "读取分级"
    TIERS_WRITE = "tiers.write", "上报分级指标"
    SANCTIONS_READ = "sanctions.read", "读取处罚与申诉"
    SANCTIONS_WRITE = "sanctions.write", "提出处罚"
    REVIEW_READ = "review.read", "读取审核队列"
    REVIEW_WRITE = "review.write", "处理审核队列"
    STUDIO_READ = "studio.read", "读取规则与试跑"
    STUDIO_WRITE = "studio.write", "编写规则与词表"
    CATALOG_READ = "catalog.read", "读取目录、商品与供应商"
    CATALOG_WRITE = "catalog.write", "登记商品与供应商"
    CATALOG_DRAFT = "catalog.draft", "起草商品负面目录"
    COMPLAINTS_READ = "complaints.read", "读取投诉"
    COMPLAINTS_WRITE = "complaints.write", "登记与处理投诉"
    TAX_READ = "tax.read", "读取涉税信息"
    TAX_WRITE = "tax.write", "登记收款人与支付"
    TAX_REPORT = "tax.report", "涉税关账、计算、报送与登记"
    OUTBOX_READ = "outbox.read", "读取向主管部门的报告"
    OUTBOX_WRITE = "outbox.write", "起草向主管部门的报告"
    EVIDENCE_READ = "evidence.read", "查看与取出证据包"
    EVIDENCE_WRITE = "evidence.write", "制作证据包"


class ApiKey(TenantOwned):
    """An integrator's key: `lc_<prefix>_<secret>`, of which only a keyed digest is kept."""

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    secret_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class TenantKey(TenantOwned):
    """A data key of one tenant, wrapped by the key-encryption key."""

    purpose = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "purpose", "version"], name="tenant_key_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class PersonKey(TenantOwned):
    """The data key of one person, wrapped by the tenant's: without it nothing of his opens."""

    kind = models.CharField(max_length=20)
    person_id = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "person_id"], name="person_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.person_id}"


class Contact(TenantOwned):
    """How a member of the tenant is reached. Sealed with the member's own key."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mobile = EncryptedField(kind="mobile", index="mobile_index", null=True)
    mobile_index = models.BinaryField(max_length=32, null=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="contact_of_member")]
        indexes = [models.Index(fields=["tenant", "mobile_index"], name="contact_by_mobile")]

    def __str__(self) -> str:
        return str(self.user_id)


class WebhookEndpoint(TenantOwned):
    """Where a tenant takes delivery of what leaves the outbox."""

    url = models.URLField(max_length=500)
    secret_sealed = models.BinaryField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.url


class Matter(models.TextChoices):
    """What an authority may be let look at. What is in none of its grants it does not see."""

    CONDUCT = "conduct", "直播行为与处置"
    GOODS = "goods", "商品与广告"
    COMPLAINTS = "complaints", "投诉"
    TAX = "tax", "涉税信息报送"
    IDENTITY = "identity", "身份与黑名单"
    MINORS = "minors", "未成年人保护"
    RECORD = "record", "证据与留痕"


class Grant(TenantOwned):
    """What a person of an authority may look at in one tenant, from when until when, and why.

    `region` is the beginning of the code of an administrative division (GB/T 2260); empty where the
    whole platform is meant. It ends by the clock, or when somebody ends it; it is never prolonged:
    another is given.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=6, blank=True)
    matters = ArrayField(models.CharField(max_length=10, choices=Matter))
    basis = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    granted_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(name="grant_is_of_something", condition=~models.Q(matters=[])),
        ]
        indexes = [
            models.Index(
                fields=["user"], name="grant_of_user", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(fields=["tenant", "-id"], name="grant_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {','.join(self.matters)}"

    def stands(self, at: datetime) -> bool:
        """Tell whether it may be used at an instant."""
        return self.ended_at is None and self.starts_at <= at < self.ends_at


class Hold(TenantOwned):
    """Something must stay as it is, whatever its term: no destruction goes past a standing hold."""

    class Ground(models.TextChoices):
        OFFICER = "officer", "平台自行保全"
        AUTHORITY = "authority", "主管部门要求"

    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    ground = models.CharField(max_length=10, choices=Ground, default=Ground.OFFICER)
    reason = models.CharField(max_length=200)
    review_on = models.DateField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    placed_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "subject_kind", "subject_ref"],
                name="hold_standing",
                condition=models.Q(lifted_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
