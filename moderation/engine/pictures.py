"""Pictures that the platform knows, found again by the fingerprints that its own vision sends.

A perceptual fingerprint changes little when a picture is shrunk, coded anew or written over: two
are the same picture when few of their bits differ. Others must be equal. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Of how many bits a fingerprint is, and how many may differ. 31 of 256 is what PDQ's makers name;
# for those of 64 bits an eighth would join strangers, so half of that.
LIKE = {
    "pdq": (256, 31), "phash": (64, 6), "dhash": (64, 6), "ahash": (64, 3), "whash": (64, 6),
}  # fmt: skip
EXACT = {"md5": 32, "sha1": 40, "sha256": 64}
HEX = re.compile(r"^[0-9a-f]+$")


class Known(NamedTuple):
    """A picture that stands on a list: which entry, and in how many bits it differs."""

    id: str
    algorithm: str
    distance: int


class Bank:
    """Fingerprints of one list, compared all at once: a hundred thousand in a millisecond."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take entries (`algorithm:hex`, id); what is no fingerprint is left out."""
        self._equal: dict[tuple[str, str], str] = {}
        rows: dict[str, list[tuple[str, str]]] = {}
        for value, pk in entries:
            algorithm, _colon, digest = fingerprint(value).partition(":")
            if algorithm in LIKE:
                rows.setdefault(algorithm, []).append((digest, pk))
            elif algorithm:
                self._equal[algorithm, digest] = pk
        self._like = {
            algorithm: (
                _bits("".join(digest for digest, _pk in found)).reshape(len(found), -1),
                [pk for _digest, pk in found],
            )
            for algorithm, found in rows.items()
        }

    def __bool__(self) -> bool:
        return bool(self._equal or self._like)

    def find(self, hashes: Mapping[str, str]) -> Known | None:
        """Return the nearest picture of the list, if one is near enough."""
        best: Known | None = None
        for name, value in hashes.items():
            algorithm, _colon, digest = fingerprint(f"{name}:{value}").partition(":")
            found = self._near(algorithm, digest)
            if found is not None and (best is None or found.distance < best.distance):
                best = found
        return best

    def _near(self, algorithm: str, digest: str) -> Known | None:
        if algorithm not in self._like:
            pk = self._equal.get((algorithm, digest))
            return None if pk is None else Known(pk, algorithm, 0)
        rows, ids = self._like[algorithm]
        apart = np.bitwise_count(rows ^ _bits(digest)).sum(axis=1)
        place = int(apart.argmin())
        distance = int(apart[place])
        return Known(ids[place], algorithm, distance) if distance <= LIKE[algorithm][1] else None


def fingerprint(value: str) -> str:
    """Return `algorithm:hex` as it is compared, or "" for what is no fingerprint.

    One of a single shade (all bits alike) is none: every black frame would be its like.
    """
    name, _colon, given = value.strip().lower().partition(":")
    digest = given.strip().removeprefix("0x")
    size = LIKE[name][0] // 4 if name in LIKE else EXACT.get(name, 0)
    if len(digest) != size or not HEX.match(digest):
        return ""
    ones = int(digest, 16).bit_count()
    least = LIKE[name][1] if name in LIKE else 0
    if name in LIKE and not least < ones < LIKE[name][0] - least:
        return ""
    return f"{name}:{digest}"


def _bits(digest: str) -> NDArray[np.uint64]:
    return np.frombuffer(bytes.fromhex(digest), dtype=np.uint64)
