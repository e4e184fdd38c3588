"""Ask what became of criticism: counts, trend, the lines themselves, how soon breaches were met."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Minute, Remark
from conduct.rules.criticism import Counts, quantile
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from rooms.models import Session

REMOVED = ("by_hiding", "by_folding", "by_muting", "by_deleting")
MOST_SESSIONS = 5_000


class Answered(NamedTuple):
    """How soon flagged interaction was dealt with: seconds."""

    flagged: int
    removed: int
    median_s: float | None
    slow_s: float | None


def remark_bound(row: Remark) -> bytes:
    return f"{row.tenant_id}|conduct.remark|words_sealed|{row.pk}".encode()


def remarks_of(actor: Actor, session: Session, keys: Collection[str]) -> dict[str, Remark]:
    """Return what is kept of some of a session's lines, locked, by the platform's numbers."""
    rows = Remark.objects.of(actor).filter(session=session, event_key__in=list(keys))
    return {one.event_key: one for one in rows.select_for_update()}


def remark_count(actor: Actor, session: Session) -> int:
    """Return how many lines of a session are kept."""
    return Remark.objects.of(actor).filter(session=session).count()


def counts_between(actor: Actor, session: Session, since: datetime, until: datetime) -> Counts:
    """Return what was said and removed in a part of a broadcast."""
    rows = Minute.objects.of(actor).filter(session=session)
    first = since.replace(second=0, microsecond=0)
    return _summed(rows.filter(at__gte=first, at__lte=until))


def _summed(rows: TenantQuerySet[Minute]) -> Counts:
    names = ("said", "critical", "hidden", *REMOVED)
    found = rows.aggregate(**{f"n_{name}": Sum(name) for name in names})
    number = {name: found[f"n_{name}"] or 0 for name in names}
    removed = sum(number[name] for name in REMOVED)
    return Counts(number["said"], number["critical"], removed, number["hidden"])


def counts_by_room(actor: Actor, since: datetime) -> dict[UUID, Counts]:
    """Return what every room said and removed since an instant.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Minute.objects.of(actor).filter(at__gte=since).order_by().values("room_id")
    summed = rows.annotate(
        n_said=Sum("said"),
        n_critical=Sum("critical"),
        n_hidden=Sum("hidden"),
        n_removed=Sum(F("by_hiding") + F("by_folding") + F("by_muting") + F("by_deleting")),
    )
    return {
        one["room_id"]: Counts(one["n_said"], one["n_critical"], one["n_removed"], one["n_hidden"])
        for one in summed
    }


def ways_of(actor: Actor, room_id: UUID, since: datetime) -> dict[str, int]:
    """Return by what a room removed, and how often."""
    rows = Minute.objects.of(actor).filter(room_id=room_id, at__gte=since)
    found = rows.aggregate(**{f"n_{name}": Sum(name) for name in REMOVED})
    names = ("hidden", "folded", "muted", "deleted")
    return {name: found[f"n_{column}"] or 0 for name, column in zip(names, REMOVED, strict=True)}


Trend = list[tuple[datetime, Counts]]


def trend_of(actor: Actor, room_id: UUID, since: datetime, until: datetime, parts: int) -> Trend:
    """Return a room's counts in equal parts of a period, the oldest first.

    A period begins with what was first said in it; no part is shorter than a minute.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    found = Minute.objects.of(actor).filter(room_id=room_id, at__gte=since, at__lte=until)
    rows = list(found.order_by("at"))
    if not rows:
        return []
    first, minute = rows[0].at, timedelta(minutes=1)
    step = max(minute, (rows[-1].at + minute - first) / parts)
    counted: dict[int, Counts] = {}
    for one in rows:
        place = int((one.at - first) / step)
        removed = one.by_hiding + one.by_folding + one.by_muting + one.by_deleting
        told = Counts(one.said, one.critical, removed, one.hidden)
        counted[place] = counted.get(place, Counts()).plus(told)
    return [
        (first + step * place, counted.get(place, Counts())) for place in range(max(counted) + 1)
    ]


def remark_list(actor: Actor, room_id: UUID, since: datetime) -> TenantQuerySet[Remark]:
    """Return a room's critical lines, those that were removed first, the newest first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Remark.objects.of(actor).filter(room_id=room_id, is_critical=True)
    lately = Q(said_at__gte=since) | Q(removed_at__gte=since)
    return rows.filter(lately).order_by(F("removed_at").desc(nulls_last=True), "-id")


def remark_words(rows: Sequence[Remark]) -> dict[UUID, str]:
    """Return the words of lines; those whose session's key was destroyed are left out."""
    keys: dict[UUID, bytes | None] = {}
    found = {}
    for one in rows:
        if one.session_id not in keys:
            keys[one.session_id] = _key(one.session)
        key = keys[one.session_id]
        if key is not None:
            plain = crypto.unseal(key, bytes(one.words_sealed), remark_bound(one))
            found[one.pk] = plain.decode()
    return found


def _key(session: Session) -> bytes | None:
    try:
        return moderation.words_key(session)
    except crypto.KeyLost:
        return None


def answered_in(actor: Actor, room_id: UUID, since: datetime) -> Answered:
    """Return how soon a room dealt with lines that were flagged.

    Law: O117-comment-control
    """
    rows = Remark.objects.of(actor).filter(
        room_id=room_id, is_flagged=True, is_critical=False, said_at__gte=since
    )
    total = rows.aggregate(number=Count("id"))["number"]
    gone = rows.filter(removed_at__isnull=False).values_list("said_at", "removed_at")
    waits = [
        max(timedelta(), removed - said).total_seconds()
        for said, removed in gone
        if said is not None and removed is not None
    ]
    return Answered(total, len(waits), quantile(waits, 0.5), quantile(waits, 0.9))
