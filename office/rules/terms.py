"""Terms as JSON lines: a start and an amount in, a deadline out. The command is a thin shell."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

import msgspec

from office.rules.days import Calendar, Due, TermRefused, deadline

MAX_LINE = 64 * 1024
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d\S{0,24})?\Z", re.ASCII)
DATE = len("2026-11-22")
MISSING = re.compile(r"missing required field `(\w+)`")
PLACE = re.compile(r"`\$\.(start|amount|unit|roll|id)`")
FORMS = {
    "start": "a date or a date-time, as text",
    "amount": "a whole number",
    "unit": "text",
    "roll": "true or false",
    "id": "text or a whole number",
}
_encode = msgspec.json.Encoder().encode


class Line(msgspec.Struct, frozen=True):
    """One term: `start` is a date or a date-time, one without a zone is Shanghai's."""

    start: str
    amount: int
    unit: str
    roll: bool = False
    id: str | int | None = None


class _Named(msgspec.Struct):
    id: str | int | None = None


def run(calendar: Calendar, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer every line of `source` on `sink`, in order; {"line", "error"} for a bad one."""
    for number, raw in enumerate(bounded_lines(source), start=1):
        if raw is not None and not raw.strip():
            continue
        sink.write(_encode(_answer(calendar, raw, number)) + b"\n")
        sink.flush()


def bounded_lines(source: IO[bytes]) -> Iterator[bytes | None]:
    """Return lines; None for one that is too long, of which no more than the bound is held."""
    is_first = True
    while raw := source.readline(MAX_LINE + 1):
        is_whole = raw.endswith(b"\n") or len(raw) <= MAX_LINE
        yield (raw.removeprefix(b"\xef\xbb\xbf") if is_first else raw) if is_whole else None
        is_first = False
        while not is_whole:
            rest = source.readline(MAX_LINE)
            is_whole = not rest or rest.endswith(b"\n")


def _answer(calendar: Calendar, raw: bytes | None, number: int) -> dict[str, Any]:
    name: dict[str, Any] = {}
    try:
        if raw is None:
            raise TermRefused(f"the line is longer than {MAX_LINE} bytes")
        name = named(raw)
        line = msgspec.json.decode(raw, type=Line)
        start = parse(line.start)
        due = deadline(calendar, start, line.amount, line.unit, rolls=line.roll)
    except (msgspec.DecodeError, TermRefused, UnicodeDecodeError, OverflowError) as error:
        return {**name, "line": number, "error": _words(error)}
    return {**name, "due": written(due, start), "provisional": due.is_provisional}


def _words(error: Exception) -> str:
    """Say what is wrong with a line in the words of whoever wrote it."""
    said = " ".join(str(error).split())
    if isinstance(error, TermRefused | OverflowError):
        return said
    if not isinstance(error, msgspec.ValidationError):
        return "the line is not JSON"
    if missing := MISSING.search(said):
        return f"{missing[1]} is missing"
    at = PLACE.search(said)
    return f"{at[1]} must be {FORMS[at[1]]}" if at else "the line must be an object"


def parse(text: str) -> date:
    """Read a date ("2026-11-22") or a date-time ("2026-11-22T09:30:00+08:00").

    Raises:
        TermRefused: it is neither, or no such day exists.
    """
    if not WRITTEN.match(text):
        raise TermRefused("start must be like 2026-11-22 or 2026-11-22T09:30+08:00")
    try:
        return date.fromisoformat(text) if len(text) == DATE else datetime.fromisoformat(text)
    except ValueError as error:
        raise TermRefused(f"start: {text} does not exist") from error


def written(due: Due, start: date) -> str:
    """Write a deadline as its start was written: a date for a date, else an instant."""
    if not isinstance(start, datetime):
        return due.day.isoformat()
    return due.at.isoformat(timespec="seconds")


def named(raw: bytes) -> dict[str, Any]:
    """Return the id of a line as its answer carries it, and nothing where it has none."""
    try:
        name = msgspec.json.decode(raw, type=_Named).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {} if name is None else {"id": name}
