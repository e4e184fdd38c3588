"""The generated tables, loaded once per process: fold, syllables, written parts of characters."""

import gzip
import hashlib
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

SIZE = 0x110000  # every code point: the tuple and the array must answer alike
PLANES = 0x33480  # above the last Han extension everything is deleted
SOUND_BASE = 0xE000  # private use: one code point per toneless syllable
SEVERAL = 0x200000  # array entries from here on stand for an expansion to several characters

_DATA = Path(__file__).parent / "data"


class Rest(msgspec.Struct):
    """The small tables."""

    several: dict[int, str]
    syllables: list[str]
    more: dict[str, list[int]]
    parts: dict[str, list[str]]


def _read() -> tuple[dict[str, NDArray[np.uint32]], Rest, str]:
    packed = (_DATA / "tables.msgpack.gz").read_bytes()
    with np.load(_DATA / "tables.npz") as arrays:
        loaded = {name: arrays[name].astype(np.uint32) for name in arrays.files}
    digest = hashlib.sha256(gzip.decompress(packed))
    for name in sorted(loaded):
        digest.update(loaded[name].tobytes())
    return loaded, msgspec.msgpack.decode(gzip.decompress(packed), type=Rest), digest.hexdigest()


_arrays, REST, FOLD_HASH = _read()

LUT: NDArray[np.uint32] = np.arange(SIZE, dtype=np.uint32)
LUT[0xD800:0xE000] = 0
LUT[PLANES:] = 0
LUT[_arrays["codes"]] = _arrays["values"]
EXPANSIONS = [REST.several[code] for code in sorted(REST.several)]
LUT[sorted(REST.several)] = np.arange(SEVERAL, SEVERAL + len(EXPANSIONS), dtype=np.uint32)


def _fold_tuple() -> tuple[int | str | None, ...]:
    entries: list[int | str | None] = list(range(PLANES))
    for code in np.flatnonzero(LUT[:PLANES] == 0).tolist():
        entries[code] = None
    for code, value in zip(_arrays["codes"].tolist(), _arrays["values"].tolist(), strict=True):
        entries[code] = value or None
    for code, text in REST.several.items():
        entries[code] = text
    return (*entries, *([None] * (SIZE - PLANES)))


FOLD = _fold_tuple()
KEPT = bytes(code is not None for code in FOLD)
WIDE = frozenset(chr(code) for code in REST.several)

SOUND_LUT: NDArray[np.uint32] = np.arange(PLANES, dtype=np.uint32)
SOUND_LUT[_arrays["han"]] = _arrays["first"] + SOUND_BASE
_number = {name: SOUND_BASE + i for i, name in enumerate(REST.syllables)}
for _digit, _name in enumerate(["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"]):
    SOUND_LUT[48 + _digit] = _number[_name]
SOUND = tuple(SOUND_LUT.tolist())
SYLLABLES = {name: chr(code) for name, code in _number.items()}


def readings(char: str) -> list[str]:
    """Return the syllable code points of one character, the usual reading first."""
    code = ord(char)
    first = SOUND[code] if code < PLANES else code
    if first == code:
        return []
    return [chr(first), *(chr(SOUND_BASE + n) for n in REST.more.get(char, ()))]
