"""A host as its owner registered it, and whether it is made to be taken for another. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import NamedTuple

import tldextract

from moderation.engine.tables import FOLD

LEAST = 5  # letters of a name, below which one that differs by one letter is no likeness
NUMBER = re.compile(r"^(?:0x[0-9a-f]{1,8}|0[0-7]{1,11}|\d{1,10})(?:\.(?:0x[0-9a-f]+|\d+)){0,3}$")
LEET = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "|": "l"})
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


class Host(NamedTuple):
    """A host: as it goes over the wire, what was registered, and how a reader sees it."""

    name: str
    domain: str = ""
    label: str = ""
    shown: str = ""
    is_number: bool = False
    is_mixed: bool = False

    def borrows(self, brands: Mapping[str, str]) -> str | None:
        """Return the known site that this host is made to be taken for, if there is one.

        Args:
            brands: domains that are known, by their names over the wire.
        """
        if self.is_number or not self.label or _is_known(self.name, brands):
            return None
        odd = not self.shown.isascii()
        mine, words = skeleton(self.label), _words(self)
        for known in brands:
            label = known.partition(".")[0]
            if self._likens(mine, label, known, odd=odd) or known in words:
                return known
        return None

    def _likens(self, mine: str, label: str, known: str, *, odd: bool) -> bool:
        if self.label != label and mine == skeleton(label):
            return odd or len(label) >= 2
        if self.label == label and odd:
            return True
        near = len(label) >= LEAST and abs(len(mine) - len(label)) < 2
        if near and self.label != label and distance_is_one(self.label, label):
            return True
        return len(label) >= LEAST and label in _tokens(self) and self.domain != known


def _is_known(name: str, brands: Mapping[str, str]) -> bool:
    labels = name.split(".")
    return any(".".join(labels[place:]) in brands for place in range(len(labels)))


def _words(host: Host) -> set[str]:
    """Return the known domains that stand before the registered one: taobao.com.evil.example."""
    before = host.name.removesuffix(host.domain).rstrip(".")
    labels = [label for label in re.split(r"[.\-]", before) if label]
    return {
        ".".join(labels[place : place + size])
        for size in (2, 3, 4)
        for place in range(min(len(labels), 32) - size + 1)
    }


def _tokens(host: Host) -> list[str]:
    """Return the words that a registered name is joined of by hyphens, or leans on."""
    parts = host.label.split("-")
    before = host.name.removesuffix(host.domain).rstrip(".").split(".")
    return [*parts, *before] if len(parts) > 1 else before


LONGEST = 253  # characters of a name (RFC 1035); what stands before leads nowhere


@lru_cache(maxsize=4_096)
def read_host(written: str) -> Host:
    """Return a host, however it is written: full width, punycode, a number, with a port."""
    text = unicodedata.normalize("NFKC", written.strip().lower()).replace("。", ".").strip(".")
    if not text.startswith("["):
        text = text.partition(":")[0]
    number = _number(text)
    if number:
        return Host(number, number, "", number, is_number=True)
    wire, shown = _both(text[-LONGEST:])
    found = _suffixes().extract_str(wire)
    domain = f"{found.domain}.{found.suffix}" if found.suffix and found.domain else wire
    label = _both(found.domain)[1]
    return Host(wire, domain, label, shown, is_mixed=any(map(_mixes, shown.split("."))))


@cache
def _suffixes() -> tldextract.TLDExtract:
    """Return the public suffix list that came with the library; nothing is fetched."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _number(text: str) -> str:
    if text.startswith("[") or text.count(":") > 1:
        try:
            return str(ip_address(text.strip("[]")))
        except ValueError:
            return ""
    if not NUMBER.match(text):
        return ""
    try:
        parts = [_whole(part) for part in text.split(".")]
        last = 256 ** (5 - len(parts))
        if any(part > 255 for part in parts[:-1]) or parts[-1] >= last:
            return ""
        head = sum(part << (24 - 8 * place) for place, part in enumerate(parts[:-1]))
        return str(ip_address(head + parts[-1]))
    except ValueError:
        return ""


def _whole(part: str) -> int:
    if part.startswith("0x"):
        return int(part, 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def _both(text: str) -> tuple[str, str]:
    """Return a name over the wire and as a reader sees it."""
    wire, shown = [], []
    for label in text.split("."):
        try:
            seen = label[4:].encode().decode("punycode") if label[:4] == "xn--" else label
            sent = label if seen.isascii() else "xn--" + seen.encode("punycode").decode()
        except (UnicodeError, ValueError):
            seen = sent = label
        wire.append(sent if sent.isascii() else label.encode("ascii", "replace").decode())
        shown.append(seen)
    return ".".join(wire), ".".join(shown)


def _mixes(label: str) -> bool:
    """Tell whether one word is written in letters of several alphabets that look alike."""
    if label.isascii():
        return False
    named = {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
    return len(named & set(SCRIPTS)) > 1


@lru_cache(maxsize=4_096)
def skeleton(label: str) -> str:
    """Return what a hurried reader sees: look-alike letters as one, 0 as o, rn as m."""
    folded = "".join(
        chr(code) if isinstance(code, int) else code or ""
        for code in (FOLD[ord(char)] for char in label)
    )
    plain = folded.translate(LEET)
    for two, one in PAIRS:
        plain = plain.replace(two, one)
    return plain


def distance_is_one(one: str, other: str) -> bool:
    """Tell whether one letter more, less, other, or two swapped, make one name of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, char in enumerate(one) if char != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1]
    return one[at + 1 :] == other[at + 1 :] or (
        swapped == other[at : at + 2] and one[at + 2 :] == other[at + 2 :]
    )
