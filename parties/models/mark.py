"""By what else somebody is known again: where his money goes, on which device he broadcasts."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from parties.models.party import Party


class Mark(TenantOwned):
    """A bank account or a device of a party, by keyed hash alone: the value itself is never kept.

    `index` is of the tenant's own key, `common_index` of one that platforms share who match their
    blacklists (docs/development/sanctions.md).
    """

    class Kind(models.TextChoices):
        BANK = "bank", "收款账户"
        DEVICE = "device", "设备"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=6, choices=Kind)
    index = models.BinaryField(max_length=32, null=True)
    common_index = models.BinaryField(max_length=32, null=True)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "kind", "index"], name="mark_once_per_party"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "index"], name="mark_by_index"),
            models.Index(fields=["tenant", "party"], name="mark_by_party"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
