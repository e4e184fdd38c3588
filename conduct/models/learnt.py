"""A tenant's learnt signals: trained outside, tried in shadow, in force by two persons."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Classifier(TenantOwned):
    """One trained model. What it says never changes; its state does. Measures, Articles 9, 10.

    `about` is what was measured on texts held back, without any of them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待试行"
        SHADOW = "shadow", "影子"
        LIVE = "live", "生效"
        RETIRED = "retired", "已停用"

    RUNNING = (State.SHADOW, State.LIVE)

    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=12)
    model = models.BinaryField()
    about = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tried_at = models.DateTimeField(null=True, blank=True)
    tried_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    live_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "number"], name="conduct_classifier_number"
            ),
            models.UniqueConstraint(
                fields=["tenant", "name", "digest"], name="conduct_classifier_content"
            ),
            *(
                models.UniqueConstraint(
                    fields=["tenant", "name"],
                    name=f"conduct_classifier_one_{state}",
                    condition=models.Q(state=state),
                )
                for state in ("shadow", "live")
            ),
            models.CheckConstraint(
                name="conduct_classifier_by_two",
                condition=~models.Q(state="live")
                | models.Q(approved_by__isnull=False, tried_by__isnull=False)
                & ~models.Q(approved_by=models.F("tried_by")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant"],
                name="conduct_classifier_running",
                condition=models.Q(state__in=["shadow", "live"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.number}"
