"""What may be shown of a value to everybody who sees the page: so much and never more."""

import ipaddress
import re
from collections.abc import Callable

from livecompliance.kernel.personal.forms import normalise

NOTHING = "****"
REGION = re.compile(
    r"^(?P<first>[^\s\d]{2,8}?(?:特别行政区|自治区|省|市))?"
    r"(?P<second>[^\s\d]{2,10}?(?:自治州|地区|盟|市))?"
    r"(?P<third>[^\s\d]{1,8}?(?:自治县|自治旗|区|县|旗|市))?"
)
HAN = re.compile(r"[㐀-鿿𠀀-\U000323af]")


def _mobile(text: str) -> str:
    if re.fullmatch(r"1\d{10}", text):
        return f"{text[:3]}****{text[-4:]}"
    return f"{NOTHING}{text[-2:]}" if re.fullmatch(r"\+?\d{8,15}", text) else NOTHING


def _resident_id(text: str) -> str:
    if re.fullmatch(r"\d{17}[\dX]", text):
        return f"{text[:3]}*************{text[-2:]}"
    return f"{text[:3]}**********{text[-2:]}" if re.fullmatch(r"\d{15}", text) else NOTHING


def _bank_card(text: str) -> str:
    return f"**** {text[-4:]}" if re.fullmatch(r"\d{12,19}", text) else NOTHING


def _passport(text: str) -> str:
    if re.fullmatch(r"[A-Z]{1,2}[A-Z0-9]?\d{6,8}", text):
        return f"{text[0]}****{text[-2:]}"
    return NOTHING


def _document(text: str) -> str:
    """A number of whatever document: a resident's as such, else its first and last two."""
    if len(text) < 8:
        return NOTHING
    return _resident_id(text) if len(text) in (15, 18) else f"{text[0]}****{text[-2:]}"


def _name(text: str) -> str:
    """A Chinese name keeps its first character, any other its first letter; its length stays open.

    Two characters are 林*, three 林**, and four 欧***: what could be a surname of two is not told.
    """
    if len(text) < 2:
        return NOTHING
    if 2 <= len(text) <= 4 and all(HAN.match(one) for one in text):
        return text[0] + "*" * (len(text) - 1)
    return f"{text[0]}***"


def _address(text: str) -> str:
    """An address keeps province, city and district; a bare street keeps nothing."""
    found = REGION.match(text)
    kept = found[0] if found else ""
    return f"{kept}{NOTHING}" if kept and len(kept) < len(text) else NOTHING


def _email(text: str) -> str:
    local, at, host = text.rpartition("@")
    return f"{local[0]}***@{host}" if at and len(local) > 1 and "." in host else NOTHING


def _ip(text: str) -> str:
    """An internet address keeps its network: the first two groups."""
    try:
        mark = ":" if ipaddress.ip_address(text).version == 6 else "."
    except ValueError:
        return NOTHING
    first = [group or "0" for group in text.split(mark)[:2]]
    return mark.join([*first, NOTHING])


RULES: dict[str, Callable[[str], str]] = {
    "mobile": _mobile,
    "resident_id": _resident_id,
    "bank_card": _bank_card,
    "passport": _passport,
    "document": _document,
    "name": _name,
    "address": _address,
    "email": _email,
    "ip": _ip,
    "device": lambda _text: NOTHING,
    "text": lambda _text: NOTHING,
    "date": lambda _text: NOTHING,
}


def mask(kind: str, value: str) -> str:
    """Return what may be shown of a value; of one that does not fit its kind, nothing.

    Raises:
        KeyError: no such kind.
    """
    kept = " ".join(value.split()) if kind == "name" else normalise(kind, value)
    return RULES[kind](kept) if kept else ""
