"""What an operator was told about his taxes: what, when, whether he saw it and took note."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from tax.models.payee import Payee
from tax.models.withheld import Run


class Reminder(TenantOwned):
    """One thing that one payee was told, once for its cause, and the run that showed it.

    `told` are the figures that the words need. Who has no account here cannot see it: the row says
    that he was to be told, and nothing more.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", "依法登记"
        DECLARE = "declare", "如实申报"
        PREFERENCE = "preference", "税收优惠"
        LINE = "line", "超过五百万元"

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    cause = models.CharField(max_length=20)
    clause = models.CharField(max_length=40)
    told = models.JSONField(default=dict)
    sent_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "payee", "kind", "cause"], name="reminder_once"
            ),
            models.CheckConstraint(
                name="reminder_noted_once_seen",
                condition=models.Q(noted_at__isnull=True) | models.Q(seen_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "kind", "-sent_at"], name="reminder_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.cause}"
