"""Who signs in for a supplier, to see what is asked of it."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models.supplier import Supplier
from livecompliance.kernel import clock


class Merchant(TenantOwned):
    """An account that speaks for a supplier, from when until when. An officer ties and unties."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="merchants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "supplier", "user"],
                name="merchant_standing_once",
                condition=models.Q(until__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "user"],
                name="merchant_by_user",
                condition=models.Q(until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.user_id}"
