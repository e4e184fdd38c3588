"""What the platform reports of an operator, by day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from parties.models import Party


class Figure(TenantOwned):
    """One dimension of one operator on one day: a number, or goods. A correction replaces."""

    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=40)
    on = models.DateField()
    number = models.FloatField(default=0.0)
    names = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    reported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "operator", "dimension", "on"], name="tier_figure_once_a_day"
            ),
            models.CheckConstraint(
                name="tier_figure_not_negative", condition=models.Q(number__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.on} {self.number}"
