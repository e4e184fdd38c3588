"""A tenant's own rules and their versions."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from studio.models.authored import Authored


class Rule(TenantOwned):
    """One rule of a tenant, whatever its versions say. Measures, Articles 9 and 10."""

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="studio_rule_code"),
            models.UniqueConstraint(fields=["tenant", "name"], name="studio_rule_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Version(Authored):
    """One version of a rule. What left the draft never changes in what it says.

    `body` is a `studio.rules.body.Body`. `asked_share` is what somebody wants it to have, of the
    sessions: 100 is live; whoever wrote it does not say yes to that.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SHADOW = "shadow", "影子"
        PARTIAL = "partial", "灰度"
        LIVE = "live", "生效"
        RETIRED = "retired", "已停用"
        DISCARDED = "discarded", "已作废"

    IN_FORCE = (State.PARTIAL, State.LIVE)
    RUNNING = (State.SHADOW, State.PARTIAL, State.LIVE)

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    body = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    share = models.PositiveSmallIntegerField(default=0)
    asked_share = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "rule", "number"], name="studio_version_number"
            ),
            *(
                models.UniqueConstraint(
                    fields=["tenant", "rule"],
                    name=f"studio_one_{state}",
                    condition=models.Q(state=state),
                )
                for state in ("draft", "shadow", "partial", "live")
            ),
            models.CheckConstraint(
                name="studio_version_approved_by_another",
                condition=~models.Q(state__in=["partial", "live"])
                | models.Q(approver__isnull=False) & ~models.Q(approver=models.F("author")),
            ),
            models.CheckConstraint(
                name="studio_version_share",
                condition=models.Q(state="live", share=100)
                | models.Q(state="partial", share__gte=1, share__lte=99)
                | ~models.Q(state__in=["partial", "live"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "rule"],
                name="studio_version_running",
                condition=models.Q(state__in=["shadow", "partial", "live"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} #{self.number}"

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING
