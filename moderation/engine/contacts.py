"""Numbers and addresses as such, in any script: what rules and other filters call contacts."""

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from moderation.engine.fold import fold, places
from moderation.engine.resolve import CLAUSE_MARKS
from moderation.engine.types import Match

Kind: TypeAlias = Literal["number", "url", "email", "ipv4"]
KINDS: tuple[Kind, ...] = ("number", "url", "email", "ipv4")
LEAST_DIGITS = 8
MAX_GAP = 6  # signs that may stand between two digits of one number
_TLD = (
    "com|cn|net|org|gov|edu|cc|vip|top|xyz|shop|club|me|io|info|site|tv|co|live|app|icu|link|fun"
    "|work|ltd|pro|mobi|biz|name|ink|wang|ren|asia|hk|tw|jp|kr|us|uk|ru|in|la|pw|ws|so|im|to|online"
)
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9\-]{0,62})"
_PATH = r"(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
_URL = re.compile(
    rf"(?:https?|ftp)://{_LABEL}(?:\.{_LABEL})*(?::\d{{1,5}})?{_PATH}"
    rf"|(?<![A-Za-z0-9@.\-])(?:www\.)?{_LABEL}(?:\.{_LABEL})*\.(?:{_TLD})(?![A-Za-z0-9])"
    rf"(?::\d{{1,5}})?{_PATH}",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+\-])[A-Za-z0-9][A-Za-z0-9_.+\-]{0,63}@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
)
_IPV4 = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
)
_DIGITS = re.compile(r"[0-9]+")


def find_contacts(
    text: str, kinds: Iterable[Kind] = KINDS, least_digits: int = LEAST_DIGITS
) -> list[Match]:
    """Return the numbers and addresses of a text, in reading order; `term` is the kind.

    Args:
        text: the original words.
        kinds: what to look for.
        least_digits: how long a number must be; its digits may be of any script, with signs
            between them.
    """
    found: list[Match] = []
    for kind in kinds:
        if kind == "number":
            found += _numbers(text, least_digits)
        else:
            found += [Match(*m.span(), kind) for m in _PATTERNS[kind].finditer(text)]
    return sorted(found)


_PATTERNS: dict[str, re.Pattern[str]] = {"url": _URL, "email": _EMAIL, "ipv4": _IPV4}


def _numbers(text: str, least: int) -> list[Match]:
    folded, place = fold(text), places(text)
    found = []
    for run in _DIGITS.finditer(folded):
        start = run.start()
        for i in range(run.start() + 1, run.end() + 1):
            if i == run.end() or _parted(text, place[i - 1], place[i]):
                if i - start >= least:
                    found.append(Match(place[start], place[i - 1] + 1, "number"))
                start = i
    return found


def _parted(text: str, before: int, after: int) -> bool:
    gap = text[before + 1 : after]
    return len(gap) > MAX_GAP or any(char in CLAUSE_MARKS for char in gap)
