"""What employees deduct from their wages, month by month, as they told their employer."""

from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from tax.models.payee import Payee


class Deduction(TenantOwned):
    """One employee's deductions of one month.

    The amounts stand in clear, as all money does. What they are for (children, rent, illness) is
    his private life: sealed with his own key. `print` tells the same words brought again.
    """

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="+")
    bucket = models.SmallIntegerField()
    month = models.DateField()
    special_fen = models.BigIntegerField(default=0)
    additional_fen = models.BigIntegerField(default=0)
    other_fen = models.BigIntegerField(default=0)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    kinds = EncryptedField(kind="text", null=True)
    print = models.BinaryField(max_length=32)
    brought_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "payee", "month"], name="deduction_once"),
            models.CheckConstraint(
                name="deduction_not_below_nothing",
                condition=models.Q(special_fen__gte=0, additional_fen__gte=0, other_fen__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "bucket", "payee", "month"], name="deduction_by_share"),
        ]

    def __str__(self) -> str:
        return f"{self.payee_id} {self.month}"
