"""An authority looked at something of a platform, and until when the platform is not told."""

from django.db import models

from accounts.models import Authority, TenantOwned, User
from livecompliance.kernel import clock


class Look(TenantOwned):
    """One page shown, one search made, one package taken away. Measures, Articles 26 and 27.

    It is written before anything is shown, by the app and never by the role that reads. `asked` is
    with which words and filters; a number of somebody is never in it, only that one was asked
    about. Until the day `sealed_until` the platform is not told that there was a look.
    """

    class Page(models.TextChoices):
        PLATFORMS = "platforms", "平台一览"
        DUTIES = "duties", "履责看板"
        DUTY = "duty", "履责看板的一条"
        ROOMS = "rooms", "直播间一览"
        ROOM = "room", "直播间"
        DECISIONS = "decisions", "处置与处罚"
        BLACKLIST = "blacklist", "黑名单"
        MATCH = "match", "按证件号匹配"
        GOODS = "goods", "商品与目录"
        MINORS = "minors", "未成年人保护"
        COMPLAINTS = "complaints", "投诉处理情况"
        TAX = "tax", "涉税信息报送情况"
        INCIDENTS = "incidents", "安全事件"
        REPORTS = "reports", "透明度报告一览"
        REPORT = "report", "透明度报告"
        PACKAGES = "packages", "证据包一览"
        PACKAGE = "package", "下载证据包"
        INSPECTIONS = "inspections", "检查要求一览"
        INSPECTION = "inspection", "检查要求"
        INSPECT_FILE = "inspect_file", "提出检查要求"
        INSPECT_RULE = "inspect_rule", "处理检查要求的答复"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=12, choices=Page)
    ref = models.CharField(max_length=80, blank=True)
    asked = models.JSONField(default=dict)
    case_number = models.CharField(max_length=80, blank=True)
    sealed_until = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="look_match_has_a_case",
                condition=~models.Q(page="match") | ~models.Q(case_number=""),
            ),
            models.CheckConstraint(
                name="look_sealed_for_a_case",
                condition=models.Q(sealed_until__isnull=True) | ~models.Q(case_number=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="look_newest"),
            models.Index(
                fields=["tenant", "sealed_until"],
                name="look_sealed",
                condition=models.Q(sealed_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"


class Unsealing(TenantOwned):
    """The day came: the record says now that there was a look. Each look once."""

    look = models.OneToOneField(Look, on_delete=models.PROTECT, related_name="unsealing")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"unsealed {self.at:%Y-%m-%d}"
