"""What of a tenant's studio is in force, as the engine takes it."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock


class Release(TenantOwned):
    """The rules and packs of a tenant in force, made whenever one of them comes, moves or goes.

    Written once and never changed; the newest is in force. `digest` is that of both. `packs` say
    of each pack in force its name with the version, and which compiled form that is.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    rules = models.JSONField()
    packs = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="studio_release_number")
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.digest[:8]}"
