"""One of the seven mechanisms of the Measures, Article 6, version by version."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Mechanism(TenantOwned):
    """A version of a mechanism: the document, who answers for it, when it is looked at again.

    Never altered: the last version of a kind holds.
    """

    kind = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    document = models.CharField(max_length=160)
    document_version = models.CharField(max_length=40)
    file = models.UUIDField(null=True)
    in_force_on = models.DateField()
    review_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    measures = models.TextField(max_length=2000)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "version"], name="mechanism_version_once"
            ),
            models.CheckConstraint(
                name="mechanism_reviewed_after",
                condition=models.Q(review_on__gt=models.F("in_force_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.version}"
