"""Text that could name somebody by a number: found however it is written, and taken out."""

import re
import unicodedata

GAP = r"[\s\-‐-―._/()*·•‧・]{0,3}"


def _spaced(*digits: str) -> str:
    return GAP.join(digits)


DIGIT, OTHER = r"\d", r"(?![\dA-Za-z])"
MOBILE = r"(?<!\d)(?:(?:\+|00)?86" + GAP + ")?" + _spaced("1", "[3-9]", *[DIGIT] * 9) + r"(?!\d)"
RESIDENT = r"(?<!\d)" + _spaced(*[DIGIT] * 17, r"[\dXx]") + OTHER
CARD = r"(?<!\d)" + _spaced("[2-6]", *[DIGIT] * 14) + "(?:" + GAP + r"\d){0,4}(?!\d)"
PERSONAL = re.compile(f"{RESIDENT}|{CARD}|{MOBILE}" + r"|[\w.+-]+@[\w-]+\.[\w.]+")
# What identifies a thing, not a person: an id of ours, an instant, a digest.
HARMLESS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])"
)
KEPT = 3


def _plain(text: str) -> str:
    """Return the text with every digit and sign in its plain form, position by position."""
    return "".join(_one(sign) for sign in text)


def _one(sign: str) -> str:
    if sign.isascii():
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 else sign


def _spans(text: str) -> list[tuple[int, int]]:
    plain = _plain(text)
    safe = [found.span() for found in HARMLESS.finditer(plain) if not _is_all_digits(found[0])]
    return [
        found.span()
        for found in PERSONAL.finditer(plain)
        if not any(start <= found.start() and found.end() <= end for start, end in safe)
    ]


def _is_all_digits(text: str) -> bool:
    return text.isdigit()


def names_somebody(text: str) -> bool:
    """Tell whether a text holds what looks like a resident id, mobile, card or e-mail address."""
    return bool(_spans(text))


def without(text: str) -> str:
    """Return the text with the tail of everything that could name somebody left out."""
    done, parts = 0, []
    for start, end in _spans(text):
        parts += [text[done : start + KEPT], "****"]
        done = end
    return "".join([*parts, text[done:]])
