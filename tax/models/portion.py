"""How far work over all payees has come, share by share: the rows are the queue."""

from uuid import UUID

from django.db import models

from accounts.models import TenantOwned

FIRST = UUID(int=0)


class Portion(TenantOwned):
    """One share of payees in one piece of work: a run (`Run`) or a package (`Package`).

    Whoever holds the row's lock works on the share. `after` is the last payee that is done, `kept`
    what the share came to so far: both are written with the lines themselves, or not at all.
    """

    work = models.UUIDField()
    bucket = models.SmallIntegerField()
    after = models.UUIDField(default=FIRST)
    done = models.BigIntegerField(default=0)
    is_over = models.BooleanField(default=False)
    kept = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "work", "bucket"], name="portion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.bucket}"
