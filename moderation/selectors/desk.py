"""What stands beside a room's timeline: what is on air, how risky, what was found and done."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.engine import RoomState as Memory
from moderation.engine.state import DUTY
from moderation.models import Finding, RoomState
from moderation.selectors import dismissal as dismissals
from moderation.selectors import labels, notice, words
from moderation.selectors import measure as measures
from moderation.selectors.family import family_advice, family_name, family_reason, tongue
from moderation.selectors.labels import yuan
from moderation.selectors.show import LATELY, Cited, Part, cited, marked, masked, spark
from moderation.selectors.standing import bounds_of
from moderation.selectors.timeline import TABS
from rooms import codec, wire
from rooms import selectors as rooms
from rooms.models import Session

LOOK_BACK = 400  # segments read to learn what is on air when this process has not followed
MOST_SESSIONS = 256
RECORD_DAYS = 30
BAR = 100
MOST_GOODS = 12
HEAVY = 10  # points from which a contribution is one of those that made a room red


class Offer(NamedTuple):
    """One thing on sale."""

    title: str
    price: str
    is_pinned: bool


@dataclass(slots=True)
class OnAir:
    """What viewers see now, folded from the events of the session."""

    seq: int = 0
    title: str = ""
    cover: str = ""
    goods: dict[str, wire.Goods] = field(default_factory=dict)
    people: dict[str, wire.Connect] = field(default_factory=dict)

    @property
    def guests(self) -> list[str]:
        """Return who joined by voice or video, masked."""
        return [masked(one.name or one.person) for one in self.people.values()]

    @property
    def listed(self) -> list[Offer]:
        """Return the goods on sale, what is pinned first, then the newest."""
        newest = [
            Offer(one.title or one.product_id, yuan(one.price_fen), one.action == "pinned")
            for one in reversed(self.goods.values())
        ]
        return sorted(newest, key=lambda one: not one.is_pinned)[:MOST_GOODS]

    def fold(self, event: wire.Event) -> None:
        if isinstance(event, wire.Title):
            self.title = event.text
        elif isinstance(event, wire.Cover):
            self.cover = event.text
        elif isinstance(event, wire.Connect):
            self._connect(event)
        elif isinstance(event, wire.Goods):
            self._goods(event)

    def _connect(self, event: wire.Connect) -> None:
        key = event.person or event.name
        if event.joined:
            self.people[key] = event
        else:
            self.people.pop(key, None)

    def _goods(self, event: wire.Goods) -> None:
        key = event.product_id or event.title
        before = self.goods.pop(key, None)
        if event.action != "removed":
            self.goods[key] = event if event.title or before is None else before


_followed: OrderedDict[UUID, OnAir] = OrderedDict()


def on_air(actor: Actor, session: Session) -> OnAir:
    """Return what is on air; a process that has followed the session reads only what is new."""
    known = _followed.pop(session.pk, None) or OnAir()
    head = session.head.seq
    known.seq = max(known.seq, head - LOOK_BACK)
    try:
        for said in rooms.segment_events(actor, session, known.seq + 1, head):
            known.fold(said.event)
    except (crypto.KeyLost, codec.Altered):
        pass
    known.seq = head
    _followed[session.pk] = known
    while len(_followed) > MOST_SESSIONS:
        _followed.popitem(last=False)
    return known


class Bar(NamedTuple):
    """One contribution to a room's risk."""

    name: str
    points: int
    width: int
    tone: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A room's risk now, with what it is made of."""

    value: int
    state: str
    change: int
    points: str
    bars: list[Bar]
    duty: int
    is_over: bool = False

    @property
    def area(self) -> str:
        return f"0,36 {self.points} 100,36"

    @property
    def sentence(self) -> str:
        """Say in words why the number is what it is."""
        named = _("、").join(f"{bar.name} {bar.points}" for bar in self.bars[:3])
        said = {"value": self.value, "named": named}
        if self.is_over:
            return (
                _("下播时风险 %(value)s，主要来自：%(named)s。") % said
                if self.bars
                else _("下播时没有影响风险的发现。")
            )
        if not self.bars:
            return _("近期没有影响风险的发现。风险每 5 分钟减半。")
        return _("风险 %(value)s 主要来自：%(named)s。每 5 分钟减半。") % said


def risk_of(actor: Actor, state: RoomState | None, ended_at: datetime | None = None) -> Risk:
    """Return a room's risk as of now, or of the end of its broadcast, with what it is made of."""
    bounds, is_over = bounds_of(actor), ended_at is not None
    if state is None:
        return Risk(0, "ok", 0, "", [], 0, is_over)
    memory = Memory.from_bytes(bytes(state.state))
    at = int((ended_at or clock.now()).timestamp() * 1000)
    value = round(memory.risk(at))
    before = state.spark[-LATELY:][0] if state.spark else 0
    found = [(code, round(points)) for code, points in memory.contributions(at) if code != DUTY]
    most = max((points for _code, points in found), default=1)
    bars = [
        _bar(code, points, most, bounds.state_of(value)) for code, points in found if points >= 1
    ]
    line = spark([*state.spark, value])
    state_now, duty = bounds.state_of(value), round(memory.duty(at))
    return Risk(value, state_now, value - before, line, bars[:6], duty, is_over)


def _bar(code: str, points: int, most: int, state: str) -> Bar:
    tone = "act" if state == "act" and points >= HEAVY else "watch"
    return Bar(family_name(code), points, max(2, BAR * points // most), tone)


class Open(NamedTuple):
    """A finding that an officer may act on."""

    finding: Finding
    parts: list[Part]
    family: str
    clause: Cited
    reason: dict[str, str]
    advice: dict[str, str]


class Waiting(NamedTuple):
    """The findings that wait for a decision, and the clauses of these and of other late ones."""

    open: list[Open]
    clauses: list[str]


def waiting_of(actor: Actor, session: Session, most: int = 5) -> Waiting:
    """Return the newest findings, the streamer's own, that nobody answered or dismissed yet."""
    taken = measures.measure_list(actor, session.room_id).filter(session=session)
    answers = taken.filter(undone_at__isnull=True).order_by().values_list("findings", flat=True)
    answered = {finding for one in answers for finding in one}
    standing = dismissals.finding_standing(actor, session.pk).exclude(speaker="viewer")
    recent = list(standing[: most * 4])
    rows = [one for one in recent if one.pk not in answered and one.excerpt][:most]
    excerpts = words.excerpts_of(session, rows)
    clauses = dict.fromkeys(one.clause for one in [*rows, *recent] if one.clause)
    return Waiting([_open(one, excerpts.get(one.pk, {})) for one in rows], list(clauses))


def parts_of(excerpt: dict[str, Any]) -> list[Part]:
    """Return the words of an excerpt, cut at the hits."""
    return marked(str(excerpt.get("text", "")), [(a, b) for a, b in excerpt.get("spans", [])])


def _open(one: Finding, excerpt: dict[str, Any]) -> Open:
    return Open(
        one,
        parts_of(excerpt),
        family_name(one.code),
        cited(one.clause),
        family_reason(one.code),
        family_advice(one.code),
    )


class Past(NamedTuple):
    """What was done about a room within the last thirty days."""

    label: str
    number: int


def record_of(actor: Actor, session: Session) -> list[Past]:
    """Return how often each measure was taken in the room within thirty days."""
    since = clock.now() - timedelta(days=RECORD_DAYS)
    taken = measures.measure_list(actor, session.room_id).filter(
        released_at__gte=since, withdrawn_at__isnull=True
    )
    counts = dict(taken.order_by().values("kind").annotate(n=Count("id")).values_list("kind", "n"))
    return [Past(rules.NAMES[kind][tongue()], counts.get(kind, 0)) for kind in rules.KINDS]


def marketers(session: Session) -> list[tuple[str, bool]]:
    """Return who sells, masked, and whether as the host."""
    people = session.on_air.order_by("-is_host", "stage_name")
    return [(masked(one.stage_name), one.is_host) for one in people]


class Notices(NamedTuple):
    """The off-platform notice in force, and in how many clients it was seen to stand."""

    is_large: bool
    displays: int


def notices(actor: Actor, session: Session) -> Notices:
    """Return the state of the notice that must stand in every room on air.

    Law: M-off-platform
    """
    if len(actor.tenant_ids) != 1:
        return Notices(False, notice.notice_displays(actor, session.pk))
    found = notice.notice_get(actor, session.pk)
    return Notices(found.is_large, notice.notice_displays(actor, session.pk))


class Tab(NamedTuple):
    """One filter of the timeline; the count is known for what is decided, not for what is said."""

    name: str
    label: str
    number: int | None


def tabs(actor: Actor, session: Session, state: RoomState | None) -> list[Tab]:
    """Return the filters of the timeline."""
    taken = measures.measure_list(actor, session.room_id).filter(session=session).count()
    counts = {"finding": state.findings if state else 0, "measure": taken}
    if state is not None:
        counts["removal"] = sum(state.figures.get("removed", {}).values())
    return [Tab(name, str(labels.TABS[name]), counts.get(name)) for name in TABS]


def removed_of(figures: dict[str, Any]) -> list[tuple[str, int]]:
    """Return how many comments were dealt with, by what was done to them."""
    removed: dict[str, int] = figures.get("removed", {})
    return [(str(labels.REMOVED[name]), number) for name, number in removed.items() if number]


def after_start(start: datetime, wanted: time) -> datetime:
    """Return the first instant at or after `start` whose time of day is `wanted`."""
    found = datetime.combine(start.date(), wanted, start.tzinfo)
    return found if found >= start.replace(second=0, microsecond=0) else found + timedelta(days=1)
