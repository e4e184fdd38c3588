"""JSON lines in, JSON lines out: the engine without any service. The command is a thin shell."""

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

import msgspec

from moderation.engine.engine import BATCH, PACKS, Engine
from moderation.engine.state import RoomState
from moderation.engine.types import Result
from rooms import wire

MAX_LINE = 4 * 1024 * 1024
CHUNK = 1 << 16
_encode = msgspec.json.Encoder().encode


class _Named(msgspec.Struct):
    id: str | int | None = None


class Lines:
    """Lines of a byte stream, whatever their length, in constant memory.

    Yields lists: all whole lines that one read brought, so that a slow writer is answered at once.
    A line longer than MAX_LINE comes as None.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._rest = b""
        self._skipping = False

    def __iter__(self) -> Iterator[list[bytes | None]]:
        while chunk := self._read(CHUNK):
            lines = self._split(chunk)
            if lines:
                yield lines
        if self._rest and not self._skipping:
            yield [self._rest]

    def _split(self, chunk: bytes) -> list[bytes | None]:
        *whole, rest = (self._rest + chunk).split(b"\n")
        lines: list[bytes | None] = list(whole)
        if self._skipping and lines:
            lines.pop(0)
            self._skipping = False
        if self._skipping:
            rest = b""
        elif len(rest) > MAX_LINE:
            lines.append(None)
            rest, self._skipping = b"", True
        self._rest = rest
        return [None if line is not None and len(line) > MAX_LINE else line for line in lines]


def run(engine: Engine, source: IO[bytes], sink: IO[bytes], session: bool = False) -> None:
    """Inspect every line of `source` and write one answer for each to `sink`, in order.

    Args:
        engine: the packs to inspect with.
        source: events, one JSON object a line; blank lines are passed over.
        sink: results, one JSON object a line; {"id"?, "line", "field"?, "error"} for a line that is
            no event, with the number of the line from 1.
        session: treat the lines as one room's session, whose memory the rules see.
    """
    room = RoomState() if session else None
    number = 1
    for lines in Lines(source):
        if number == 1 and lines[0] is not None:
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
        for start in range(0, len(lines), BATCH):
            part = lines[start : start + BATCH]
            answers = _answer(engine, part, number, room)
            number += len(part)
            if answers:
                sink.write(b"\n".join(answers) + b"\n")
        sink.flush()


def _answer(
    engine: Engine, lines: Sequence[bytes | None], number: int, room: RoomState | None
) -> list[bytes]:
    """Answer some lines, of which the first has a number."""
    events: list[wire.Event] = []
    slots: list[bytes | None] = []
    for at, line in enumerate(lines, start=number):
        if line is not None and not line.strip():
            continue
        try:
            events.append(_event(line))
            slots.append(None)
        except _Refused as refusal:
            slots.append(_encode({**refusal.named, "line": at, **refusal.said}))
    results = _results(engine, events, room)
    return [next(results) if slot is None else slot for slot in slots]


def _results(
    engine: Engine, events: Sequence[wire.Event], room: RoomState | None
) -> Iterator[bytes]:
    if room is None:
        yield from map(_line, engine.inspect(events))
        return
    for event in events:
        result = engine.inspect([event], room)[0]
        more = {"risk": room.risk(), "proposals": room.take_proposals()}
        yield _line({**msgspec.structs.asdict(result), **more})


class _Refused(Exception):
    """A line that is no event: what is wrong, where, and how the line calls itself if it does."""

    def __init__(self, error: str, field: str = "", named: str | int | None = None) -> None:
        super().__init__(error)
        self.named: dict[str, Any] = {} if named is None else {"id": named}
        self.said = ({"field": field} if field else {}) | {"error": error}


def _event(line: bytes | None) -> wire.Event:
    if line is None:
        raise _Refused(f"the line is longer than {MAX_LINE} bytes")
    try:
        return wire.decode_any(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _second_try(line, error)


def _second_try(line: bytes, error: Exception) -> wire.Event:
    """Read what the strict decoder will not: escapes of half a surrogate pair."""
    if isinstance(error, RecursionError):
        raise _Refused("nested too deeply") from error
    if b"\\ud" in line.lower() and not isinstance(error, msgspec.ValidationError):
        try:
            event: wire.Event = msgspec.convert(json.loads(line), wire.Publication)
            return event
        except (ValueError, RecursionError, msgspec.ValidationError) as second:
            error = second
    raise _Refused(_message(error), wire.field_of(str(error)), _name_of(line)) from error


def _name_of(line: bytes) -> str | int | None:
    try:
        return msgspec.json.decode(line, type=_Named).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _message(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return " ".join(str(error).encode("utf-8", "replace").decode().split())


def _line(answer: Result | dict[str, Any]) -> bytes:
    try:
        return _encode(answer)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(answer), ensure_ascii=True).encode()


def make_engine(packs: Sequence[str], only: bool) -> Engine:
    """Return the engine the command asks for: base packs with `packs` on top, or these alone.

    Raises:
        PackError: a pack cannot be used.
    """
    if only:
        return Engine.from_packs(packs)
    return Engine.from_packs(PACKS, overlay=packs or None)
