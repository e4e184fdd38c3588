"""A text in its one form: its digest, its passages, and what differs from the one before."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_CHARACTERS, MOST_LINES = 60_000, 2_000
SHORTEST_PASSAGE = 6


class Line(NamedTuple):
    """One paragraph of a comparison: `same`, `gone` or `new`; its parts, True where they differ."""

    state: str
    parts: tuple[tuple[str, bool], ...]


class Paragraph(NamedTuple):
    """One paragraph as it is shown: its number, its words, and the items it is marked for."""

    number: int
    text: str
    items: tuple[str, ...]


def canonical(text: str) -> str:
    """Return a text in the one form that is signed: NFC, plain line ends, no trailing blanks."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in plain.split("\n")]
    return "\n".join(lines).strip("\n") + "\n" if plain.strip() else ""


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_too_long(text: str) -> bool:
    return len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES


def paragraphs(text: str, marks: Mapping[str, Sequence[str]]) -> list[Paragraph]:
    """Return the paragraphs that say something, numbered, each with what it is marked for."""
    said = [line for line in text.split("\n") if line.strip()]
    return [
        Paragraph(number, line, tuple(item for item, found in marks.items() if _holds(line, found)))
        for number, line in enumerate(said, start=1)
    ]


def _holds(line: str, passages: Sequence[str]) -> bool:
    """Tell whether a passage stands in a line, or a line in a passage of several."""
    return any(one in line or line in one.split("\n") for one in passages)


def unmarked(text: str, marks: Mapping[str, Sequence[str]], wanted: Sequence[str]) -> list[str]:
    """Return the items that no passage of the text is marked for."""
    return [item for item in wanted if not any(one in text for one in marks.get(item, ()))]


def compare(before: str, after: str) -> list[Line]:
    """Return the paragraphs of both texts in order: what stayed, what is gone, what is new."""
    old, new = _said(before), _said(after)
    found: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line("same", ((line, False),)) for line in old[a:b]]
        elif what == "replace" and b - a == d - c:
            pairs = [_pair(*both) for both in zip(old[a:b], new[c:d], strict=True)]
            found += [line for pair in pairs for line in pair]
        else:
            found += [Line("gone", ((line, True),)) for line in old[a:b]]
            found += [Line("new", ((line, True),)) for line in new[c:d]]
    return found


def _said(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _pair(old: str, new: str) -> tuple[Line, Line]:
    """Return a paragraph as it was and as it is, with the characters that differ."""
    gone: list[tuple[str, bool]] = []
    come: list[tuple[str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a != b:
            gone.append((old[a:b], what != "equal"))
        if c != d:
            come.append((new[c:d], what != "equal"))
    return Line("gone", tuple(gone)), Line("new", tuple(come))
