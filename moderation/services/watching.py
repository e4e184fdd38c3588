"""What is found in a batch besides words: hits become findings, points and proposals.

Apps above register watches; each sees every judged batch, within the transaction of its findings.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.engine import Engine, Label, Proposal
from moderation.engine import RoomState as Memory
from moderation.engine.score import POINTS
from moderation.engine.types import Measure, Severity
from moderation.services.batch import Batch
from rooms.models import Session


class Hit(NamedTuple):
    """Something in one event of a batch, besides its words.

    Args:
        at: the event's place in the batch.
        code, clause, severity: of the finding.
        rule: what it is filed under; one finding of an event and a rule.
        measure: what it asks for; "" for nothing.
        reason, advice: in whose words, in both languages.
        field, text: what of the event is quoted.
        counts: whether it adds to the room's risk beside what the event's words add.
    """

    at: int
    code: str
    clause: str
    severity: Severity
    rule: str
    measure: Measure | str
    reason: rules.Words
    advice: rules.Words
    field: str = "text"
    text: str = ""
    counts: bool = True


class Seen(NamedTuple):
    """What a watch is given: the events with what was thought of them, and by which engine.

    `kept` is for watches that share something while they look at one batch.
    """

    actor: Actor
    session: Session
    batch: Batch
    engine: Engine
    kept: dict[str, Any]


Watch = Callable[[Seen], Iterable[Hit]]
_watches: list[Watch] = []


def watch_register(watch: Watch) -> None:
    """Let an app above look at every judged batch. It writes in the same transaction."""
    _watches.append(watch)


def watches_ask(seen: Seen, memory: Memory) -> list[Proposal]:
    """Ask every watch about a judged batch; return the measures that what they found asks for."""
    hits = [hit for watch in _watches for hit in watch(seen)]
    return hits_tell(seen.batch, hits, memory)


def hits_tell(batch: Batch, hits: Sequence[Hit], memory: Memory) -> list[Proposal]:
    """Add hits to the results of their events and to the room's risk; return what they propose."""
    for hit in hits:
        _tell(batch, hit, memory)
    return [_proposed(batch, hit) for hit in hits if hit.measure]


def _tell(batch: Batch, hit: Hit, memory: Memory) -> None:
    result = batch.results[hit.at]
    label = Label(
        code=hit.code,
        clause=hit.clause,
        rule=hit.rule,
        start=0,
        end=len(hit.text),
        text=hit.text,
        field=hit.field,
        lane="rule",
        weight=1.0,
        severity=hit.severity,
    )
    result.labels = [*result.labels, label]
    result.score = max(result.score, 1.0)
    result.risk_level = "high"
    if result.suggestion == "pass":
        result.suggestion = "review"
    at = batch.events[hit.at].at
    if hit.counts and isinstance(at, int):
        memory.add_points(hit.code, POINTS[hit.severity], at)


def _proposed(batch: Batch, hit: Hit) -> Proposal:
    return Proposal(
        kind=hit.measure,  # type: ignore[arg-type]
        rule=hit.rule,
        clause=hit.clause,
        event_ids=[batch.events[hit.at].id],
        score=1.0,
        reason=dict(hit.reason),
        advice=dict(hit.advice),
    )
