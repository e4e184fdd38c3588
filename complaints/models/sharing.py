"""Files of a complaint that an officer lets the other side see, masked where they name somebody."""

from django.db import models

from accounts.models import TenantOwned, User
from complaints.models.complaint import Attachment, Complaint, Message
from livecompliance.kernel import clock


class SharedFile(TenantOwned):
    """One file of one side that the other may take, from when until when.

    `file` is what he gets: the attachment itself where an officer said that it names nobody
    (`whole`), a drawing with boxes over it or a text without what names somebody (`masked`), or
    what an officer masked elsewhere (`replaced`). Nothing of who handed it in stands beside it.
    """

    class To(models.TextChoices):
        COMPLAINANT = "complainant", "投诉人"
        OPERATOR = "operator", "被投诉方"

    class Form(models.TextChoices):
        WHOLE = "whole", "原样"
        MASKED = "masked", "遮盖后"
        REPLACED = "replaced", "另行遮盖后"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="shared")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="shared")
    side = models.CharField(max_length=11, choices=Message.Side)
    to = models.CharField(max_length=11, choices=To)
    form = models.CharField(max_length=8, choices=Form)
    file = models.UUIDField()
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    boxes = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "attachment", "to"],
                name="complaint_file_shared_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="complaint_file_shared_with_another",
                condition=~models.Q(side=models.F("to")),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "complaint", "id"], name="complaint_shared")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.to}"
