"""What keeps an offer off sale from outside the review: a right holder's notice, an order."""

from django.db import models

from accounts.models import TenantOwned
from catalog.models.offer import Offer
from livecompliance.kernel import clock


class OfferHold(TenantOwned):
    """One reason for which an offer may not be sold, beside what its review says.

    An offer is held while any of its holds stands; whoever placed one lifts his own. `cause` and
    `ref` name what it was placed for, so that the same reason holds it once. `was` is where the
    offer stood before the first.
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="holds")
    cause = models.CharField(max_length=20)
    ref = models.UUIDField()
    clause = models.CharField(max_length=60)
    placed_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "offer", "cause", "ref"],
                name="offer_hold_once",
                condition=models.Q(lifted_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "offer"],
                name="offer_hold_standing",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.Index(fields=["tenant", "cause", "ref"], name="offer_hold_of"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.cause}"
