"""The platform's own lists: places and others that links, words and guests may lead to."""

from django.db import models

from accounts.models import Tenant, TenantOwned, User
from livecompliance.kernel import clock


class Target(TenantOwned):
    """One entry: what it names, why, and since when the platform knew it from whom.

    Measures, Articles 9¶2 and 18(5). What it names may be somebody's number or name, so it is
    sealed; the keyed digest finds it again. It is never changed: it is taken off, and stays to
    prove what was known on a day.
    """

    class List(models.TextChoices):
        BLOCK = "block", "禁止"
        ALLOW = "allow", "放行"

    class Kind(models.TextChoices):
        HOST = "host", "网站域名"
        URL = "url", "网址"
        APP = "app", "小程序编号"
        CODE = "code", "口令"
        PICTURE = "picture", "图片指纹"
        ACCOUNT = "account", "账号"
        ROOM = "room", "直播间"
        NAME = "name", "名称"

    class Known(models.TextChoices):
        NOTICE = "notice", "收到的通知"
        PUBLIC_LIST = "public_list", "公开名单"
        DECISION = "decision", "本平台决定"

    list = models.CharField(max_length=6, choices=List, default=List.BLOCK)
    kind = models.CharField(max_length=8, choices=Kind)
    value_sealed = models.BinaryField()
    value_digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    known_by = models.CharField(max_length=12, choices=Known, default=Known.DECISION)
    known_on = models.DateField()
    known_ref = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "value_digest"],
                name="conduct_target_stands_once",
                condition=models.Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="conduct_target_proof_named",
                condition=models.Q(known_by="decision") | ~models.Q(known_ref=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-added_at"], name="conduct_target_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.kind} {self.pk}"


class ListHead(models.Model):
    """How often a tenant's lists changed: by this the engine knows that its copy is old."""

    tenant = models.OneToOneField(
        Tenant, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.tenant_id} #{self.number}"
