"""A month of withholding, a quarter of reporting: open, closed, filed."""

from django.db import models

from accounts.models import TenantOwned, User


class Period(TenantOwned):
    """A month or a quarter. Once it is closed nothing more is booked in it."""

    class Kind(models.TextChoices):
        MONTH = "month", "月度扣缴"
        QUARTER = "quarter", "季度报送"

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已关账"

    kind = models.CharField(max_length=7, choices=Kind)
    first_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "first_on"], name="period_once"),
            models.CheckConstraint(
                name="period_closed_at_an_instant",
                condition=models.Q(state="open", closed_at__isnull=True)
                | models.Q(state="closed", closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on}"


class Tally(TenantOwned):
    """What was booked in one month of one kind of income, kept with every batch that comes.

    A page that shows a month adds nothing up: there may be ten million lines in it.
    """

    month = models.DateField()
    kind = models.CharField(max_length=12)
    payments = models.BigIntegerField(default=0)
    refunds = models.BigIntegerField(default=0)
    orders = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month", "kind"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind}"
