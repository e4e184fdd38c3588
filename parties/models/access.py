"""Somebody of the platform wants to read what names a minor: asked, approved, for a while."""

from django.db import models
from django.db.models import F, Q

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models.party import Party


class MinorAccess(TenantOwned):
    """A request to read the data of a minor, and the approval of somebody else.

    Law: MNP-access
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审批"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"
        REVOKED = "revoked", "已撤回"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "asked_by"],
                name="minor_access_waiting_once",
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="minor_access_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="minor_access_approved_for_a_while",
                condition=~Q(state="approved")
                | Q(expires_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="minor_access_revoked_says_why",
                condition=~Q(state="revoked") | Q(revoked_at__isnull=False) & ~Q(revoked_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "asked_at"], name="minor_access_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Tell whether it lets somebody read now."""
        return (
            self.state == self.State.APPROVED
            and self.expires_at is not None
            and self.expires_at > clock.now()
        )
