"""What the live wall shows: every room on air by its risk now, and the figures above them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Extract, Power

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.engine.state import HALF_LIFE_MS
from moderation.models import Finding, Measure, RoomState
from moderation.selectors import presence, words
from moderation.selectors.family import family_name
from moderation.selectors.show import (
    TIERS,
    Cited,
    Part,
    cited,
    from_first_hit,
    marked,
    masked,
    spark,
)
from rooms import selectors as rooms
from rooms.models import OnAir, Room, Session

PAGE = 60
HALF_LIFE_S = HALF_LIFE_MS / 1000
DEFAULT_WATCH, DEFAULT_ACT = 30, 75
STATES = ("act", "watch", "ok", "waiting")


class Bounds(NamedTuple):
    """From which risk on a room is to be watched, and from which on somebody must act."""

    watch: int
    act: int

    def state_of(self, risk: int, *, waits: bool = False) -> str:
        """Say how a room stands; one that has not answered a measure is never calm."""
        if risk >= self.act:
            return "act"
        return "watch" if risk >= self.watch or waits else "ok"


class Filters(NamedTuple):
    """What the officer asked to see."""

    tier: str = ""
    category: str = ""
    state: str = ""
    text: str = ""
    page: int = 1


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
    last: Said | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    watchers: list[str] = field(default_factory=list)

    @property
    def tier_label(self) -> str:
        return str(TIERS.get(self.room.tier, self.room.tier))

    @property
    def area(self) -> str:
        return f"0,36 {self.points} 100,36"


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of rooms, and how many there are."""

    cards: list[Card]
    total: int
    on_air: int
    filters: Filters
    pages: int

    @property
    def first(self) -> int:
        return (self.filters.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1


def bounds_of(actor: Actor) -> Bounds:
    """Return the thresholds of the actor's tenant; a regulator over several sees the defaults."""
    if len(actor.tenant_ids) != 1:
        return Bounds(DEFAULT_WATCH, DEFAULT_ACT)
    return Bounds(
        accounts.policy_of(actor, "risk_prompt", DEFAULT_WATCH),
        accounts.policy_of(actor, "risk_limit", DEFAULT_ACT),
    )


def _decayed(now: datetime) -> Any:
    age = Extract(Value(now) - F("updated_at"), "epoch", output_field=FloatField())
    left = Power(Value(0.5), Func(Value(0.0), age, function="GREATEST") / Value(HALF_LIFE_S))
    return ExpressionWrapper(F("risk") * left, output_field=FloatField())


def unacknowledged(actor: Actor) -> QuerySet[Measure]:
    """Return what went out to rooms on air and nobody has acknowledged."""
    return _unanswered(actor).filter(session__ended_at__isnull=True)


def _unanswered(actor: Actor) -> QuerySet[Measure]:
    """Return the same where it is known already that the rooms are on air."""
    return (
        Measure.objects.of(actor)
        .filter(released_at__isnull=False, acknowledged_at__isnull=True, closed_at__isnull=True)
        .exclude(kind=Measure.Kind.VIEWER_NOTICE)
    )


def _by_risk(actor: Actor, now: datetime) -> Any:
    states = RoomState.objects.filter(session_id=OuterRef("pk"), tenant_id__in=actor.tenant_ids)
    return rooms.session_open_list(actor).annotate(
        risk=Coalesce(Subquery(states.annotate(now=_decayed(now)).values("now")[:1]), Value(0.0)),
        waits=Exists(_unanswered(actor).filter(session_id=OuterRef("pk"))),
    )


def _filtered(found: Any, wanted: Filters, bounds: Bounds) -> Any:
    by_state = {
        "act": Q(risk__gte=bounds.act - 0.5),
        "watch": Q(risk__lt=bounds.act - 0.5) & (Q(risk__gte=bounds.watch - 0.5) | Q(waits=True)),
        "ok": Q(risk__lt=bounds.watch - 0.5, waits=False),
        "waiting": Q(waits=True),
    }
    if wanted.state in by_state:
        found = found.filter(by_state[wanted.state])
    if wanted.tier:
        found = found.filter(room__tier=wanted.tier)
    if wanted.category:
        found = found.filter(room__category=wanted.category)
    if wanted.text:
        found = found.filter(
            Q(room__title__icontains=wanted.text) | Q(room__operator_name__icontains=wanted.text)
        )
    return found


def wall_page(actor: Actor, wanted: Filters) -> Wall:
    """Return one page of the rooms on air, those first that need somebody."""
    now = clock.now()
    bounds = bounds_of(actor)
    everything = _by_risk(actor, now)
    found = _filtered(everything, wanted, bounds)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    wanted = wanted._replace(page=min(max(1, wanted.page), pages))
    start = (wanted.page - 1) * PAGE
    sessions: list[Session] = list(
        found.order_by("-risk", "-waits", "room__title", "id").prefetch_related("on_air")[
            start : start + PAGE
        ]
    )
    on_air = everything.count() if any(wanted[:4]) else total
    return Wall(_cards(actor, sessions, bounds), total, on_air, wanted, pages)


def categories(actor: Actor) -> list[str]:
    """Return the categories of the rooms on air."""
    found = rooms.session_open_list(actor).exclude(room__category="")
    return sorted(set(found.values_list("room__category", flat=True).distinct()[:100]))


def _cards(actor: Actor, sessions: Sequence[Session], bounds: Bounds) -> list[Card]:
    ids = [one.pk for one in sessions]
    states = {
        one.pk: one for one in RoomState.objects.filter(pk__in=ids, tenant_id__in=actor.tenant_ids)
    }
    last = _last_words(actor, sessions, states)
    waiting: dict[UUID, dict[str, Any]] = {
        row["session_id"]: dict(row)
        for row in _unanswered(actor)
        .filter(session_id__in=ids)
        .values("session_id")
        .annotate(number=Count("id"), since=Min("released_at"))
    }
    watchers = presence.watchers(actor, [one.room_id for one in sessions])
    return [
        _card(one, states.get(one.pk), bounds, last, waiting.get(one.pk, {}), watchers)
        for one in sessions
    ]


def hosts_first(session: Session) -> list[OnAir]:
    """Return who sells in a session, the host first, then by name."""
    return sorted(session.on_air.all(), key=lambda one: (not one.is_host, one.stage_name))


def _card(
    session: Session,
    state: RoomState | None,
    bounds: Bounds,
    last: dict[UUID, Said],
    waiting: dict[str, Any],
    watchers: dict[UUID, list[str]],
) -> Card:
    risk = round(getattr(session, "risk", 0.0))
    figures = state.figures if state else {}
    return Card(
        room=session.room,
        session=session,
        risk=risk,
        state=bounds.state_of(risk, waits=bool(waiting)),
        marketers=[masked(one.stage_name) for one in hosts_first(session)],
        viewers=figures.get("viewers"),
        points=spark([*(state.spark if state else []), risk]),
        findings=state.findings if state else 0,
        last=last.get(session.pk),
        waiting=waiting.get("number", 0),
        waiting_since=waiting.get("since"),
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
