"""What patrols found and what was reviewed twice in a period, for whoever counts it."""

from datetime import datetime

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from review.models import Item, Round


def rounds_found(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Round]:
    """Return the rounds of patrol that found something, by when they were over."""
    found = Round.objects.of(actor).filter(outcome=Item.Outcome.FOUND)
    return found.filter(to_at__gte=since, to_at__lt=until)


def seconds_decided(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Item]:
    """Return the second reviews that were decided from one instant until before another."""
    found = Item.objects.of(actor).filter(second_of__isnull=False)
    return found.filter(decided_at__gte=since, decided_at__lt=until)
