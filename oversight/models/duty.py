"""How duties stood, by what was seen then; and who has charge of an article."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.duties import State


class DutyReading(TenantOwned):
    """What one control found when it last looked: kept when it changed, and once a day.

    Never altered: the board of a past day is read from these.
    """

    control = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in State])
    code = models.CharField(max_length=40)
    figure = models.BigIntegerField(null=True)
    of = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "control", "-at"], name="duty_reading_latest")]

    def __str__(self) -> str:
        return f"{self.control}: {self.state}"


class Charge(TenantOwned):
    """Who answers for an article, until when, or why it does not apply. The last one holds.

    Never altered, so that the board of a past day shows who had charge then.
    """

    article = models.CharField(max_length=12)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    is_excluded = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "article", "-at"], name="duty_charge_latest")]
        constraints = [
            models.CheckConstraint(
                name="duty_charge_says_why",
                condition=models.Q(is_excluded=False) | ~models.Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.article
