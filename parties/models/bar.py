"""Who may not be on air: by the platform's blacklist, an authority's order, a list that came in."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from parties.models.party import Party


class Bar(TenantOwned):
    """A bar on an identity. It is known by keyed hash, so that a new account does not evade it.

    Written by the apps above, which hold the decision; `source_ref` names it there. `by` says what
    the hash is of. One with `shared_at` is matched on platforms that share their blacklists, by
    `common_index` and by nothing else of it.
    """

    class By(models.TextChoices):
        IDENTITY = "identity", "证件"
        BANK = "bank", "收款账户"
        DEVICE = "device", "设备"

    class Ground(models.TextChoices):
        BLACKLIST = "blacklist", "本平台黑名单"
        AUTHORITY = "authority", "主管部门要求"
        LIST = "list", "导入名单"
        BAN = "ban", "禁止重新注册"

    ground = models.CharField(max_length=10, choices=Ground)
    by = models.CharField(max_length=8, choices=By, default=By.IDENTITY)
    identity_index = models.BinaryField(max_length=32, null=True)
    common_index = models.BinaryField(max_length=32, null=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=60)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=80)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bar_names_somebody",
                condition=models.Q(identity_index__isnull=False) | models.Q(party__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["tenant", "source", "source_ref", "identity_index", "party"],
                name="bar_once_per_source",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "identity_index"],
                name="bar_by_identity",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.Index(
                fields=["common_index"],
                name="bar_shared",
                condition=models.Q(lifted_at__isnull=True, shared_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.source_ref}"
