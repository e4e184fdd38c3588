"""What is withheld in a month: one run after another, a line for each payee, and what was filed."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from tax.models.period import Period


class Run(TenantOwned):
    """A month computed: with which choices and which tables, and what it came to.

    A later run of the same month writes only the lines that came out otherwise.
    """

    class State(models.TextChoices):
        RUNNING = "running", "计算中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    choice = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    sums = models.JSONField(default=list)
    payees = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    income_fen = models.BigIntegerField(default=0)
    withheld_fen = models.BigIntegerField(default=0)
    levied_fen = models.BigIntegerField(default=0)
    returned_fen = models.BigIntegerField(default=0)
    delta_fen = models.BigIntegerField(default=0)
    run_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "period", "number"], name="run_once"),
            models.UniqueConstraint(
                fields=["tenant", "period"],
                name="run_one_at_a_time",
                condition=models.Q(state="running"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} #{self.number}"


class Withheld(models.Model):
    """One payee's month as a run computed it; appended. Made by hand in the migration.

    `told` are the figures that explain it; `state` is what the next month begins with: refunds
    carried on for value-added tax, then the figures of the year. `returned_fen` was withheld from
    earlier payments that are refunded now: it is claimed as a correction, not paid back here.
    """

    pk = models.CompositePrimaryKey("tenant_id", "bucket", "payee_id", "month", "number")
    tenant_id = models.UUIDField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    month = models.DateField()
    number = models.IntegerField()
    path = models.TextField()
    duty = models.TextField()
    clause = models.TextField()
    income_fen = models.BigIntegerField()
    refunded_fen = models.BigIntegerField()
    withheld_fen = models.BigIntegerField()
    delta_fen = models.BigIntegerField()
    vat_fen = models.BigIntegerField()
    surcharge_fen = models.BigIntegerField()
    returned_fen = models.BigIntegerField()
    state = models.JSONField(null=True)
    told = models.JSONField()

    class Meta:
        managed = False
        db_table = "tax_withheld"

    def __str__(self) -> str:
        return f"{self.payee_id} {self.month} #{self.number}"


class Return(TenantOwned):
    """A month's withholding as it was filed and paid: first whole, then what changed."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="returns")
    number = models.PositiveIntegerField()
    tax_fen = models.BigIntegerField()
    levied_fen = models.BigIntegerField()
    receipt = models.CharField(max_length=80)
    filed_on = models.DateField()
    paid_on = models.DateField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "period", "number"], name="return_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} #{self.number}"
