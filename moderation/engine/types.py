"""What the engine hands out: matches, labels, results, proposals. Plain msgspec data."""

from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct, field

Suggestion: TypeAlias = Literal["pass", "review", "block"]
Level: TypeAlias = Literal["none", "low", "medium", "high"]
Severity: TypeAlias = Literal["low", "medium", "high"]
Lane: TypeAlias = Literal["plain", "fold", "repeat", "sound", "pinyin", "variant", "rule"]
Measure: TypeAlias = Literal["prompt", "warning", "limit_traffic", "suspend", "viewer_notice"]
Value: TypeAlias = bool | int | float | str
Words: TypeAlias = dict[str, str]  # one text per language: {"zh": ..., "en": ...}


class Match(NamedTuple):
    """One term found: code points of the original text, and the term as it was given."""

    start: int
    end: int
    term: str


class Label(Struct, omit_defaults=False, gc=False):
    """Why: the family, the clause, the rule or term, and the words themselves.

    `values` are what the parts of a rule came to, where that was asked for.
    """

    code: str
    clause: str
    rule: str
    start: int
    end: int
    text: str
    field: str
    lane: Lane
    weight: float
    severity: Severity
    pack: str = ""
    values: tuple[tuple[str, Value], ...] = ()


class Result(Struct, gc=False):
    """What the engine thinks of one event. Millions of them are made: none is part of a cycle."""

    id: str | int
    suggestion: Suggestion = "pass"
    risk_level: Level = "none"
    score: float = 0.0
    labels: list[Label] = field(default_factory=list)


class Proposal(Struct):
    """A measure that a rule proposes for the room."""

    kind: Measure
    rule: str
    clause: str
    event_ids: list[str | int]
    score: float
    reason: Words
    advice: Words


class Shadow(NamedTuple):
    """What a rule would have done to an event, had it been in force there.

    Of a list in shadow `rule` is `pack@version|F-X/term`, as the room's tallies have it.
    """

    rule: str
    event_id: str | int
    at: int
    measure: str
    suggestion: str
    score: float
    error: str


class PackError(ValueError):
    """A pack that cannot be used; the message names the file and the place."""
