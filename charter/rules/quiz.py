"""Questions of a course: their form, and how many of them were answered right."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_QUESTIONS, MOST_OPTIONS, LONGEST = 50, 8, 300
TOPICS = ("trading_law", "information_law", "quality", "consumers", "platform_rules")


def fault(quiz: object) -> str:
    """Return in one word what is wrong with the questions; "" when nothing is."""
    if not isinstance(quiz, list) or len(quiz) > MOST_QUESTIONS:
        return "count"
    for one in quiz:
        if not isinstance(one, Mapping) or set(one) != {"ask", "options", "right"}:
            return "form"
        found = _fault_of(one)
        if found:
            return found
    return ""


def _fault_of(one: Mapping[str, Any]) -> str:
    options, right = one["options"], one["right"]
    if not _said(one["ask"]):
        return "ask"
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        return "options"
    if not all(_said(option) for option in options):
        return "options"
    return "" if _points(right, len(options)) else "right"


def _said(words: object) -> bool:
    if not isinstance(words, Mapping) or set(words) - {"zh", "en"}:
        return False
    texts = [words.get(tongue, "") for tongue in ("zh", "en")]
    return bool(texts[0]) and all(isinstance(one, str) and len(one) <= LONGEST for one in texts)


def _points(right: object, count: int) -> bool:
    if not isinstance(right, list) or not right or len(set(map(str, right))) != len(right):
        return False
    return all(type(one) is int and 0 <= one < count for one in right)


def score(quiz: Sequence[Mapping[str, Any]], answers: Sequence[Sequence[int]]) -> int:
    """Return how many of a hundred were answered right; what is left out is wrong.

    A question is right when exactly the right options were chosen.
    """
    if not quiz:
        return 100
    given = [set(one) for one in answers][: len(quiz)]
    given += [set()] * (len(quiz) - len(given))
    right = sum(set(one["right"]) == chosen for one, chosen in zip(quiz, given, strict=True))
    return right * 100 // len(quiz)
