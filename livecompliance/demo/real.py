"""Recorded rooms as wire comments, streamed at a chosen rate."""

import gzip
import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import blake2s
from pathlib import Path
from typing import Any

from livecompliance.demo.script import TENANTS, Show
from livecompliance.demo.sheet import Marketer, Moment, WireEvent

MAX_TEXT = 5_000
MOST = 8  # at once


class RecordingFault(ValueError):
    """A recorded room cannot be read; the message names the file and the line."""


def recordings(path: Path) -> list[Path]:
    """Return the recorded rooms at `path`: one file, or every `*.jsonl.gz` of a folder.

    Raises:
        RecordingFault: there is none.
    """
    found = sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise RecordingFault(f"{path}: no recorded room")
    return found


def shows(path: Path) -> list[Show]:
    """Return a room for each recording at `path`, MOST at most, marked and named by number alone.

    What a recording is called says whose it is, and what is said in it is its people's own.

    Raises:
        RecordingFault: there is none.
    """
    return [_show(number) for number, _ in enumerate(recordings(path)[:MOST], start=1)]


def _show(number: int) -> Show:
    return Show(
        slug=f"replay-{number:02}",
        tenant_slug=TENANTS[0].slug,
        room_title=f"回放 Replay {number:02}",
        operator="录像回放 Recording",
        form="video",
        marketers=(Marketer(key="host", id="recording", name="录像 Recording", part="host"),),
        category="",
        tier="first",
        duration_s=0,
        events=(),
        expected=(),
        negatives=(),
    )


def comments(path: Path, key: bytes) -> Iterator[WireEvent]:
    """Yield the file's lines as comments, one at a time; users get ids only `key` can repeat.

    Raises:
        RecordingFault: a line is not an object with `user` and `text`.
    """
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            user, text = _fields(path, number, line)
            if not text:
                continue
            speaker = {"role": "viewer", "id": _pseudonym(user, key)}
            yield {"id": f"{number:x}", "type": "comment", "speaker": speaker, "text": text}


def replay(
    paths: Sequence[Path], rate: float, start: datetime, key: bytes | None = None
) -> Iterator[Moment]:
    """Yield the recordings again and again as (seconds due after `start`, comment).

    Args:
        paths: files as `recordings` returns them.
        rate: comments a second.
        key: what the users' ids are made with; a fresh one by default.
    """
    key = key or secrets.token_bytes(16)
    run = f"{round(start.timestamp() * 1000):x}"
    count = loop = 0
    while True:
        before = count
        for part, path in enumerate(paths):
            for event in comments(path, key):
                due_s = count / rate
                event["id"] = f"r-{run}-{loop:x}-{part:x}-{event['id']}"
                event["at"] = (start + timedelta(seconds=due_s)).isoformat()
                yield due_s, event
                count += 1
        if count == before:
            raise RecordingFault("the recordings hold no comment")
        loop += 1


def _fields(path: Path, number: int, line: str) -> tuple[str, str]:
    try:
        row: dict[str, Any] = json.loads(line)
        user, text = str(row["user"]), str(row["text"])
    except (ValueError, KeyError, TypeError) as fault:
        raise RecordingFault(f"{path}, line {number}: {fault!r}") from fault
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return user, clean[:MAX_TEXT]


def _pseudonym(user: str, key: bytes) -> str:
    return "u" + blake2s(user.encode(), key=key, digest_size=6).hexdigest()
