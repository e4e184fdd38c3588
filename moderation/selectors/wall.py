"""What the live wall shows: the rooms on air, those first that need somebody."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.models import Finding, RoomState
from moderation.selectors import presence, standing, words
from moderation.selectors.family import family_name
from moderation.selectors.show import (
    TIERS,
    Cited,
    Part,
    cited,
    from_first_hit,
    marked,
    masked,
    platform_of,
    spark,
)
from moderation.selectors.standing import Filters, Owed, Standing
from rooms import selectors as rooms
from rooms.models import OnAir, Room, Session
from tiers import selectors as tiers

PAGE = 60


@dataclass(frozen=True, slots=True)
class Said:
    """The last finding of a room: the words with the hit, the family, the clause."""

    parts: list[Part]
    family: str
    clause: Cited
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One room on the wall."""

    room: Room
    session: Session
    risk: int
    state: str
    marketers: list[str]
    viewers: int | None
    points: str
    findings: int
    owed: Owed
    platform: str = ""
    last: Said | None = None
    watchers: list[str] = field(default_factory=list)
    patrol_percent: int = 0
    raised_until: datetime | None = None
    inspectors: list[str] = field(default_factory=list)
    is_dedicated: bool = False

    @property
    def tier_label(self) -> str:
        return str(TIERS.get(self.room.tier, self.room.tier))

    @property
    def state_label(self) -> str:
        return str(standing.NAMES[self.state])

    @property
    def area(self) -> str:
        return f"0,36 {self.points} 100,36"


class Choice(NamedTuple):
    """A state to be chosen, and how many rooms are in it."""

    value: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of rooms, and how many there are."""

    cards: list[Card]
    total: int
    filters: Filters
    pages: int
    states: list[Choice]
    meaning: str

    @property
    def first(self) -> int:
        return (self.filters.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1


def wall_page(actor: Actor, wanted: Filters) -> Wall:
    """Return one page of the rooms on air, those first that need somebody."""
    now, bounds = clock.now(), standing.bounds_of(actor)
    everything = standing.standings(actor, wanted, bounds, now)
    found = [one for one in everything if one.is_in(wanted.state)]
    pages = max(1, -(-len(found) // PAGE))
    wanted = wanted._replace(page=min(max(1, wanted.page), pages))
    start = (wanted.page - 1) * PAGE
    cards = _cards(actor, found[start : start + PAGE])
    counts = standing.counts_of(everything)
    names = {"": _("全部"), **standing.NAMES}
    states = [Choice(name, str(label), counts[name]) for name, label in names.items()]
    meaning = bounds.meaning_of(wanted.state)
    return Wall(cards, len(found), wanted, pages, states, meaning)


def categories(actor: Actor) -> list[str]:
    """Return the categories of the rooms on air."""
    found = rooms.session_open_list(actor).exclude(room__category="")
    return sorted(set(found.values_list("room__category", flat=True).distinct()[:100]))


def _cards(actor: Actor, shown: Sequence[Standing]) -> list[Card]:
    ids = [one.session_id for one in shown]
    on_air = rooms.session_open_list(actor).filter(pk__in=ids).prefetch_related("on_air")
    sessions = {one.pk: one for one in on_air.select_related("room__tenant")}
    states = {
        one.pk: one for one in RoomState.objects.filter(pk__in=ids, tenant_id__in=actor.tenant_ids)
    }
    last = _last_words(actor, list(sessions.values()), states)
    watchers = presence.watchers(actor, [one.room_id for one in sessions.values()])
    care = tiers.care_of(actor, [one.room for one in sessions.values()])
    return [
        replace(
            _card(one, sessions[one.session_id], states.get(one.session_id), last, watchers),
            platform=platform_of(actor, sessions[one.session_id].room),
            **care[sessions[one.session_id].room_id]._asdict(),
        )
        for one in shown
        if one.session_id in sessions
    ]


def hosts_first(session: Session) -> list[OnAir]:
    """Return who sells in a session, the host first, then by name."""
    seen = [one for one in session.on_air.all() if one.left_at is None]
    return sorted(seen, key=lambda one: (not one.is_host, one.stage_name))


def _card(
    stands: Standing,
    session: Session,
    state: RoomState | None,
    last: dict[UUID, Said],
    watchers: dict[UUID, list[str]],
) -> Card:
    figures = state.figures if state else {}
    return Card(
        room=session.room,
        session=session,
        risk=stands.risk,
        state=stands.state,
        marketers=[masked(one.stage_name) for one in hosts_first(session)],
        viewers=figures.get("viewers"),
        points=spark([*(state.spark if state else []), stands.risk]),
        findings=state.findings if state else 0,
        owed=stands.owed,
        last=last.get(session.pk),
        watchers=watchers.get(session.room_id, []),
    )


def _last_words(
    actor: Actor, sessions: Sequence[Session], states: dict[UUID, RoomState]
) -> dict[UUID, Said]:
    wanted = [one.last_finding_id for one in states.values() if one.last_finding_id]
    findings: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.of(actor).filter(pk__in=wanted):
        findings[finding.session_id].append(finding)
    return {
        session.pk: _said(session, findings[session.pk][0])
        for session in sessions
        if session.pk in findings
    }


def _said(session: Session, finding: Finding) -> Said:
    excerpt = words.excerpts_of(session, [finding] if finding.excerpt else []).get(finding.pk, {})
    text = str(excerpt.get("text", ""))
    spans = [(span[0], span[1]) for span in excerpt.get("spans", [])]
    return Said(
        parts=from_first_hit(marked(text, spans)),
        family=family_name(finding.code),
        clause=cited(finding.clause),
        at=finding.at,
    )
