"""What was destroyed when its term was over, and the certificates that say so."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock


class Certificate(TenantOwned):
    """A signed text about what was destroyed; never altered.

    Attributes:
        number: the tenant's own, from 1.
        note: the text with its signature (C2SP signed-note).
    """

    number = models.PositiveIntegerField()
    note = models.TextField()
    sha256 = models.CharField(max_length=64)
    things = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="certificate_once")
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class Destruction(TenantOwned):
    """So much of a kind went, whose terms ended before a day. Nothing of what it was.

    `certificate` is empty until a certificate names it.
    """

    kind = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    clause = models.CharField(max_length=80)
    ended_before = models.DateField()
    at = models.DateTimeField(default=clock.now)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="destructions"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "at"],
                condition=models.Q(certificate__isnull=True),
                name="destruction_uncertified",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
