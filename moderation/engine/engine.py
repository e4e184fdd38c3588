"""The engine: packs in, events through, results and the room's state out."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from moderation.engine import signals as contact
from moderation.engine.context import METRICS, Context
from moderation.engine.events import FIELDS, KINDS, QUIET, AnyEvent, as_event, milliseconds
from moderation.engine.image import cached
from moderation.engine.labels import Labeller, is_live
from moderation.engine.lexicon import Lexicon
from moderation.engine.links import read_link
from moderation.engine.loader import Paths
from moderation.engine.outcomes import apply
from moderation.engine.resolve import resolve
from moderation.engine.rules import Rule, RuleSet, evaluate
from moderation.engine.scan import BatchScan, Scanned, scan
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
from moderation.engine.state import DUTY, RoomState
from moderation.engine.types import Label, Measure, Result
from rooms import wire

PACKS = Path(__file__).resolve().parents[1] / "packs"
BATCH, LEAST_BATCH = 256, 32
RISK = frozenset({"risk"})
GATE = 3  # ASCII letters and digits of the folded text below which no contact is looked for


class Piece(NamedTuple):
    """One field of an event after the scan."""

    field: str
    text: str
    scanned: Scanned


class Engine:
    """Inspects events with one set of packs. Immutable: a reload makes a new one."""

    def __init__(
        self, base: Lexicon, overlay: Lexicon | None = None, own_hosts: Iterable[str] = ()
    ) -> None:
        """Make an engine of compiled packs; raises PackError for a rule that does not compile."""
        self.lexicons = [base] if overlay is None else [base, overlay]
        packs = [pack for lexicon in self.lexicons for pack in lexicon.packs]
        self.rules = RuleSet(packs)
        self.own_hosts = frozenset(own_hosts)
        families = [family for lexicon in self.lexicons for family in lexicon.families]
        self.families = {family.source.code: family.source for family in families}
        self.caps = {code: source.cap for code, source in self.families.items()}
        self.labeller = Labeller()

    @classmethod
    def from_packs(
        cls,
        paths: Paths,
        overlay: Paths | None = None,
        own_hosts: Iterable[str] = (),
        cache: Path | None = None,
    ) -> "Engine":
        """Load packs from files and folders.

        Args:
            paths: the base packs.
            overlay: a tenant's own packs; their allow spans excuse base hits too.
            own_hosts: hosts that links may lead to.
            cache: directory of compiled packs; without one they are compiled each time.

        Raises:
            PackError: a pack cannot be used; the message names file and place.
        """
        over = None if overlay is None else cached(overlay, cache)
        return cls(cached(paths, cache), over, own_hosts)

    @classmethod
    def base(cls, cache: Path | None = None) -> "Engine":
        """Return an engine of the packs in moderation/packs."""
        return cls.from_packs(PACKS, cache=cache)

    def overlaid(self, overlay: Lexicon, own_hosts: Iterable[str] = ()) -> "Engine":
        """Return an engine with a tenant's packs on top; the base is shared, not copied."""
        return Engine(self.lexicons[0], overlay, own_hosts or self.own_hosts)

    @property
    def versions(self) -> list[str]:
        """Return `pack@version` of every pack in use."""
        return [f"{p.pack}@{p.version}" for x in self.lexicons for p in x.packs]

    def inspect(self, events: Sequence[AnyEvent], state: RoomState | None = None) -> list[Result]:
        """Inspect events in order.

        Args:
            events: wire structs, or mappings of the wire format.
            state: the room's memory; updated in place. Without one, each call starts afresh.

        Returns:
            One result for each event.

        Raises:
            msgspec.ValidationError: a mapping is no event.
        """
        room = RoomState() if state is None else state
        results: list[Result] = []
        for start in range(0, len(events), BATCH):
            chunk = [as_event(event) for event in events[start : start + BATCH]]
            pieces = self._scan(chunk)
            for event, found in zip(chunk, pieces, strict=True):
                results.append(self._judge(event, found, room))
        return results

    def _scan(self, events: list[wire.Event]) -> list[list[Piece] | None]:
        owners: list[int] = []
        fields: list[str] = []
        texts: list[str] = []
        for index, event in enumerate(events):
            for field in FIELDS[type(event)]:
                words = getattr(event, field)
                if words:
                    owners.append(index)
                    fields.append(field)
                    texts.append(words)
        out: list[list[Piece] | None] = [None] * len(events)
        for place, scanned in self._scan_texts(texts):
            owner = owners[place]
            piece = Piece(fields[place], texts[place], scanned)
            row = out[owner]
            if row is None:
                out[owner] = [piece]
            else:
                row.append(piece)
        return out

    def _scan_texts(self, texts: list[str]) -> Iterable[tuple[int, Scanned]]:
        """Yield the texts in which something was found, in order."""
        if len(texts) < LEAST_BATCH:
            for place, text in enumerate(texts):
                scanned = scan(self.lexicons, text)
                if scanned.hits or scanned.plain_count >= GATE:
                    yield place, scanned
            return
        found = BatchScan(self.lexicons, texts)
        counts = found.batch.ascii_counts()
        gated = (counts >= GATE).nonzero()[0].tolist()
        for place in sorted({*found.hits, *gated}):
            hits = found.hits.get(place, [])
            yield place, Scanned(found.batch.folded(place), hits, int(counts[place]))

    def _judge(self, event: wire.Event, pieces: list[Piece] | None, room: RoomState) -> Result:
        kind = KINDS[type(event)]
        room.advance(milliseconds(event))
        if kind == "comment":
            room.count("comments")
        elif kind not in QUIET:
            _observe(event, room)
        if pieces is None and kind in QUIET:
            return Result(event.id)
        return Judgement(self, event, kind, pieces or [], room).result()


class Judgement:
    """One event that something was found in, on its way to a result."""

    def __init__(
        self, engine: Engine, event: wire.Event, kind: str, pieces: list[Piece], room: RoomState
    ) -> None:
        self.engine = engine
        self.event = event
        self.kind = kind
        self.room = room
        self.role = wire.role_of(event)
        self.pieces = pieces
        self.side = "v" if self.role == "viewer" else "s"
        self.labels: list[Label] = []
        self.proposed: set[Measure] = set()
        self.contact = contact.NONE
        self.where = pieces[0] if pieces else Piece("text", event.text, Scanned("", [], 0))
        self.category = getattr(event, "category", "") or room.category

    def result(self) -> Result:
        """Return what the engine thinks of the event, and move the room's state."""
        for piece in self.pieces:
            self._read(piece)
        if self.kind == "removal":
            return self._removal()
        weights = family_weights(self.labels, self.engine.caps)
        signals = self._signals(weights)
        result = Result(self.event.id, labels=self.labels)
        if not signals:
            return result
        self.room.rearm()
        self._count(weights)
        early, late = self.engine.rules.plan(signals)
        self._apply(result, early, weights)
        if self._add_points():
            late = self.engine.rules.plan(signals | RISK)[1]
        self._apply(result, late, weights)
        self._sum_up(result)
        return result

    def _apply(self, result: Result, rules: list[Rule], weights: Mapping[str, float]) -> None:
        if rules:
            outcomes = evaluate(rules, self._context(weights))
            apply(self, self.engine.families, result, outcomes)

    def _read(self, piece: Piece) -> None:
        if piece.scanned.hits:
            found = resolve(piece.text, piece.scanned)
            self.labels += self.engine.labeller.labels(
                piece.text, piece.field, piece.scanned.folded, found, self.role, self.category
            )
        if piece.scanned.plain_count >= GATE and self.kind != "removal":
            read = contact.read(piece.text)
            if read is not None and read.score >= self.contact.score:
                self.contact, self.where = read, piece

    def _removal(self) -> Result:
        """A removed comment is evidence of how comments are managed, not speech of the room."""
        self.room.count("removals")
        if any(label.code == "F-COMPLAINT" and is_live(label) for label in self.labels):
            self.room.count("negative_removals")
        self.labels = []
        result = Result(self.event.id, labels=self.labels)
        early, late = self.engine.rules.plan(frozenset({"type:removal"}))
        self._apply(result, [*early, *late], {})
        self._sum_up(result)
        self._add_points()
        return result

    def _signals(self, weights: Mapping[str, float]) -> frozenset[str]:
        signals = set(weights)
        if weights:
            signals.add("hit")
        if self.contact is not contact.NONE:
            signals.add("contact")
        if self.kind not in QUIET:
            signals.add(f"type:{self.kind}")
            if self.kind in ("link", "qr"):
                signals.add("link")
        return frozenset(signals)

    def _count(self, weights: Mapping[str, float]) -> None:
        """Move the room's counters: once per family and event, notes left out."""
        speaker = self.event.speaker
        for code, weight in weights.items():
            if weight < NOTE:
                continue
            self.room.count(f"{self.side}:{code}")
            self.room.remember(f"{self.side}:{code}", self.event.id)
            if isinstance(speaker, wire.Speaker) and speaker.id:
                self.room.saw_speaker(code, zlib.crc32(speaker.id.encode("utf-8", "replace")))

    def _context(self, weights: Mapping[str, float]) -> Context:
        event, room = self.event, self.room
        link = (False, "")
        target = getattr(event, "url", "") or getattr(event, "content", "")
        if target:
            link = read_link(target, self.engine.own_hosts)
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
        )

    def _sum_up(self, result: Result) -> None:
        weights = family_weights(self.labels, self.engine.caps)
        result.score = round(noisy_or(weights.values()), 4)
        result.risk_level = level(result.score)
        for code, weight in weights.items():
            family = self.engine.families.get(code)
            wanted = family.suggestion if family else "review"
            result.suggestion = stronger(result.suggestion, family_suggestion(weight, wanted))

    def _add_points(self) -> bool:
        """Add this event's findings to the room's risk; viewers' words only to the duty."""
        weights = family_weights(self.labels, self.engine.caps)
        moved = False
        for code, weight in weights.items():
            if weight < NOTE:
                continue
            family = self.engine.families.get(code)
            moved = True
            if self.role == "viewer" and not (family and family.viewer_risk):
                self.room.add_points(DUTY, DUTY_POINTS * weight)
            else:
                severity = family.severity if family else "medium"
                self.room.add_points(code, POINTS[severity] * weight)
        return moved


def _observe(event: wire.Event, room: RoomState) -> None:
    """Take the figures of an event that is not talk."""
    observe = _OBSERVERS.get(type(event))
    if observe is not None:
        observe(event, room)


def _observe_metric(event: wire.Event, room: RoomState) -> None:
    room.set_metrics((name, getattr(event, name)) for name in METRICS)


def _observe_goods(event: wire.Event, room: RoomState) -> None:
    if not isinstance(event, wire.Goods):
        return
    if event.action in ("explained", "pinned"):
        room.category = event.category
    if event.price_fen is not None and event.product_id:
        room.set_price(event.product_id, event.price_fen)


_OBSERVERS: dict[type[wire.Event], Callable[[wire.Event, RoomState], None]] = {
    wire.Metric: _observe_metric,
    wire.Goods: _observe_goods,
}
