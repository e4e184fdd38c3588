"""What a version of anything in the studio has: who wrote it, asked for it and let it in."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Authored(TenantOwned):
    """One version: its author, whoever asked for it and approved it, and since when.

    `revision` rises with every change, so that whoever acts says what he has seen.
    """

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
