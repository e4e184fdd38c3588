"""An answer that waits for the moments in which whoever wrote it can take it back."""

from django.db import models

from accounts.models import TenantOwned, User
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField

OPEN = models.Q(sent_at=None, undone_at=None, dropped_at=None)


class HeldAnswer(TenantOwned):
    """An officer's answer before it is sent. It meets no term: nobody has read it yet.

    It is sent, taken back by an officer, or dropped, because the complaint was settled meanwhile.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="held_answers")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=Complaint.Outcome)
    text = EncryptedField(kind="text", null=True)
    held_at = models.DateTimeField(default=clock.now)
    sends_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "complaint"], condition=OPEN, name="answer_held_once"
            ),
        ]
        indexes = [
            models.Index(fields=["sends_at"], condition=OPEN, name="answer_held_due"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.outcome} {self.sends_at:%Y-%m-%d %H:%M:%S}"
