"""What was found and done in a period, for whoever counts or tells it whole."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding, Measure


def findings_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Finding]:
    """Return what was found from one instant until before another."""
    return Finding.objects.of(actor).filter(created_at__gte=since, created_at__lt=until)


def findings_named(actor: Actor, ids: Collection[UUID]) -> TenantQuerySet[Finding]:
    """Return findings by their ids."""
    return Finding.objects.of(actor).filter(pk__in=ids)


def measures_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Measure]:
    """Return the measures that were released from one instant until before another."""
    return Measure.objects.of(actor).filter(released_at__gte=since, released_at__lt=until)


def dismissed_count(actor: Actor, findings: Any) -> int:
    """Return how many of some findings an officer dismissed and nobody restored."""
    return Dismissal.objects.of(actor).filter(restored_at=None, finding__in=findings).count()
