"""Fold one text to what it says: width, case, script, digits plain, separators gone."""

import re
from itertools import compress

from moderation.engine.tables import FOLD, KEPT, WIDE

ROMAN = "\u2160-\u2168\u2170-\u2178"
FIVE = re.compile(f"[\u2164\u2174](?=[{ROMAN}])|(?<=[{ROMAN}])[\u2164\u2174]")
_REPEAT = re.compile(r"(.)\1+")
has_repeat = re.compile(r"(.)\1").search


def unroman(text: str) -> str:
    """Read the Roman five among Roman numerals as a digit; alone it is the letter V."""
    if "\u2164" in text or "\u2174" in text:
        return FIVE.sub("⑤", text)
    return text


def fold(text: str) -> str:
    """Return the folded text."""
    return unroman(text).translate(FOLD)


def collapse(folded: str) -> str:
    """Reduce every run of one character to one."""
    return _REPEAT.sub(r"\1", folded)


def collapsed_places(folded: str) -> list[int]:
    """Return, for each character of the collapsed text, its place in the folded one."""
    return [i for i, char in enumerate(folded) if not i or char != folded[i - 1]]


def places(text: str) -> list[int]:
    """Return, for each folded character, its place in the original text."""
    if WIDE.isdisjoint(text):
        return list(compress(range(len(text)), map(KEPT.__getitem__, map(ord, text))))
    out: list[int] = []
    for i, char in enumerate(text):
        folded = FOLD[ord(char)]
        if folded is not None:
            out.extend([i] * (len(folded) if isinstance(folded, str) else 1))
    return out
