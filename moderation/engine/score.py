"""From labels to a score, a suggestion and points of risk."""

from collections.abc import Iterable

from moderation.engine.types import Label, Level, Severity, Suggestion

REVIEW_AT = 0.4  # family score from which its suggestion counts
BLOCK_AT = 0.5
LEVELS: tuple[tuple[float, Level], ...] = ((0.75, "high"), (0.4, "medium"), (0.1, "low"))
POINTS: dict[Severity, float] = {"low": 12.0, "medium": 24.0, "high": 40.0}
DUTY_POINTS = 6.0
NOTE = (
    0.18  # family score (a term of 0.2, signs between) below which neither counter nor risk moves
)
_ORDER: dict[Suggestion, int] = {"pass": 0, "review": 1, "block": 2}


def noisy_or(weights: Iterable[float]) -> float:
    """Return the chance that at least one of independent signs is right."""
    miss = 1.0
    for weight in weights:
        miss *= 1.0 - weight
    return 1.0 - miss


def family_weights(labels: Iterable[Label], caps: dict[str, float]) -> dict[str, float]:
    """Return the score of each family: noisy-or of its terms, at least its surest rule, capped."""
    terms: dict[str, list[float]] = {}
    ruled: dict[str, float] = {}
    for label in labels:
        if label.weight <= 0.0:
            continue
        if label.lane == "rule":
            ruled[label.code] = max(ruled.get(label.code, 0.0), label.weight)
        else:
            terms.setdefault(label.code, []).append(label.weight)
    out = {}
    for code in sorted(terms.keys() | ruled.keys()):
        value = max(noisy_or(terms.get(code, ())), ruled.get(code, 0.0))
        out[code] = round(min(value, caps.get(code, 0.95)), 4)
    return out


def level(score: float) -> Level:
    """Return the word for a score."""
    return next((name for least, name in LEVELS if score >= least), "none")


def stronger(one: Suggestion, other: Suggestion) -> Suggestion:
    """Return the more severe of two suggestions."""
    return one if _ORDER[one] >= _ORDER[other] else other


def family_suggestion(score: float, wanted: Suggestion) -> Suggestion:
    """Return what a family's score amounts to, given what a confident hit suggests."""
    if score < REVIEW_AT:
        return "pass"
    return "review" if wanted == "block" and score < BLOCK_AT else wanted
