"""Who is to watch which rooms now, who does, and when nobody did."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Role
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.models import Party
from rooms import selectors as rooms
from rooms.models import Room, Session
from tiers import policies
from tiers.models import Assignment, Gap
from tiers.rules.shifts import Shift, covers
from tiers.selectors.patrol import raised_list, raised_until
from tiers.selectors.policy import policy_in_force
from tiers.selectors.standing import standings_now

Presence = Callable[[Actor, Sequence[UUID]], Mapping[UUID, Collection[UUID]] | None]
_presence: dict[str, Presence] = {}
PRESENCE = "rooms"
MOST_ROWS = 200


def presence_register(presence: Presence) -> None:
    """Let an app above say who has which room's page open; None when it cannot be known."""
    _presence[PRESENCE] = presence


def looking(actor: Actor, room_ids: Sequence[UUID]) -> Mapping[UUID, Collection[UUID]] | None:
    """Return who has the pages of rooms open; None when nobody can know at the moment."""
    presence = _presence.get(PRESENCE)
    return presence(actor, room_ids) if presence else None


def shift_of(one: Assignment) -> Shift:
    """Return when an assignment holds."""
    return Shift(one.starts_at, one.ends_at, tuple(one.weekdays), one.from_minute, one.to_minute)


def assignment_list(actor: Actor, since: datetime | None = None) -> TenantQuerySet[Assignment]:
    """Return the assignments that last, begin later or ended after an instant (now)."""
    policies.require_see(actor)
    lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=since or clock.now())
    found = Assignment.objects.of(actor).filter(lasting)
    return found.select_related("officer", "operator", "room").order_by("starts_at", "id")


def assignment_get(actor: Actor, assignment_id: UUID, *, lock: bool = False) -> Assignment:
    """Return one assignment.

    Raises:
        NotFound: no such assignment for this actor.
    """
    rows = Assignment.objects.of(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=assignment_id).first()
    if found is None or not policies.can_see(actor):
        raise NotFound(_("没有这项专人安排。"))
    return found


def patrollers(actor: Actor) -> dict[UUID, str]:
    """Return the names of those who may watch a key room: the active officers."""
    members = accounts.membership_list(actor).filter(roles__contains=[Role.OFFICER], is_active=True)
    return {one.user_id: str(one.user) for one in members}


def live_assignments(actor: Actor, at: datetime) -> list[Assignment]:
    """Return the assignments that last at an instant, on shift or not."""
    begun = Assignment.objects.of(actor).filter(starts_at__lte=at)
    return list(begun.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)))


def on_shift(
    assignments: Iterable[Assignment], wanted: Iterable[Room], at: datetime
) -> dict[UUID, set[UUID]]:
    """Return who is on shift for rooms at an instant: for the room itself or for its operator."""
    of_room: dict[UUID, set[UUID]] = defaultdict(set)
    of_operator: dict[UUID, set[UUID]] = defaultdict(set)
    for one in assignments:
        if not covers(shift_of(one), at):
            continue
        if one.room_id is not None:
            of_room[one.room_id].add(one.officer_id)
        elif one.operator_id is not None:
            of_operator[one.operator_id].add(one.officer_id)
    return {
        room.pk: of_room[room.pk] | (of_operator[room.operator_id] if room.operator_id else set())
        for room in wanted
    }


def key_sessions(actor: Actor) -> list[Session]:
    """Return the broadcasts on air of key rooms, and of those patrolled as such for a time.

    Law: M-tiering, O117-complaint-clusters
    """
    wanted = Q(room__tier=Room.Tier.KEY) | Q(room_id__in=raised_list(actor).values("room_id"))
    return list(rooms.session_open_list(actor).filter(wanted).order_by("id"))


class Unwatched(NamedTuple):
    """A key room on air that nobody watches: since when, and whether somebody was on shift."""

    since: datetime
    cause: str


def unwatched(actor: Actor) -> dict[UUID, Unwatched]:
    """Return the broadcasts about which there is an alarm now."""
    found = Gap.objects.of(actor).filter(closed_at__isnull=True, alarmed_at__isnull=False)
    rows = found.values_list("session_id", "opened_at", "cause")
    return {session: Unwatched(since, cause) for session, since, cause in rows}


def gap_list(actor: Actor, since: datetime) -> TenantQuerySet[Gap]:
    """Return the alarms since an instant, the last first."""
    policies.require_see(actor)
    found = Gap.objects.of(actor).filter(alarmed_at__isnull=False, opened_at__gte=since)
    return found.select_related("room", "closed_by").order_by("-opened_at")


@dataclass(frozen=True, slots=True)
class Watching:
    """A key room on air: who ought to watch, who does."""

    session: Session
    expected: list[str]
    looking: list[str]
    gap: Unwatched | None
    raised_until: datetime | None = None


def watching_now(actor: Actor) -> list[Watching]:
    """Return the key rooms on air with who ought to watch and who does; the unwatched first."""
    policies.require_see(actor)
    sessions = key_sessions(actor)
    if not sessions or len(actor.tenant_ids) != 1:
        return []
    at, names = clock.now(), patrollers(actor)
    seen = looking(actor, [one.room_id for one in sessions]) or {}
    duty = on_shift(live_assignments(actor, at), [one.room for one in sessions], at)
    gaps, raised = unwatched(actor), raised_until(actor, [one.room_id for one in sessions])
    found = [
        Watching(
            one,
            sorted(names[who] for who in duty[one.room_id] if who in names),
            sorted(names[who] for who in seen.get(one.room_id, ()) if who in names),
            gaps.get(one.pk),
            raised.get(one.room_id),
        )
        for one in sessions
    ]
    return sorted(found, key=lambda one: (one.gap is None, one.session.room.title))


class Care(NamedTuple):
    """What a room's tier has people do: its share of patrol, and who of the inspectors is on shift
    for it now, where it is to have some of its own; until when it is patrolled as a key room is."""

    patrol_percent: int
    is_dedicated: bool
    inspectors: list[str]
    raised_until: datetime | None = None


def care_of(actor: Actor, wanted: Collection[Room]) -> dict[UUID, Care]:
    """Return what people do for rooms: three questions, however many they are.

    Law: M-tiering
    """
    if not wanted or len(actor.tenant_ids) != 1:
        return {room.pk: Care(0, False, []) for room in wanted}
    at, rights = clock.now(), policy_in_force(actor).body.rights
    names, raised = patrollers(actor), raised_until(actor, [room.pk for room in wanted])
    duty = on_shift(live_assignments(actor, at), wanted, at)
    return {
        room.pk: Care(
            rights[Room.Tier.KEY if room.pk in raised else room.tier].patrol_percent,
            rights[room.tier].is_dedicated,
            sorted(names[who] for who in duty[room.pk] if who in names),
            raised.get(room.pk),
        )
        for room in wanted
    }


@dataclass(frozen=True, slots=True)
class Board:
    """One operator or room that is to be watched, and who is assigned to it."""

    kind: str
    pk: UUID
    name: str
    tier: str
    assignments: list[Assignment]


def board(actor: Actor, start: datetime) -> list[Board]:
    """Return every key operator and key room, and whatever else has somebody assigned.

    A room of an operator stands under him unless it has somebody of its own.
    """
    policies.require_see(actor)
    found = list(assignment_list(actor, start))
    of_operator: dict[UUID, list[Assignment]] = defaultdict(list)
    of_room: dict[UUID, list[Assignment]] = defaultdict(list)
    for one in found:
        if one.operator_id is not None:
            of_operator[one.operator_id].append(one)
        elif one.room_id is not None:
            of_room[one.room_id].append(one)
    standing = standings_now(actor).select_related("operator")
    wanted = standing.filter(Q(tier=Room.Tier.KEY) | Q(operator_id__in=of_operator))
    rows = [
        Board("operator", one.operator_id, one.operator.public_name, one.tier,
              of_operator.pop(one.operator_id, []))
        for one in wanted.order_by("-score", "operator_id")[:MOST_ROWS]
    ]  # fmt: skip
    rows += [
        Board("operator", pk, _name(some[0].operator), "", some) for pk, some in of_operator.items()
    ]
    alone = rooms.room_list(actor).filter(
        Q(tier=Room.Tier.KEY, operator__isnull=True) | Q(pk__in=of_room)
    )
    rows += [
        Board("room", one.pk, one.title, one.tier, of_room.get(one.pk, []))
        for one in alone[:MOST_ROWS]
    ]
    return rows


def _name(operator: Party | None) -> str:
    return operator.public_name if operator else ""


def tenants_to_watch(at: datetime) -> list[UUID]:
    """Return the tenants with key rooms on air, alarms, or shifts that begin or end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM tiers_to_watch(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def tenants_due(most: int = 500) -> list[UUID]:
    """Return the tenants that have operators to be judged today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM tiers_due(%s, %s)", [clock.today(), most])
        return [row[0] for row in cursor.fetchall()]
