"""The authorities that are competent for a platform, and where the platform is domiciled."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Authority(TenantOwned):
    """One authority: which body, at which level, for which region, and how it is reached.

    `endpoint` is the address of an office: a folder's name, a URL or a mailbox. What a signature
    is made with is derived and never kept; `secret_version` counts how often it was changed.
    """

    class Body(models.TextChoices):
        MARKET = "market", "市场监督管理部门"
        CYBERSPACE = "cyberspace", "网信部门"
        POLICE = "police", "公安机关"
        TAX = "tax", "税务机关"
        CULTURE = "culture", "文化和旅游部门"
        BROADCASTING = "broadcasting", "广播电视部门"
        COMMERCE = "commerce", "商务部门"

    class Level(models.TextChoices):
        COUNTY = "county", "县级"
        CITY = "city", "市级"
        PROVINCE = "province", "省级"
        NATIONAL = "national", "国家级"

    class Carrier(models.TextChoices):
        HAND = "hand", "人工递交"
        FOLDER = "folder", "文件目录"
        HTTPS = "https", "签名接口"
        MAIL = "mail", "电子邮件"

    class Signing(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        HMAC = "hmac", "HMAC-SHA256"

    name = models.CharField(max_length=80)
    body = models.CharField(max_length=12, choices=Body)
    level = models.CharField(max_length=8, choices=Level)
    region = models.CharField(max_length=60, blank=True)
    carrier = models.CharField(max_length=6, choices=Carrier, default=Carrier.HAND)
    endpoint = models.CharField(max_length=300, blank=True)
    signing = models.CharField(max_length=7, choices=Signing, default=Signing.ED25519)
    secret_version = models.PositiveSmallIntegerField(default=1)
    contact = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="authority_once_per_tenant"),
            models.CheckConstraint(
                name="authority_has_endpoint",
                condition=models.Q(carrier="hand") | ~models.Q(endpoint=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domicile(TenantOwned):
    """Where the platform is domiciled, since when it was written down. Append-only."""

    place = models.CharField(max_length=120)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="domicile_latest")]

    def __str__(self) -> str:
        return self.place
