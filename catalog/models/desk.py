"""Who looks at which goods just now, and what an officer took back."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models.product import Product, ProductDecision
from livecompliance.kernel import clock


class ProductLease(TenantOwned):
    """Goods in an officer's hands until an instant: nobody else decides on them meanwhile.

    An officer has one at a time: whoever takes the next gives the one before back.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product"], name="product_lease_once"),
            models.UniqueConstraint(fields=["tenant", "officer"], name="product_lease_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.product_id}"


class ProductUndo(TenantOwned):
    """A decision that whoever took it took back in time. Never changed."""

    decision = models.OneToOneField(ProductDecision, on_delete=models.PROTECT, related_name="undo")
    undone_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.decision_id}"
