"""The base pack as this installation has had it."""

from django.db import models

from livecompliance.kernel import clock
from livecompliance.kernel.ids import uuid7


class Release(models.Model):
    """One base pack, from the moment it came into force here. Of no tenant; never changed.

    `body` is the pack as it was read, so that a question about then is answered by the entries
    of then, whatever the product ships now.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    released_on = models.DateField()
    body = models.JSONField()
    noted_at = models.DateTimeField(default=clock.now)
    effective_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.released_on} {self.digest[:8]}"
