"""Which minutes on air are recorded, which answers of a platform's storage mean what. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

SLACK = timedelta(seconds=5)  # between two files of a recorder nothing is missed in so short a time
SAMPLE = 10  # of so many recordings one is read whole in a round
RANGE = re.compile(r"bytes \d+-\d+/(\d+)")


class Span(NamedTuple):
    """A stretch of time."""

    since: datetime
    until: datetime

    @property
    def seconds(self) -> int:
        """Return how long it is."""
        return round((self.until - self.since).total_seconds())


def gaps_in(on_air: Span, recorded: Iterable[Span]) -> list[Span]:
    """Return the stretches on air that no recording covers, but for moments between two files.

    Law: NTM-live-video-3y
    """
    found, at = [], on_air.since
    for one in sorted(recorded):
        if one.since - at > SLACK and at < on_air.until:
            found.append(Span(at, min(one.since, on_air.until)))
        at = max(at, one.until)
    if on_air.until - at > SLACK:
        found.append(Span(at, on_air.until))
    return [one for one in found if one.until - one.since > SLACK]


class Looked(NamedTuple):
    """What a look at a recording found: "" where it is there, and its size where that was said."""

    fault: str
    size: int | None = None


def judged(status: int | None, headers: Sequence[tuple[bytes, bytes]]) -> Looked:
    """Judge what a platform's storage answers when it is asked for the first byte."""
    if status in (404, 410, 451):
        return Looked("missing")
    if status not in (200, 206):
        return Looked("unreachable")
    said = {name.lower(): value.decode("latin-1") for name, value in headers}
    if status == 206:
        whole = RANGE.fullmatch(said.get(b"content-range", "").strip())
        return Looked("", int(whole[1])) if whole else Looked("")
    length = said.get(b"content-length", "")
    return Looked("", int(length) if length.isascii() and length.isdigit() else None)


def piece_judged(
    status: int, headers: Sequence[tuple[bytes, bytes]], first: int, last: int, size: int
) -> str:
    """Judge what a storage answers when it is asked for a range of a recording of so many bytes.

    Returns:
        "" where the bytes that came are those; "no_ranges" where it would give all or nothing.
    """
    if status == 416:  # there are not so many bytes
        return "changed"
    looked = judged(status, headers)
    if looked.fault:
        return looked.fault
    if looked.size not in (None, size):
        return "changed"
    if status == 200:
        return "" if (first, last) == (0, size - 1) else "no_ranges"
    said = {name.lower(): value.decode("latin-1") for name, value in headers}
    is_it = said.get(b"content-range", "").strip() == f"bytes {first}-{last}/{size}"
    return "" if is_it else "unreachable"


def is_sampled(recording: UUID, rounds: int) -> bool:
    """Tell whether a recording is read whole in its n-th round: each is, once in ten rounds."""
    return (recording.int + rounds) % SAMPLE == 0
