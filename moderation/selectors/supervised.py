"""What an authority sees of moderation: how much was found and done in rooms, and what, in one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding, Measure
from moderation.selectors.words import excerpts_of
from rooms import policies
from rooms.models import Room, Session


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was found and done in a room since an instant."""

    findings: int = 0
    high: int = 0
    measures: int = 0


def counts_of(actor: Actor, rooms: Collection[UUID], since: datetime) -> dict[UUID, Counts]:
    """Return what was found and done by room; a finding that was dismissed counts nowhere.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    wanted = list(rooms)
    found = _standing(actor).filter(room__in=wanted, at__gte=since)
    high = Count("pk", filter=Q(severity=Finding.Severity.HIGH))
    seen = found.order_by().values("room").annotate(n=Count("pk"), high=high)
    done = measures_supervised(actor).filter(room__in=wanted, released_at__gte=since)
    taken: dict[UUID, int] = dict(done.order_by().values_list("room").annotate(n=Count("pk")))
    held: dict[UUID, Any] = {row["room"]: row for row in seen}
    return {
        room: Counts(held.get(room, {}).get("n", 0), held.get(room, {}).get("high", 0),
                     taken.get(room, 0))
        for room in {*held, *taken}
    }  # fmt: skip


def _standing(actor: Actor) -> TenantQuerySet[Finding]:
    """Return findings of what a room's own people said and showed, without dismissed ones."""
    dismissed = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
    return Finding.objects.of(actor).exclude(speaker="viewer").exclude(Exists(dismissed))


def findings_of(actor: Actor, room: Room, most: int) -> list[tuple[Finding, dict[str, Any]]]:
    """Return the last findings of a room, each with its words while they can be read.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    rows = list(_standing(actor).filter(room=room).select_related("session").order_by("-at")[:most])
    of: dict[Session, list[Finding]] = {}
    for one in rows:
        if one.excerpt:
            of.setdefault(one.session, []).append(one)
    said = {
        pk: words
        for session, some in of.items()
        for pk, words in excerpts_of(session, some).items()
    }
    return [(one, said.get(one.pk, {})) for one in rows]


def families_supervised(
    actor: Actor, rooms: QuerySet[Room], codes: Collection[str], since: datetime
) -> list[tuple[str, int]]:
    """Return how often something of some families was found in these rooms, the most in front.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    own = rooms.order_by().values("pk")
    found = _standing(actor).filter(room__in=own, at__gte=since, code__in=list(codes)).order_by()
    held = found.values_list("code").annotate(n=Count("pk"))
    return sorted(held, key=lambda row: (-row[1], row[0]))


def measures_supervised(actor: Actor) -> TenantQuerySet[Measure]:
    """Return what was done on air and went out, the newest first; notices to viewers left out.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    found = Measure.objects.of(actor).filter(released_at__isnull=False)
    shown = found.exclude(kind=Measure.Kind.VIEWER_NOTICE).select_related("room__operator")
    return shown.order_by("-released_at", "-id")
