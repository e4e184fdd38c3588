"""Rooms by tier, and one room: its broadcasts, what was found and done, its evidence."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from livecompliance.kernel import clock
from moderation.models import Measure
from moderation.selectors import supervised as moderation
from moderation.selectors.family import family_name
from moderation.selectors.supervised import Counts
from oversight import selectors as oversight
from portal.rules.sight import CONDUCT, RECORD
from portal.selectors import words
from portal.selectors.shown import Taken, cited, measure_shown, packages_shown
from portal.views.frame import Looker, portal_page, shown
from rooms.models import Room, Session
from rooms.selectors import supervised

HERE = "portal-rooms"
SINCE = timedelta(days=30)
MOST_ROOMS, MOST_SESSIONS, MOST_FOUND = 300, 30, 60
TIERS = (Room.Tier.KEY, Room.Tier.SECOND, Room.Tier.FIRST)


class Line(NamedTuple):
    """One room of the list."""

    room: Room
    on_air: Session | None
    counts: Counts


class Group(NamedTuple):
    """The rooms of one tier."""

    tier: str
    name: Any
    lines: list[Line]


@require_GET
@portal_page("rooms", matter=CONDUCT)
def rooms(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the rooms of the region that was granted, those of the highest tier in front."""
    wanted, tier = request.GET.get("q", "").strip(), request.GET.get("tier", "")
    sight = looker.here
    found = supervised.rooms_supervised(looker.actor, sight.regions(CONDUCT), sight.domicile)
    if wanted:
        found = found.filter(title__icontains=wanted) | found.filter(
            operator_name__icontains=wanted
        )
    if tier in Room.Tier.values:
        found = found.filter(tier=tier)
    rows = list(found.order_by("title", "id")[: MOST_ROOMS + 1])
    context = {
        "section": HERE,
        "groups": _groups(looker, rows[:MOST_ROOMS]),
        "is_cut": len(rows) > MOST_ROOMS,
        "most": MOST_ROOMS,
        "wanted": wanted,
        "tier": tier,
        "tiers": [(one.value, words.TIERS[one.value]) for one in TIERS],
        "number": min(len(rows), MOST_ROOMS),
        "days": SINCE.days,
    }
    return shown(request, looker, "portal/rooms.html", context)


def _groups(looker: Looker, rows: Sequence[Room]) -> list[Group]:
    ids = [one.pk for one in rows]
    on_air = supervised.on_air_since(looker.actor, ids)
    counts = moderation.counts_of(looker.actor, ids, clock.now() - SINCE)
    lines = [Line(one, on_air.get(one.pk), counts.get(one.pk, Counts())) for one in rows]
    found = [
        Group(tier, words.TIERS[tier], [one for one in lines if one.room.tier == tier])
        for tier in TIERS
    ]
    return [one for one in found if one.lines]


class Discovered(NamedTuple):
    """One finding: in what words, by which clause, how grave."""

    at: Any
    name: str
    clause: str
    severity: str
    severity_name: Any
    said: str


@require_GET
@portal_page("room", matter=CONDUCT, thing="room_id")
def room(request: HttpRequest, looker: Looker, room_id: UUID) -> HttpResponse:
    """Show one room: broadcasts, findings, measures, and the packages that lie ready for us."""
    sight = looker.here
    one = supervised.room_supervised(looker.actor, room_id, sight.regions(CONDUCT), sight.domicile)
    sessions = supervised.sessions_of(looker.actor, one, MOST_SESSIONS)
    done = moderation.measures_supervised(looker.actor).filter(room=one)[:MOST_FOUND]
    context = {
        "section": HERE,
        "room": one,
        "tier": words.TIER_OF_ONE[one.tier],
        "sessions": sessions,
        "on_air": next((each for each in sessions if each.ended_at is None), None),
        "findings": _findings(looker, one),
        "measures": _measures(done),
        "packages": _packages(looker, sessions),
        "has_record": RECORD in sight.matters,
    }
    return shown(request, looker, "portal/room.html", context)


def _findings(looker: Looker, one: Room) -> list[Discovered]:
    found = moderation.findings_of(looker.actor, one, MOST_FOUND)
    return [
        Discovered(
            row.at,
            family_name(row.code),
            cited(row.clause),
            row.severity,
            words.SEVERITIES[row.severity],
            str(said.get("text", "")),
        )
        for row, said in found
    ]


def _measures(rows: Iterable[Measure]) -> list[Taken]:
    return [measure_shown(one) for one in rows]


def _packages(looker: Looker, sessions: Sequence[Session]) -> list[Any]:
    """Return the packages about these broadcasts, where evidence was granted."""
    if RECORD not in looker.here.matters:
        return []
    ids = {one.pk for one in sessions}
    found = oversight.packages_addressed(looker.actor, looker.here.authority.pk)
    own = [one for one in found if one.about == "session" and one.ref in ids]
    return packages_shown(looker.actor, own)
