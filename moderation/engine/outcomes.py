"""What a rule that holds does: a label, a suggestion, a proposal of a measure."""

import zlib
from collections.abc import Iterable
from typing import Protocol

from moderation.engine.rules import Outcome, Rule
from moderation.engine.score import stronger
from moderation.engine.signals import Signals
from moderation.engine.source import FamilySource, RuleSource
from moderation.engine.state import RoomState
from moderation.engine.types import Label, Measure, Proposal, Result, Shadow
from rooms import wire

STREAMER_MEASURES: frozenset[Measure] = frozenset({"warning", "limit_traffic", "suspend"})
FAILED = "RULE-FAILED"
MOST_SHADOWS = 20_000  # kept until somebody takes them
COOLDOWN, LATE_COOLDOWN = 60, 300  # seconds, where a rule names none


class Where(Protocol):
    """The piece of text that a rule's label points into."""

    @property
    def field(self) -> str: ...
    @property
    def text(self) -> str: ...


class Case(Protocol):
    """What `apply` needs of a judgement."""

    event: wire.Event
    role: wire.Role
    room: RoomState
    labels: list[Label]
    contact: Signals
    proposed: set[Measure]
    side: str

    @property
    def where(self) -> Where: ...

    def telling(self, rule: Rule) -> tuple[int, int] | None: ...


def apply(
    case: Case, families: dict[str, FamilySource], result: Result, outcomes: Iterable[Outcome]
) -> None:
    """Let every rule that holds have its effect; one that failed asks for a human."""
    ranked = sorted(outcomes, key=lambda o: (_weight_of(o.rule), -o.rule.source.then.score))
    for outcome in ranked:
        if not is_drawn(outcome.rule.source, case.room.session):
            _shadow(case, outcome)
        elif outcome.error:
            _fail(case, result, outcome)
        else:
            _take_effect(case, families, result, outcome)


def is_drawn(source: RuleSource, session: str) -> bool:
    """Tell whether a rule has its effect in a session: by its share, the same at every call."""
    first, last = source.share
    if (first, last) == (0, 100):
        return True
    place = zlib.crc32(f"{source.key}|{session}".encode()) % 100
    return bool(session) and first <= place < last


def _shadow(case: Case, outcome: Outcome) -> None:
    """Note what a rule would have done; nothing else comes of it."""
    room, source = case.room, outcome.rule.source
    measure = source.then.measure or ""
    spared = case.role == "viewer" and measure in STREAMER_MEASURES
    if outcome.error or spared or _resting(room, outcome.rule):
        measure = ""
    if measure:
        room.fired[source.id] = room.clock
    then = source.then
    row = (source.id, case.event.id, room.clock, measure, then.suggestion, then.score)
    shadow_keep(room, Shadow(*row, outcome.error[:200]))


def shadow_keep(room: RoomState, seen: Shadow) -> None:
    """Keep what something in shadow would have done, until somebody takes it."""
    if len(room.shadows) < MOST_SHADOWS:
        room.shadows.append(seen)


def _weight_of(rule: Rule) -> int:
    measure = rule.source.then.measure
    return 0 if measure in STREAMER_MEASURES else 1


def _fail(case: Case, result: Result, outcome: Outcome) -> None:
    source = outcome.rule.source
    result.suggestion = stronger(result.suggestion, "review")
    text = outcome.error[:200]
    case.labels.append(
        Label(
            FAILED,
            source.clause,
            source.id,
            0,
            0,
            text,
            case.where.field,
            "rule",
            0.0,
            "medium",
            outcome.rule.pack,
        )
    )


def _take_effect(
    case: Case, families: dict[str, FamilySource], result: Result, outcome: Outcome
) -> None:
    rule = outcome.rule
    source = rule.source
    then = source.then
    result.suggestion = stronger(result.suggestion, then.suggestion)
    code = then.label or (rule.families[0] if rule.families else source.id)
    if then.score > 0 or then.suggestion != "pass":
        case.labels.append(_label(case, outcome, code, families.get(code)))
    if then.points:
        case.room.add_points(code, then.points)
    if then.measure is not None:
        _propose(case, rule, then.measure, code)


def _label(case: Case, outcome: Outcome, code: str, family: FamilySource | None) -> Label:
    rule = outcome.rule
    start, end, text, field = _span(case, rule, code)
    severity = family.severity if family else rule.source.severity
    return Label(
        code,
        _clause(case, rule, code),
        rule.source.id,
        start,
        end,
        text,
        field,
        "rule",
        rule.source.then.score,
        severity,
        rule.pack,
        outcome.values,
    )


def _clause(case: Case, rule: Rule, code: str) -> str:
    """Return the clause of a rule; where it names none, that of the family's weightiest words."""
    hits = [one for one in case.labels if one.code == code and one.lane != "rule"]
    if rule.source.clause or not hits:
        return rule.source.clause
    return max(hits, key=lambda hit: hit.weight).clause


def _span(case: Case, rule: Rule, code: str) -> tuple[int, int, str, str]:
    """Point at the words the rule is about: its family's hit, else the contact, else all."""
    where = case.where
    best = case.contact.best
    if best is not None and "contact" in rule.signals:
        start, end = best.start, best.end
        return start, end, where.text[start:end], where.field
    told = case.telling(rule)
    if told is not None:
        return *told, where.text[slice(*told)], where.field
    for label in case.labels:
        if label.lane != "rule" and (label.code == code or label.code in rule.families):
            return label.start, label.end, label.text, label.field
    return 0, len(where.text), where.text, where.field


def _propose(case: Case, rule: Rule, kind: Measure, code: str) -> None:
    """Propose a measure unless the rule is cooling down or has not been re-armed.

    A viewer's words lead to no measure against the streamer. One event leads to one measure of
    a kind, and to no prompt beside a heavier one.

    Law: M-comment-management
    """
    if case.role == "viewer" and kind in STREAMER_MEASURES:
        return
    room, source = case.room, rule.source
    if kind in case.proposed or _resting(room, rule):
        return
    if kind == "prompt" and case.proposed & STREAMER_MEASURES:
        return
    case.proposed.add(kind)
    room.fired[source.id] = room.clock
    if source.then.rearm is not None:
        room.raised[source.id] = source.then.rearm
    if kind == "warning":
        room.count("warnings")
    earlier = [i for i in room.evidence.get(f"{case.side}:{code}", ()) if i != case.event.id]
    room.proposals.append(
        Proposal(
            kind,
            source.id,
            _clause(case, rule, code),
            [*earlier, case.event.id],
            source.then.score,
            source.reason,
            source.advice,
        )
    )


def _resting(room: RoomState, rule: Rule) -> bool:
    if rule.source.id in room.raised:
        return True
    last = room.fired.get(rule.source.id)
    cooldown = rule.source.then.cooldown
    if cooldown is None:
        cooldown = LATE_COOLDOWN if rule.late else COOLDOWN
    return last is not None and room.clock - last < cooldown * 1000
