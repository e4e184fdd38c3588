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


def parse(text: str) -> list[dict[str, Any]]:
    """Read questions as an officer types them.

    `? 问题 | Question` begins one; `+` before an option that is right, `-` before one that is
    wrong. What has another form is kept so that `fault` finds it.
    """
    found: list[dict[str, Any]] = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        mark, words = line[0], _both(line[1:])
        if mark in "?？" or not found:
            found.append({"ask": words if mark in "?？" else {}, "options": [], "right": []})
        elif mark in "+-＋－":
            if mark in "+＋":
                found[-1]["right"].append(len(found[-1]["options"]))
            found[-1]["options"].append(words)
        else:
            found[-1]["ask"] = {}  # neither a question nor an option
    return found


def _both(text: str) -> dict[str, str]:
    zh, _bar, en = (one.strip() for one in text.partition("|"))
    return {"zh": zh, "en": en} if en else {"zh": zh}


def written(quiz: Sequence[Mapping[str, Any]]) -> str:
    """Write questions as `parse` reads them."""
    lines = []
    for one in quiz:
        lines.append("? " + _one(one["ask"]))
        for at, option in enumerate(one["options"]):
            lines.append(("+ " if at in one["right"] else "- ") + _one(option))
        lines.append("")
    return "\n".join(lines)


def _one(words: Mapping[str, str]) -> str:
    return f"{words['zh']} | {words['en']}" if words.get("en") else words["zh"]
