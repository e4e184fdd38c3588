"""What a version of a rule says, and what of it cannot hold."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from moderation.engine.checking import Fault, faults
from moderation.engine.source import RuleSource, Then
from moderation.engine.types import Measure, Severity, Suggestion

MEASURES: tuple[Measure, ...] = (
    "prompt", "warning", "limit_traffic", "suspend", "viewer_notice",
)  # fmt: skip
SUGGESTIONS: tuple[Suggestion, ...] = ("pass", "review", "block")
MOST_WORDS = 200
TRIED = "preview"  # the number of who speaks where a rule is tried on pasted lines
RISK, WARNED, SPREAD = (
    re.compile(r"\brisk\b"),
    re.compile(r"\bwarnings\b"),
    re.compile(r"\bfamilies\b"),
)
HIT = re.compile(r"\b(?:hit|weight|recent|count)\(")


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A condition and its consequence, in the words of the studio."""

    when: str
    label: str
    clause: str = ""
    measure: Measure | Literal[""] = ""
    suggestion: Suggestion = "review"
    score: float = 0.6
    severity: Severity = "medium"
    reason_zh: str = ""
    reason_en: str = ""
    advice_zh: str = ""
    advice_en: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Body":
        """Read a body; raises msgspec.ValidationError for what is none."""
        return msgspec.convert(dict(given), cls)

    def kept(self) -> dict[str, Any]:
        """Return the body as it is stored."""
        return msgspec.structs.asdict(self)

    def source(self, name: str, share: tuple[int, int]) -> RuleSource:
        """Return the body as the engine takes it."""
        then = Then(
            measure=self.measure or None,
            suggestion=self.suggestion,
            score=self.score,
            label=self.label,
        )
        return RuleSource(
            id=name,
            when=self.when,
            then=then,
            clause=self.clause,
            severity=self.severity,
            reason=_both(self.reason_zh, self.reason_en),
            advice=_both(self.advice_zh, self.advice_en),
            share=share,
        )


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en or zh} if zh else {}


def wrong(
    body: Body, families: Collection[str], clauses: Collection[str]
) -> list[tuple[str, Fault]]:
    """Return what of a body cannot hold: the field, and what is wrong where."""
    found = [("when", fault) for fault in faults(body.when, families)]
    if body.label not in families:
        found.append(("label", Fault("family", detail=body.label)))
    if body.clause and body.clause not in clauses:
        found.append(("clause", Fault("clause", detail=body.clause)))
    if not 0 <= body.score <= 1:
        found.append(("score", Fault("score")))
    for name in ("reason_zh", "reason_en", "advice_zh", "advice_en"):
        if len(getattr(body, name)) > MOST_WORDS:
            found.append((name, Fault("words", detail=str(MOST_WORDS))))
    if body.measure and not body.reason_zh.strip():
        found.append(("reason_zh", Fault("reason")))
    return found or [("measure", one) for one in _unfair(body)]


def _unfair(body: Body) -> list[Fault]:
    """What weighs heavily on a streamer needs more than one thing that happened.

    Law: M-risk-measures
    """
    grave = all(pattern.search(body.when) for pattern in (RISK, WARNED, HIT))
    if body.measure == "suspend" and not grave:
        return [Fault("suspend")]
    warned = WARNED.search(body.when) or SPREAD.search(body.when)
    if body.measure == "limit_traffic" and not warned:
        return [Fault("limit_traffic")]
    return []
