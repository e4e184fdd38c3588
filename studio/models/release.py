"""What of a tenant's studio is in force, as the engine takes it."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock


class Release(TenantOwned):
    """The rules of a tenant as a pack, made whenever one of them comes, moves or goes.

    Written once and never changed; the newest is in force. `digest` is that of `rules`.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    rules = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="studio_release_number")
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.digest[:8]}"
