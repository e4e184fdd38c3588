"""A recording is fetched from the platform's storage, a piece at a time, and kept sealed here.

Every piece is asked for by its range through `kernel.outbound`: to public addresses alone, on every
hop, each with its own time. What is not as it was registered is not kept. It can be killed between
two pieces and goes on where it was.
"""

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from livecompliance.kernel import clock, outbound
from livecompliance.kernel.actors import Actor
from office import selectors as shelves
from office import services as office
from office.models import File
from office.services.file import place_of
from office.services.parts import Place
from oversight.models import Recording
from oversight.rules import recordings as rules
from oversight.rules.clips import TAKEN, clip_ending
from oversight.selectors.clip import recording_of
from oversight.services.recording import recording_found

PURPOSE = "evidence_clip"
PIECE, LEAST_PIECE, PART = 8 << 20, 256 << 10, 1 << 20
PIECE_S = 20.0  # for one piece, names and redirects included
LONGEST = timedelta(minutes=30)  # for one recording
TRIES, WAIT_S = 4, 1.0  # in a row without a byte; the wait between two grows
LANE = 0
Clip = dict[str, Any]


class _Piece(NamedTuple):
    """What came of one range: its bytes, or what is wrong; "" with no bytes: try again."""

    body: bytes = b""
    fault: str = ""


def fetch(actor: Actor, clip: Clip, beat: Callable[[int], None], keep: Callable[[], None]) -> None:
    """Fetch one recording and check it against the register; `clip["state"]` says how it ended.

    Args:
        clip: how far it is; written to, and small enough for a checkpoint.
        beat: hears how many MiB more are done with, once a piece at least; may raise to end here.
        keep: keeps the place after each piece; may raise to end here.
    """
    with transaction.atomic():
        row = recording_of(actor, UUID(clip["recording"]))
    place = _place(actor, clip)
    digest = None if clip["at"] else hashlib.sha256()
    while not clip["state"]:
        if clip["at"] == clip["size"]:
            found = digest.hexdigest() if digest else _summed(clip, place, beat)
            clip["state"] = TAKEN if found == clip["sha256"] else "changed"
        elif clock.now() - datetime.fromisoformat(clip["began"]) > LONGEST:
            clip["state"] = "slow"
        else:
            before = clip["at"] >> 20
            _next(row, clip, place, digest)
            beat((clip["at"] >> 20) - before)
        if not clip["state"]:
            keep()
    if clip["state"] != TAKEN:
        discard(actor, clip)
        beat((clip["size"] >> 20) - (clip["at"] >> 20))
    recording_found(actor, row.pk, "" if clip["state"] == TAKEN else clip["state"])
    keep()


def _place(actor: Actor, clip: Clip) -> Place:
    """Return where its bytes are kept; from the beginning again where they are gone."""
    file = file_of(actor, clip)
    if file is None:
        file = office.file_begin(
            actor=actor, name="recording.bin", kind="application/octet-stream", purpose=PURPOSE
        )
        clip |= {"file": str(file.pk), "at": 0, "parts": 0, "crc": 0, "tries": 0,
                 "piece": PIECE, "ending": ".bin", "began": clock.now().isoformat()}  # fmt: skip
    return place_of(file)


def file_of(actor: Actor, clip: Clip) -> File | None:
    """Return the file in which a recording is kept while the package is made, if it is there."""
    if not clip.get("file"):
        return None
    with transaction.atomic():
        found = shelves.files_named(actor, [clip["file"]])
        return found.exclude(state=File.State.GONE).first()


def _next(row: Recording, clip: Clip, place: Place, digest: Any) -> None:
    """Ask for the next range and keep what came of it."""
    last = min(clip["at"] + clip["piece"], clip["size"]) - 1
    came = _asked(row, clip["at"], last)
    clip["state"] = came.fault
    if came.fault:
        return
    if not came.body:
        clip["tries"] += 1
        clip["piece"] = max(clip["piece"] // 4, LEAST_PIECE)
        if clip["tries"] >= TRIES:
            clip["state"] = "unreachable"
        else:
            time.sleep(WAIT_S * clip["tries"])
        return
    if not clip["at"]:
        clip["ending"] = clip_ending(came.body)
    for at in range(0, len(came.body), PART):
        place.lane_write(LANE, clip["parts"], came.body[at : at + PART])
        clip["parts"] += 1
    if digest is not None:
        digest.update(came.body)
    clip["crc"], clip["tries"] = zlib.crc32(came.body, clip["crc"]), 0
    clip["at"] += len(came.body)


def _asked(row: Recording, first: int, last: int) -> _Piece:
    wanted = last - first + 1
    bounds = outbound.Bounds(
        total_s=PIECE_S, size=wanted + 1, redirects=2, ports=frozenset(settings.WEBHOOK_PORTS)
    )
    headers = {"Range": f"bytes={first}-{last}", "User-Agent": "live-compliance/1"}
    try:
        answer = outbound.fetch(outbound.Request("GET", row.url, b"", headers), bounds)
    except outbound.Refused:
        return _Piece()
    fault = rules.piece_judged(answer.status, answer.headers, first, last, row.size)
    if fault == "unreachable":
        return _Piece()
    if not fault and len(answer.body) != wanted:
        fault = "changed"
    return _Piece(b"" if fault else answer.body, fault)


def _summed(clip: Clip, place: Place, beat: Callable[[int], None]) -> str:
    """Return the digest of what is kept, read again: an earlier run had begun it."""
    digest = hashlib.sha256()
    for content in place.lane_read(LANE, clip["parts"]):
        digest.update(content)
        beat(0)
    return digest.hexdigest()


def pieces_of(actor: Actor, clip: Clip, beat: Callable[[int], None]) -> Iterator[bytes]:
    """Yield a recording that was fetched, a part at a time.

    Raises:
        FileBroken: what was kept is gone or altered.
    """
    file = file_of(actor, clip)
    for content in place_of(file).lane_read(LANE, clip["parts"]) if file else ():
        yield content
        beat(0)


def discard(actor: Actor, clip: Clip) -> None:
    """Destroy what was kept of a recording. Twice is once."""
    if clip.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(clip["file"]))


def told_of(
    clip: Clip, row: dict[str, Any], around: tuple[datetime, datetime] | None
) -> dict[str, Any]:
    """Return what a package says of one recording that was asked for: whether it lies in it and
    where, why not, and from which second to which the stretch runs that is asked about.
    """
    said = {"clip": clip["state"], "file": clip.get("name", "")}
    if around is None:
        return said
    starts, ends = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
    since, until = (min(max(one, starts), ends) - starts for one in around)
    return said | {"from_s": round(since.total_seconds()), "until_s": round(until.total_seconds())}


def _nobody(_actor: Actor, _file: File) -> bool:
    """What is kept between two pieces is opened by nobody."""
    return False


office.file_purpose(
    PURPOSE,
    office.Purpose(
        kinds=frozenset({"application/octet-stream"}), keep=timedelta(days=1), may_open=_nobody
    ),
)
