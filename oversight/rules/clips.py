"""Which recordings were asked for, and that those in a package are they. Standard library only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from oversight.rules.container import Fault

CLIPS, RECORDINGS = "data/clips/", "data/recordings.json"
TAKEN = "in"  # what stands of a recording that lies in the package; anything else says why not
BEGINNINGS = (  # at which byte, which bytes, the ending of such a file
    (4, b"ftyp", ".mp4"), (0, b"\x1a\x45\xdf\xa3", ".webm"), (0, b"FLV\x01", ".flv"),
    (0, b"GIF8", ".gif"), (8, b"WAVE", ".wav"), (8, b"AVI ", ".avi"), (0, b"OggS", ".ogg"),
    (0, b"\x89PNG", ".png"), (0, b"ID3", ".mp3"), (0, b"\x47", ".ts"),
)  # fmt: skip


def clip_ending(beginning: bytes) -> str:
    """Return the ending of a file's name by its first bytes; what nobody knows can do nothing."""
    found = (end for at, mark, end in BEGINNINGS if beginning[at : at + len(mark)] == mark)
    return next(found, ".bin")


def clips_digest(asked: Iterable[tuple[str, str, int]]) -> str:
    """Return by what the record knows which recordings were asked for: id, SHA-256 and size."""
    lines = sorted(f"{name} {sha256} {size}\n" for name, sha256, size in asked)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def require_clips(bag: Any, asked: Any) -> tuple[int, int]:
    """Check recordings against what the record says was asked for; return how many are in it, and
    how many of those asked for are not.

    Args:
        asked: what the order says of recordings; None where none were asked for.
    """
    there = {name: one for name, one in bag.members.items() if name.startswith(CLIPS)}
    if asked is None:
        if there:
            raise Fault("clip", min(there))
        return 0, 0
    rows = [one for one in bag.json(RECORDINGS) if one.get("clip")] if asked["number"] else []
    digest = clips_digest((one["recording"], one["sha256"], one["size"]) for one in rows)
    if (len(rows), digest) != (asked["number"], asked["sha256"]):
        raise Fault("clips", RECORDINGS)
    taken = [one for one in rows if one["clip"] == TAKEN]
    for one in taken:
        member = there.pop(one["file"], None)
        if member is None or (member.sha256, member.size) != (one["sha256"], one["size"]):
            raise Fault("clip", one["file"])
    if there:
        raise Fault("clip", min(there))
    return len(taken), len(rows) - len(taken)
