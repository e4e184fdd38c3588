"""The engine: packs in, events through, results and the room's state out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from moderation.engine import signals
from moderation.engine.events import (
    FIELDS,
    KINDS,
    ONLY_TEXT,
    TALK,
    AnyEvent,
    as_event,
    milliseconds,
)
from moderation.engine.image import cached
from moderation.engine.judgement import How, Judgement, Piece, observe
from moderation.engine.jumps import Targets, may_jump
from moderation.engine.learnt import models_of
from moderation.engine.lexicon import Lexicon
from moderation.engine.loader import Paths
from moderation.engine.resolve import Apart
from moderation.engine.rules import RuleSet
from moderation.engine.scan import BatchScan, Scanned, scan
from moderation.engine.source import FamilySource
from moderation.engine.state import RoomState
from moderation.engine.types import Result
from rooms import wire

PACKS = Path(__file__).resolve().parents[1] / "packs"
BATCH, LEAST_BATCH = 1_024, 32
GATE = 3  # ASCII letters and digits of the folded text below which no contact is looked for


class Engine:
    """Inspects events with one set of packs. Immutable: a reload makes a new one."""

    def __init__(
        self,
        base: Lexicon,
        overlay: Lexicon | None = None,
        own_hosts: Iterable[str] = (),
        more: Iterable[Lexicon] = (),
        shadowed: Iterable[Lexicon] = (),
    ) -> None:
        """Make an engine of compiled packs; raises PackError for a rule that does not compile.

        What lists in shadow (`shadowed`) would do is noted in the room's memory and not done.
        Where several packs have a family, the first says what it weighs at most and suggests.
        """
        lists, aside = list(more), list(shadowed)
        self.standing = [base, *([] if overlay is None else [overlay]), *lists]
        self.lexicons = [*self.standing, *aside]
        self.apart = Apart(_named(lists), _named(aside))
        packs = [pack for lexicon in self.standing for pack in lexicon.packs]
        self.disabled = frozenset(name for pack in packs for name in pack.disable)
        self.rules = RuleSet(packs, self.disabled)
        self.own_hosts = frozenset(own_hosts)
        self.targets = Targets(packs, self.own_hosts)
        self.learnt = models_of(packs)
        families = [family for lexicon in self.standing for family in lexicon.families]
        self.families: dict[str, FamilySource] = {}
        for family in families:
            self.families.setdefault(family.source.code, family.source)
        self.caps = {code: source.cap for code, source in self.families.items()}

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

    def overlaid(
        self,
        overlay: Lexicon,
        own_hosts: Iterable[str] = (),
        more: Iterable[Lexicon] = (),
        shadowed: Iterable[Lexicon] = (),
    ) -> "Engine":
        """Return an engine with a tenant's packs on top; what is given is shared, not copied."""
        return Engine(self.lexicons[0], overlay, own_hosts or self.own_hosts, more, shadowed)

    @property
    def refused(self) -> list[str]:
        """Return what was left out of plain lists of words, and why."""
        return [message for x in self.lexicons for p in x.packs for message in p.refused]

    @property
    def versions(self) -> list[str]:
        """Return `pack@version` of every pack in use."""
        return [f"{p.pack}@{p.version}" for x in self.lexicons for p in x.packs]

    def inspect(
        self,
        events: Sequence[AnyEvent],
        state: RoomState | None = None,
        how: How = How(),  # noqa: B008
    ) -> list[Result]:
        """Inspect events in order.

        Args:
            events: wire structs, or mappings of the wire format.
            state: the room's memory; updated in place. Without one every event stands alone.
            how: what is known of the streamer, and whether rules explain themselves.

        Returns:
            One result for each event.

        Raises:
            msgspec.ValidationError: a mapping is no event.
        """
        results: list[Result] = []
        asleep = frozenset(kind for kind in TALK if KINDS[kind] not in self.rules.waking)
        quiet: list[wire.Event] = []
        for start in range(0, len(events), BATCH):
            chunk = [
                event if isinstance(event, wire.Event) else as_event(event)
                for event in events[start : start + BATCH]
            ]
            pieces = self._scan(chunk)
            for event, found in zip(chunk, pieces, strict=True):
                quiet.append(event)
                if type(event) in asleep and (found is None or _is_idle(found)):
                    results.append(Result(event.id))
                else:
                    room = RoomState() if state is None else state
                    _pass([event] if state is None else quiet, room)
                    quiet.clear()
                    results.append(self._judge(event, found or [], room, how))
            _pass(quiet, state)
            quiet.clear()
        return results

    def _scan(self, events: list[wire.Event]) -> list[list[Piece] | None]:
        owners, fields, texts = _words(events)
        out: list[list[Piece] | None] = [None] * len(events)
        for place, piece in self._scan_texts(texts, fields):
            row = out[owners[place]]
            if row is None:
                out[owners[place]] = [piece]
            else:
                row.append(piece)
        return out

    def _scan_texts(
        self, texts: list[str], fields: Mapping[int, str]
    ) -> Iterator[tuple[int, Piece]]:
        """Yield the texts in which something may be, in order."""
        if len(texts) < LEAST_BATCH:
            for place, text in enumerate(texts):
                scanned = scan(self.lexicons, text)
                seen = signals.read(text) if scanned.plain_count >= GATE else None
                if scanned.hits or seen is not None:
                    yield place, Piece(fields.get(place, "text"), text, scanned, seen)
            return
        found = BatchScan(self.lexicons, texts)
        counts = found.batch.ascii_counts()
        gated = (counts >= GATE).nonzero()[0].tolist()
        plain = counts.tolist()
        for place in sorted({*found.hits, *gated}):
            text, hits, count = texts[place], found.hits.get(place, []), plain[place]
            seen = signals.read(text) if count >= GATE else None
            if hits or seen is not None:
                scanned = Scanned(found.batch.folded(place), hits, count)
                yield place, Piece(fields.get(place, "text"), text, scanned, seen)

    def _judge(self, event: wire.Event, pieces: list[Piece], room: RoomState, how: How) -> Result:
        if type(event) not in TALK:
            observe(event, room)
        return Judgement(self, event, pieces, room, how).result()


def _named(lexicons: list[Lexicon]) -> frozenset[str]:
    """Return `pack@version` of some lists."""
    return frozenset(f"{pack.pack}@{pack.version}" for one in lexicons for pack in one.packs)


def _is_idle(pieces: list[Piece]) -> bool:
    """Whether nothing that was found can lead to a label: no term, no contact, no jump."""
    return all(
        not piece.scanned.hits
        and (piece.signals is None or piece.signals is signals.NONE)
        and not may_jump(piece.text)
        for piece in pieces
    )


def _words(events: list[wire.Event]) -> tuple[list[int], dict[int, str], list[str]]:
    """Return every field of the events that has words: whose it is, its name, the words.

    A name is told only where it is not `text`.
    """
    owners: list[int] = []
    fields: dict[int, str] = {}
    texts: list[str] = []
    for index, event in enumerate(events):
        names = FIELDS[type(event)]
        if names is ONLY_TEXT:
            if text := event.text:
                owners.append(index)
                texts.append(text)
            continue
        for name in names:
            if text := getattr(event, name):
                fields[len(texts)] = name
                owners.append(index)
                texts.append(text)
    return owners, fields, texts


def _pass(events: list[wire.Event], room: RoomState | None) -> None:
    """Let events pass by the room: its clock moves, comments are counted by the second."""
    if room is None or not events:
        return
    clock, comments = room.clock, 0
    second = clock // 1000
    for event in events:
        at = event.at
        if at is not None:
            moment = at if isinstance(at, int) else milliseconds(at)
            if moment > clock:
                if comments and moment // 1000 > second:
                    room.advance(clock)
                    room.count("comments", comments)
                    comments = 0
                clock, second = moment, moment // 1000
        comments += type(event) is wire.Comment
    room.advance(clock)
    if comments:
        room.count("comments", comments)
