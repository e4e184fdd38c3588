"""Whom the gate refused in a period, and who was on air in some broadcasts."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from rooms.models import Admission, OnAir


def denied_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Admission]:
    """Return what the gate refused to let begin, from one instant until before another."""
    found = Admission.objects.of(actor).filter(kind=Admission.Kind.START, is_allowed=False)
    return found.filter(asked_at__gte=since, asked_at__lt=until)


def stage_names(actor: Actor, sessions: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return under what names people were on air, by broadcast."""
    found: dict[UUID, list[str]] = {}
    rows = OnAir.objects.of(actor).filter(session_id__in=sessions)
    for session, name in rows.values_list("session_id", "stage_name"):
        found.setdefault(session, []).append(name)
    return found
