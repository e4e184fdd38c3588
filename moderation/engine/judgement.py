"""One event on its way from findings to a result, and what it does to the room's state."""

import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from moderation.engine import labels as labelling
from moderation.engine import signals as contact
from moderation.engine.context import METRICS, Context
from moderation.engine.events import KINDS, QUIET
from moderation.engine.jumps import Jump, Targets, find_jump, read_jump
from moderation.engine.learnt import MODEL, Model
from moderation.engine.lexicon import Term
from moderation.engine.links import read_link
from moderation.engine.outcomes import apply, shadow_keep
from moderation.engine.record import NOBODY, Record
from moderation.engine.resolve import (
    Apart,
    Finding,
    Noted,
    resolve,
    resolve_apart,
)
from moderation.engine.rules import Rule, RuleSet, evaluate
from moderation.engine.scan import Scanned
from moderation.engine.score import (
    DUTY_POINTS,
    NOTE,
    POINTS,
    family_suggestion,
    family_weights,
    level,
    noisy_or,
    stronger,
)
from moderation.engine.source import FamilySource
from moderation.engine.state import DUTY, OnScreen, RoomState
from moderation.engine.types import Label, Measure, Result, Severity, Shadow
from rooms import wire

COMPLAINT = "F-COMPLAINT"


class Piece(NamedTuple):
    """One field of an event after the scan."""

    field: str
    text: str
    scanned: Scanned
    signals: contact.Signals | None


class How(NamedTuple):
    """What is known of the streamer, and whether rules say what their parts came to."""

    record: Record = NOBODY
    is_explained: bool = False


class Setting(Protocol):
    """What a judgement needs of the engine."""

    rules: RuleSet
    families: dict[str, FamilySource]
    caps: dict[str, float]
    own_hosts: frozenset[str]
    targets: Targets
    learnt: dict[str, Model]
    disabled: frozenset[str]
    apart: Apart


class Judgement:
    """One event that something was found in."""

    def __init__(
        self,
        engine: Setting,
        event: wire.Event,
        pieces: list[Piece],
        room: RoomState,
        how: How = How(),  # noqa: B008  (immutable)
    ) -> None:
        self.engine = engine
        self.how = how
        self.event = event
        self.kind = KINDS[type(event)]
        self.room = room
        self.role = wire.role_of(event)
        self.side = "v" if self.role == "viewer" else "s"
        self.pieces = pieces
        self.labels: list[Label] = []
        self.proposed: set[Measure] = set()
        self.contact = contact.NONE
        self.where = pieces[0] if pieces else Piece("text", event.text, Scanned("", [], 0), None)
        self.category: str = getattr(event, "category", "") or room.category

    def result(self) -> Result:
        """Return what the engine thinks of the event, and move the room's state."""
        for piece in self.pieces:
            self._read(piece)
        if self.kind == "removal":
            return self._removal()
        weights = self._weights()
        signals = self._signals(weights)
        result = Result(self.event.id, labels=self.labels)
        if not signals and self.kind not in self.engine.rules.waking:
            return result
        self.room.rearm()
        if weights:
            self._count(weights)
        early, late = self.engine.rules.plan(signals, self.role, self.kind)
        self._apply(result, early, weights)
        if self.labels:
            moved = self._sum_up(result)
            if moved:
                late = self.engine.rules.plan(signals | {"risk"}, self.role, self.kind)[1]
        if late:
            self._apply(result, late, weights)
            self._sum_up(result, points=False)
        return result

    @cached_property
    def target(self) -> str:
        """Return what a link or a code holds."""
        return str(getattr(self.event, "url", "") or getattr(self.event, "content", ""))

    @cached_property
    def jump(self) -> Jump | None:
        """Return where the event leads; of words, where an address or share phrase in them does.

        Of a frame, whether its picture is known.
        """
        if self.target:
            return read_jump(self.target, self.engine.targets)
        if isinstance(self.event, wire.Frame):
            listed = self.engine.targets.picture(self.event.hashes)
            return None if listed is None else Jump("", flags=frozenset({"picture"}), listed=listed)
        found = (find_jump(piece.text, self.engine.targets) for piece in self.pieces)
        return next((one for one in found if one is not None), None)

    def telling(self, rule: Rule) -> tuple[int, int] | None:
        """Return where the words stand that a model which a rule asks found most telling."""
        asked = MODEL.search(rule.source.when)
        model = self.engine.learnt.get(asked[1]) if asked else None
        return model.telling(self.where.text) if model is not None else None

    def _weights(self) -> dict[str, float]:
        return family_weights(self.labels, self.engine.caps) if self.labels else {}

    def _apply(self, result: Result, rules: list[Rule], weights: Mapping[str, float]) -> None:
        if rules:
            explained = self.how.is_explained
            outcomes = evaluate(rules, self._context(weights), is_explained=explained)
            if outcomes:
                apply(self, self.engine.families, result, outcomes)

    def _read(self, piece: Piece) -> None:
        if piece.scanned.hits:
            found = self._found(piece)
            off = self.engine.disabled
            if off:
                found = [f for f in found if f.term.rule not in off]
            if found:
                role = "viewer" if self.kind == "removal" else self.role
                self.labels += labelling.labels(
                    piece.text, piece.field, piece.scanned.folded, found, role, self.category
                )
        read = piece.signals
        if read is not None and (self.contact is contact.NONE or read.score > self.contact.score):
            self.contact, self.where = read, piece

    def _found(self, piece: Piece) -> list[Finding]:
        """Return what was found in one text; what a tenant's lists did beside it is noted."""
        apart = self.engine.apart
        if not apart.listed and not apart.shadowed:
            return resolve(piece.text, piece.scanned)
        role = "viewer" if self.kind == "removal" else self.role
        found, noted = resolve_apart(piece.text, piece.scanned, apart, role)
        if self.kind != "removal":
            note(self.room, self.event.id, noted)
        return found

    def _removal(self) -> Result:
        """A removed comment is evidence of how comments are managed, not speech of the room.

        Law: M-comment-management
        """
        self.room.count("removals")
        if any(label.code == COMPLAINT and labelling.is_live(label) for label in self.labels):
            self.room.count("negative_removals")
        self.labels, self.contact = [], contact.NONE
        result = Result(self.event.id, labels=self.labels)
        early, late = self.engine.rules.plan(frozenset({"type:removal"}), self.role, self.kind)
        self._apply(result, [*early, *late], {})
        if self.labels:
            self._sum_up(result)
        return result

    def _signals(self, weights: Mapping[str, float]) -> frozenset[str]:
        signals = set(weights)
        if weights:
            signals.add("hit")
        if self.contact is not contact.NONE:
            signals.add("contact")
        if self.kind not in QUIET:
            signals.add(f"type:{self.kind}")
        if self.jump is not None:
            signals.add("link")
        return frozenset(signals)

    def _count(self, weights: Mapping[str, float]) -> None:
        """Move the room's counters: once per family and event."""
        speaker = self.event.speaker
        for code, weight in weights.items():
            if weight < NOTE:
                continue
            self.room.count(f"{self.side}:{code}")
            self.room.remember(f"{self.side}:{code}", self.event.id)
            if isinstance(speaker, wire.Speaker) and speaker.id:
                person = zlib.crc32(speaker.id.encode("utf-8", "surrogatepass"))
                self.room.saw_speaker(code, person)

    def _context(self, weights: Mapping[str, float]) -> Context:
        event, room = self.event, self.room
        jump = self.jump
        link = (False, "")
        if jump is not None and jump.target:
            link = read_link(jump.target, self.engine.targets.own)
        price = room.prices.get(getattr(event, "product_id", ""), (0, 0))
        if getattr(event, "price_fen", None) is None:
            price = (0, price[1])
        return Context(
            self.kind,
            self.role,
            self.where.field,
            self.where.text,
            self.category,
            weights,
            round(noisy_or(weights.values()), 4),
            self.contact,
            link,
            price,
            room,
            self.jump,
            self.how.record,
            self.engine.learnt,
            event.speaker.id if isinstance(event.speaker, wire.Speaker) else "",
        )

    def _sum_up(self, result: Result, *, points: bool = True) -> bool:
        """Score the labels; with `points`, add them to the room's risk.

        Returns:
            Whether the risk or the duty moved.
        """
        weights = self._weights()
        result.score = round(noisy_or(weights.values()), 4)
        result.risk_level = level(result.score)
        moved = False
        for code, weight in weights.items():
            family = self.engine.families.get(code)
            wanted = family.suggestion if family else "review"
            result.suggestion = stronger(result.suggestion, family_suggestion(weight, wanted))
            if points and weight >= NOTE:
                moved = True
                self._add_points(code, weight, family)
        return moved

    def _severity(self, code: str) -> Severity:
        """Return how grave what was found of a family is: a tenant's term may weigh otherwise."""
        found = (one.severity for one in self.labels if one.code == code and one.weight > 0.0)
        return max(found, key=POINTS.__getitem__, default="medium")

    def _add_points(self, code: str, weight: float, family: FamilySource | None) -> None:
        """Viewers' words weigh on the duty to manage comments, not on the streamer.

        Law: M-comment-management
        """
        if self.side == "v" and not (family and family.viewer_risk):
            self.room.add_points(DUTY, DUTY_POINTS * weight)
        else:
            self.room.add_points(code, POINTS[self._severity(code)] * weight)


def note(room: RoomState, event_id: str | int, noted: Noted) -> None:
    """Count what terms of lists excused; of lists in shadow, what they would have done."""
    for term in noted.excused:
        room.tally(tallied(term))
    if not noted.would and not noted.would_excuse:
        return
    would = [f.term for f in noted.would]
    for term in [*would, *noted.would_excuse]:
        room.tally(tallied(term))
    for term in {one.family.pack: one for one in [*noted.would_excuse, *would]}.values():
        shadow_keep(room, Shadow(
            tallied(term), event_id, room.clock, "", "pass" if term.allow else "review",
            0.0 if term.allow else term.weight, "",
        ))  # fmt: skip


def tallied(term: Term) -> str:
    """Return what tallies call a term of a list."""
    return f"{term.family.pack}|{term.rule}"


def observe(event: wire.Event, room: RoomState) -> None:
    """Take the figures of an event that is not talk."""
    observer = _OBSERVERS.get(type(event))
    if observer is not None:
        observer(event, room)


def _observe_metric(event: wire.Event, room: RoomState) -> None:
    room.set_metrics((name, getattr(event, name)) for name in METRICS)


def _observe_goods(event: wire.Event, room: RoomState) -> None:
    if not isinstance(event, wire.Goods):
        return
    if event.action in ("explained", "pinned"):
        room.category = event.category
        _show(event, room)
    elif event.action == "removed" and event.product_id == room.goods.id:
        room.goods = OnScreen()
    if event.price_fen is not None and event.product_id:
        room.set_price(event.product_id, event.price_fen)


def _show(event: wire.Goods, room: RoomState) -> None:
    """Goods come on screen; what is said of them again does not begin their time anew."""
    known = room.prices.get(event.product_id, (0, 0))[0]
    price = known if event.price_fen is None else event.price_fen
    is_same = bool(event.product_id) and event.product_id == room.goods.id
    at = room.goods.at if is_same else room.clock
    title = event.title or (room.goods.title if is_same else "")
    room.goods = OnScreen(event.product_id or "?", title, price, at)


_OBSERVERS: dict[type[wire.Event], Callable[[wire.Event, RoomState], None]] = {
    wire.Metric: _observe_metric,
    wire.Goods: _observe_goods,
}
