"""What a rule cannot hold without, read off the parts of its condition that && joins.

Only saves evaluations: a rule left out by its needs would have been false.
"""

import re
from typing import NamedTuple

_STRING = r"[\"'](?P<{}>[^\"'\\]*)[\"']"
_EQUAL = re.compile(rf"(?P<name>speaker|type)\s*(?P<sign>==|!=)\s*{_STRING.format('value')}")
_AMONG = re.compile(r"(?P<name>speaker|type)\s+in\s+\[(?P<values>[^\[\]]*)\]")
_HIT = re.compile(rf"hit\(\s*{_STRING.format('code')}\s*\)")
_WEIGHT = re.compile(rf"weight\(\s*{_STRING.format('code')}\s*\)\s*>=?\s*(?P<least>[\d.]+)")
_CONTACT = re.compile(r"has_contact|cue|lure|(?:contact_score|evasive)\s*>=?\s*(?P<least>[\d.]+)")
_QUOTED = re.compile(r"[\"']([^\"'\\]*)[\"']")
_OPEN, _CLOSE = "([{", ")]}"


class Needs(NamedTuple):
    """Who must have spoken, what kind of event it must be, which signals must be there."""

    speakers: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()
    kinds: frozenset[str] | None = None
    signals: frozenset[str] = frozenset()

    def met(self, speaker: str, kind: str, signals: frozenset[str]) -> bool:
        """Whether a rule with these needs could hold."""
        if speaker in self.barred or (self.speakers is not None and speaker not in self.speakers):
            return False
        if self.kinds is not None and kind not in self.kinds:
            return False
        return self.signals <= signals


def read(when: str) -> Needs:
    """Return the needs of a condition."""
    needs = Needs()
    for part in split(when, "&&"):
        needs = _with(needs, bare(part))
    return needs


def _with(needs: Needs, part: str) -> Needs:
    options = split(part, "||")
    if len(options) > 1:
        kinds = [_kinds(bare(option)) for option in options]
        if all(kinds):
            return needs._replace(kinds=_both(needs.kinds, frozenset().union(*kinds)))
        return needs
    if match := _EQUAL.fullmatch(part):
        return _equal(needs, match)
    if match := _AMONG.fullmatch(part):
        values = frozenset(_QUOTED.findall(match["values"]))
        if match["name"] == "speaker":
            return needs._replace(speakers=_both(needs.speakers, values))
        return needs._replace(kinds=_both(needs.kinds, values))
    return needs._replace(signals=needs.signals | _signals(part))


def _equal(needs: Needs, match: re.Match[str]) -> Needs:
    value = frozenset({match["value"]})
    same = match["sign"] == "=="
    if match["name"] == "speaker":
        if same:
            return needs._replace(speakers=_both(needs.speakers, value))
        return needs._replace(barred=needs.barred | value)
    return needs._replace(kinds=_both(needs.kinds, value)) if same else needs


def _kinds(part: str) -> frozenset[str]:
    match = _EQUAL.fullmatch(part)
    if match and match["name"] == "type" and match["sign"] == "==":
        return frozenset({match["value"]})
    return frozenset()


def _signals(part: str) -> frozenset[str]:
    if match := _HIT.fullmatch(part):
        return frozenset({match["code"]})
    if (match := _WEIGHT.fullmatch(part)) and float(match["least"]) > 0:
        return frozenset({match["code"]})
    if (match := _CONTACT.fullmatch(part)) and float(match["least"] or 1) > 0:
        return frozenset({"contact"})
    return frozenset()


def _both(one: frozenset[str] | None, other: frozenset[str]) -> frozenset[str]:
    return other if one is None else one & other


def bare(part: str) -> str:
    """Take away the parentheses around a whole part."""
    part = part.strip()
    while part.startswith("(") and _closes(part) == len(part) - 1:
        part = part[1:-1].strip()
    return part


def _closes(part: str) -> int:
    depth = 0
    for i, char in outside_quotes(part):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0:
            return i
    return -1


def split(when: str, sign: str) -> list[str]:
    """Split a condition at a sign of two characters, outside quotes and brackets.

    A condition joined by || at the top is one part for &&, as is a ?: choice.
    """
    if sign == "&&" and (len(split(when, "||")) > 1 or _has_choice(when)):
        return [when]
    parts, depth, start = [], 0, 0
    for i, char in outside_quotes(when):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0 and when.startswith(sign, i):
            parts.append(when[start:i])
            start = i + 2
    return [*parts, when[start:]]


def _has_choice(when: str) -> bool:
    return any(char == "?" for _, char in outside_quotes(when))


def outside_quotes(text: str) -> list[tuple[int, str]]:
    """Return the characters of a condition that stand in no quotes, each with its place."""
    out, quote, escaped = [], "", False
    for i, char in enumerate(text):
        if quote:
            escaped, was = char == "\\" and not escaped, escaped
            if char == quote and not was:
                quote = ""
        elif char in "\"'":
            quote = char
        else:
            out.append((i, char))
    return out
