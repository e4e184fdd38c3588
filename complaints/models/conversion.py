"""What a complaint became: a case in the review queue, a report to an authority."""

from django.db import models

from accounts.models import TenantOwned, User
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from moderation.models import Finding


class Case(TenantOwned):
    """A complaint that officers decide about in the review queue, by a finding of its own.

    Measures, decisions and dismissals rest on the finding: by it they know where they came from.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="case")
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.finding_id}"


class AuthorityReport(TenantOwned):
    """What an authority is told of a complaint: drafted, then sent. Measures, Art. 9.

    `body` is sealed with the complaint's key, and names nobody.
    """

    class Authority(models.TextChoices):
        MARKET = "market", "市场监管部门"
        CYBERSPACE = "cyberspace", "网信部门"

    class State(models.TextChoices):
        DRAFT = "draft", "待报送"
        SENT = "sent", "已报送"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="reports")
    authority = models.CharField(max_length=10, choices=Authority)
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    body = EncryptedField(kind="text", null=True)
    drafted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "complaint", "authority"], name="complaint_report_once"
            ),
            models.CheckConstraint(
                name="complaint_report_sent_when",
                condition=models.Q(state="draft") | models.Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.authority} {self.state}"
