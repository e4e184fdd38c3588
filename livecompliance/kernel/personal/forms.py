"""One form for what people write in many: numbers without spaces, names without odd dots."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable

GAPS = re.compile(r"[\s\-‐-―().・·_/]+")
HOME = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
ROUNDS = 5  # folding a letter may leave one that folds again
DOTS = re.compile(r"\s*[·•・‧∙.．]\s*")


def _number(text: str) -> str:
    return GAPS.sub("", text).upper()


def _mobile(text: str) -> str:
    bare = _number(text)
    return HOME.sub("", "+" + bare.removeprefix("00") if bare.startswith("00") else bare)


def _name(text: str) -> str:
    return DOTS.sub("·", " ".join(text.split())).casefold()


def _address(text: str) -> str:
    return "".join(text.split()).casefold()


def _ip(text: str) -> str:
    bare = text.strip().casefold()
    try:
        return ipaddress.ip_address(bare).compressed
    except ValueError:
        return bare


KINDS: dict[str, Callable[[str], str]] = {
    "mobile": _mobile,
    "resident_id": _number,
    "bank_card": _number,
    "passport": _number,
    "document": _number,
    "name": _name,
    "address": _address,
    "email": lambda text: text.strip().casefold(),
    "ip": _ip,
    "device": _address,
    "text": lambda text: " ".join(text.split()),
    "date": lambda text: text.strip(),
}


def normalise(kind: str, text: str) -> str:
    """Return the form in which two spellings of one value are equal. Doing it twice is once.

    Raises:
        KeyError: no such kind.
    """
    for _ in range(ROUNDS):
        before = text
        text = unicodedata.normalize("NFKC", KINDS[kind](unicodedata.normalize("NFKC", text)))
        if text == before:
            break
    return text
