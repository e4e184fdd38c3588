"""Complaints of a period that were found right, for whoever counts them."""

from datetime import datetime

from accounts.managers import TenantQuerySet
from complaints.models import Complaint
from livecompliance.kernel.actors import Actor

UPHELD = (Complaint.Outcome.UPHELD, Complaint.Outcome.PARTLY)


def upheld_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Complaint]:
    """Return what was answered as right or partly right, from one instant until before another."""
    found = Complaint.objects.of(actor).filter(outcome__in=UPHELD)
    return found.filter(answered_at__gte=since, answered_at__lt=until)
