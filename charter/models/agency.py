"""What an agency did for the marketers it recruits: verified, reminded, looked, acted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party


class AgencyRecord(TenantOwned):
    """One dated act of an agency about one party. Order 117, Articles 38-45. Never changed.

    `items` are what was looked at in a recruitment or a selection, `measure` is what was done about
    a violation. A selection stays until `keep_until`, counted from the end of its broadcast; so
    does the check of a supplier by an operator (Measures, Article 22; Order 117, Article 27).
    """

    class Kind(models.TextChoices):
        RECRUITMENT = "recruitment", "招募核验"
        REMINDER = "reminder", "义务提醒"
        SUPERVISION = "supervision", "日常管理检查"
        HANDLING = "handling", "违法行为处置"
        SERVICE = "service", "服务业务检查"
        SELECTION = "selection", "选品核验"
        SUPPLIER = "supplier", "供应商核验"

    class Result(models.TextChoices):
        KEPT = "kept", "未发现问题"
        LACKING = "lacking", "发现问题"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    done_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result, default=Result.KEPT)
    items = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    file = models.UUIDField(null=True, blank=True)
    broadcast_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agency_handling_says_what_was_done",
                condition=~models.Q(kind="handling") | ~models.Q(measure=""),
            ),
            models.CheckConstraint(
                name="agency_selection_has_its_term",
                condition=~models.Q(kind__in=["selection", "supplier"])
                | models.Q(broadcast_on__isnull=False, keep_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "party", "kind", "-done_on"], name="agency_by_party")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
