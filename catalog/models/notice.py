"""That those concerned were told of a version of the catalogue."""

from django.db import models

from accounts.models import TenantOwned
from catalog.models.edition import Edition
from livecompliance.kernel import clock


class EditionNotice(TenantOwned):
    """One telling of a version: ahead of its moment, or when it came. Rows are only added.

    `people` were written to; in `unreached` rooms nobody has an account, so that the platform alone
    is told. `detail` says of each room how many of its goods, in what way, and how many people.
    """

    class Phase(models.TextChoices):
        ANNOUNCED = "announced", "预告"
        IN_FORCE = "in_force", "生效"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="notices")
    phase = models.CharField(max_length=9, choices=Phase)
    rooms = models.PositiveIntegerField(default=0)
    products = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    unreached = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=list)
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "edition", "phase"], name="catalog_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.phase}"
