"""Many events at once: decode, judge without letting a fault pass anything, make findings."""

import json
import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import msgspec

from livecompliance.kernel import crypto
from livecompliance.kernel.ids import uuid7
from moderation import rules
from moderation.engine import Engine, Label, Proposal, Result
from moderation.engine import RoomState as Memory
from moderation.engine.events import KINDS
from moderation.engine.judgement import How
from moderation.engine.score import NOTE, POINTS
from moderation.models import Finding
from moderation.selectors import words
from rooms import wire
from rooms.models import Session
from rooms.selectors import Recorded

log = logging.getLogger(__name__)
AROUND, MOST_SPANS, MOST_QUOTED = 40, 20, 60
FAULT = "ENGINE-FAULT"
UNREADABLE = "EVENT-UNREADABLE"


@dataclass
class Batch:
    """The events of some segments in order, where each stands, and what was thought of it."""

    events: list[wire.Event] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    unreadable: list[tuple[int, int, int]] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


def read(segments: list[Recorded]) -> Batch:
    """Decode segments; every event gets the moment it is judged by."""
    batch = Batch()
    for segment in segments:
        received = int(segment.received_at.timestamp() * 1000)
        latest = received + rules.LATE_MS
        events, positions = _decoded(segment.lines)
        for event in events:
            at = event.at
            if type(at) is not int or not 0 <= at <= latest:
                event.at = rules.moment_of(at, received)
        batch.events += events
        batch.places += zip(repeat(segment.seq), positions)
        if len(events) < len(segment.lines):
            lost = sorted({*range(len(segment.lines))}.difference(positions))
            batch.unreadable += [(segment.seq, position, received) for position in lost]
    return batch


def _decoded(lines: list[bytes]) -> tuple[Sequence[wire.LiveEvent], Sequence[int]]:
    """Decode lines at once; where one cannot be read, line by line. Say where each event stood."""
    try:
        events = wire.decode_live_lines(b"\n".join(lines))
    except (msgspec.DecodeError, RecursionError):
        events = []
    if len(events) == len(lines):
        return events, range(len(lines))
    read_ = {at: one for at, line in enumerate(lines) if (one := _one(line)) is not None}
    return [*read_.values()], [*read_]


def _one(line: bytes) -> wire.LiveEvent | None:
    try:
        return wire.decode_live(line)
    except (msgspec.DecodeError, RecursionError):
        return None


def judge(
    engine: Engine,
    batch: Batch,
    state: bytes,
    session: str = "",
    how: How = How(),  # noqa: B008
) -> Memory:
    """Judge a batch from a saved state on; return the state after it.

    A fault of the engine or of a rule never lets anything pass: the events are judged one by
    one, and the one that cannot be judged goes to a person.
    """
    memory = Memory.from_bytes(state)
    memory.session = session
    try:
        batch.results = engine.inspect(batch.events, memory, how)
    except Exception as fault:  # noqa: BLE001  (whatever went wrong, nothing may pass unseen)
        log.error("the engine failed on a batch, its events are judged one by one: %s", of(fault))
        memory = _one_by_one(engine, batch, session, state, how)
    memory.session = ""  # what is kept of a room does not depend on how it is called
    return memory


def _one_by_one(engine: Engine, batch: Batch, session: str, state: bytes, how: How) -> Memory:
    memory = Memory.from_bytes(state)
    memory.session = session
    batch.results = []
    for event in batch.events:
        before = memory.to_bytes()
        try:
            batch.results += engine.inspect([event], memory, how)
        except Exception as fault:  # noqa: BLE001  (as above)
            log.error("the engine failed on an event, it goes to review: %s", of(fault))
            memory = Memory.from_bytes(before)
            batch.results.append(fault_of(event.id))
    return memory


def of(fault: Exception) -> str:
    """Name a fault and its place for the log; its message may quote what people said."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    return f"{type(fault).__name__} at {place}"


def fault_of(event_id: str | int, code: str = FAULT) -> Result:
    """Return the result of an event that could not be judged: a person must look."""
    label = Label(code, "M-content-patrol", code, 0, 0, "", "text", "rule", 0.0, "medium")
    return Result(event_id, "review", "medium", 0.0, [label])


def findings_of(batch: Batch, session: Session, version: str) -> list[Finding]:
    """Return a finding for every family found in every event that did not pass."""
    maker = _Maker(session, version)
    made = [
        finding
        for event, place, result in zip(batch.events, batch.places, batch.results, strict=True)
        if result.suggestion != "pass"
        for finding in maker.make(event, place, result)
    ]
    for seq, position, received in batch.unreadable:
        event = wire.Comment(id=f"{seq}/{position}", at=received, speaker="system")
        made += maker.make(event, (seq, position), fault_of(event.id, UNREADABLE))
    return made


def by_family(labels: list[Label]) -> Iterator[list[Label]]:
    """Yield the labels that count, family by family, the weightiest of each first."""
    counted = [label for label in labels if label.weight >= NOTE] or labels
    families: dict[str, list[Label]] = {}
    for label in counted:
        families.setdefault(label.code, []).append(label)
    for found in families.values():
        yield sorted(found, key=lambda one: (-one.weight, one.start, one.rule))


class _Maker:
    """Makes the findings of one session under one version of the rules."""

    def __init__(self, session: Session, version: str) -> None:
        self.session, self.version = session, version
        self.key = words.words_key(session)

    def make(self, event: wire.Event, place: tuple[int, int], result: Result) -> Iterator[Finding]:
        role = wire.role_of(event)
        for labels in by_family(result.labels or fault_of(event.id).labels):
            top, pk = labels[0], uuid7()
            points = POINTS[top.severity] * top.weight if role != "viewer" else 0
            yield Finding(
                id=pk,
                tenant_id=self.session.tenant_id,
                session_id=self.session.pk,
                room_id=self.session.room_id,
                segment_seq=place[0],
                position=place[1],
                event_key=str(event.id)[:80],
                event_type=KINDS[type(event)],
                speaker=role,
                at=rules.instant_of(_milliseconds(event)),
                code=top.code[:40],
                clause=top.clause,
                rule=top.rule[:120],
                rule_version=self.version,
                severity=top.severity,
                suggestion=result.suggestion,
                score=result.score,
                points=round(points),
                spans=[_span(label) for label in labels[:MOST_SPANS]],
                excerpt=crypto.seal(
                    self.key,
                    json.dumps(excerpt_of(event, labels), ensure_ascii=False).encode(),
                    words.bound_to(self.session.tenant_id, words.EXCERPT, pk),
                ),
            )


def _milliseconds(event: wire.Event) -> int:
    return event.at if isinstance(event.at, int) else 0


def _span(label: Label) -> dict[str, object]:
    """Return a hit as its finding keeps it: its pack with the version, what a rule came to."""
    values = {"values": [list(one) for one in label.values]} if label.values else {}
    return values | {
        "field": label.field,
        "start": label.start,
        "end": label.end,
        "rule": label.rule[:120],
        "clause": label.clause,
        "lane": label.lane,
        "weight": label.weight,
        "pack": label.pack,
    }


def excerpt_of(event: wire.Event, labels: list[Label]) -> dict[str, object]:
    """Return the words around the weightiest hit, and every hit in them, in code points."""
    top = labels[0]
    text: str = getattr(event, top.field, "") or ""
    first = max(0, top.start - AROUND)
    last = min(len(text), top.end + AROUND)
    spans = [
        [max(one.start, first) - first, min(one.end, last) - first]
        for one in labels
        if one.field == top.field and one.start < last and one.end > first
    ]
    return {"text": text[first:last], "field": top.field, "start": first, "spans": spans}


def quote_of(batch: Batch, proposal: Proposal) -> rules.Quote | None:
    """Return the words that a proposal answers: the weightiest hit of its newest event."""
    wanted = proposal.event_ids[-1] if proposal.event_ids else None
    for event, result in zip(reversed(batch.events), reversed(batch.results), strict=True):
        if event.id == wanted:
            labels = next(by_family(_of_rule(result.labels, proposal)), [])
            said = labels[0].text.strip() if labels else ""
            return rules.Quote(KINDS[type(event)], said[:MOST_QUOTED]) if said else None
    return None


def _of_rule(labels: list[Label], proposal: Proposal) -> list[Label]:
    """Return the labels that a rule itself set, else those of its clause, else all."""
    own = [label for label in labels if label.rule == proposal.rule]
    return own or [label for label in labels if label.clause == proposal.clause] or labels
