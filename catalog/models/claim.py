"""What proves that words may be said of goods, and at which prices they were sold."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models.supplier import Supplier
from livecompliance.kernel import clock


class ClaimEvidence(TenantOwned):
    """Proof that an absolute term is exempt where it is said in just these words.

    `exemption` is one of `exemptions.yaml`. `product` is the platform's own id; empty: of every
    product of `brand`, or of all. `fact_since` and `fact_until` are the time that a
    limited fact speaks of, `valid_until` the last day on which it may be said. One without a
    last day is looked at again by `recheck_on`. A decided proof never changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    exemption = models.CharField(max_length=16)
    words = models.CharField(max_length=120)
    product = models.CharField(max_length=80, blank=True)
    brand = models.CharField(max_length=80, blank=True)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.CharField(max_length=400, blank=True)
    standard = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=80, blank=True)
    fact_since = models.DateField(null=True, blank=True)
    fact_until = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    file = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_evidence_holds_for_a_day",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="claim_evidence_refused_with_reason",
                condition=~models.Q(state="refused") | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="claim_evidence_limited_in_time_and_place",
                condition=~models.Q(exemption="limited_fact")
                | models.Q(fact_since__isnull=False, fact_until__isnull=False)
                & ~models.Q(place=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="claim_evidence_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.exemption} {self.pk}"


class PriceDeal(TenantOwned):
    """A price at which one product was sold in one place, by the platform's own order."""

    product = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    reference = models.CharField(max_length=80)
    fen = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "place", "reference"], name="price_deal_once"
            ),
            models.CheckConstraint(name="price_deal_above_nothing", condition=models.Q(fen__gte=0)),
        ]
        indexes = [
            models.Index(fields=["tenant", "product", "place", "at"], name="price_deal_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.fen}"
