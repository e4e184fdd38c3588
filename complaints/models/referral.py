"""What is asked of whoever sells: the request passed on, his answer, and what an officer says."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models import Supplier
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from moderation.models import Finding
from parties.models import Party


class Referral(TenantOwned):
    """One round of a complaint with an operator or a merchant. Measures, Art. 23.

    He reads `question`, and the order where it is shown: never who complained. `refuses` without
    a `reason` is a finding (`refused`), and so is a term that passed (`late`); both are those of
    moderation, so that whoever dismisses one there has excused it here. Who is asked again has
    another round.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待答复"
        ANSWERED = "answered", "已答复"
        ACCEPTED = "accepted", "已采纳"
        RETURNED = "returned", "已退回"
        ENDED = "ended", "不再需要"

    class Outcome(models.TextChoices):
        AGREES = "agrees", "同意"
        PARTLY = "partly", "部分同意"
        REFUSES = "refuses", "拒绝"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="referrals")
    round = models.PositiveSmallIntegerField(default=1)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    question = EncryptedField(kind="text", null=True)
    shows_order = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    reason = EncryptedField(kind="text", null=True)
    channel = models.CharField(max_length=5, choices=Complaint.Channel, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    late = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "complaint", "round"], name="complaint_referral_round"
            ),
            models.UniqueConstraint(
                fields=["tenant", "complaint"],
                name="complaint_referral_one_open",
                condition=models.Q(state__in=["waiting", "answered"]),
            ),
            models.CheckConstraint(
                name="complaint_referral_asks_one",
                condition=models.Q(party__isnull=False, supplier__isnull=True)
                | models.Q(party__isnull=True, supplier__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_referral_answer_whole",
                condition=models.Q(state__in=["waiting", "ended"])
                | ~models.Q(outcome="") & models.Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "party", "-id"],
                name="complaint_referral_party",
                condition=models.Q(party__isnull=False),
            ),
            models.Index(
                fields=["tenant", "supplier", "-id"],
                name="complaint_referral_supplier",
                condition=models.Q(supplier__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.round} {self.state}"
