"""Numbers as JSON lines: a kind and a value in, a finding out. The command is a thin shell."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import IO, Any

import msgspec

from office.rules.terms import MAX_LINE, bounded_lines, named
from parties.rules.documents import Checked, Kind, check

MISSING = re.compile(r"missing required field `(\w+)`")
PLACE = re.compile(r"`\$\.(value|kind|on|id)`")
FORMS = {
    "value": "text",
    "kind": f"one of {', '.join(Kind)}",
    "on": "a date like 2026-11-22",
    "id": "text or a whole number",
}
FACTS = ("birth_date", "sex", "region", "region_code", "country", "entity")
Words = Callable[[str], Mapping[str, str]]
_encode = msgspec.json.Encoder().encode


class Line(msgspec.Struct, frozen=True):
    """One number; `on` is the day it is checked as of."""

    value: str
    kind: Kind | None = None
    on: date | None = None
    id: str | int | None = None


def run(source: IO[bytes], sink: IO[bytes], today: date, words: Words) -> None:
    """Answer every line of `source` on `sink`, in order; {"line", "error"} for a bad one."""
    for number, raw in enumerate(bounded_lines(source), start=1):
        if raw is not None and not raw.strip():
            continue
        sink.write(_encode(_answer(raw, number, today, words)) + b"\n")
        sink.flush()


def _answer(raw: bytes | None, number: int, today: date, words: Words) -> dict[str, Any]:
    if raw is None:
        return {"line": number, "error": f"the line is longer than {MAX_LINE} bytes"}
    name = named(raw)
    try:
        line = msgspec.json.decode(raw, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return {**name, "line": number, "error": _words(error)}
    return {**name, **written(check(line.kind, line.value, line.on or today), words)}


def written(checked: Checked, words: Words) -> dict[str, Any]:
    """Write a finding without the number: facts where there are any, words where it is refused."""
    found: dict[str, Any] = {
        "valid": checked.valid,
        "kind": checked.kind,
        "warnings": checked.warnings,
    }
    if checked.errors:
        said = [words(fault) for fault in checked.errors]
        found["errors"] = checked.errors
        found["message"] = {
            "zh": "；".join(one["zh"] for one in said),
            "en": "; ".join(one["en"] for one in said),
        }
    facts = {name: getattr(checked, name) for name in FACTS}
    return found | {name: fact for name, fact in facts.items() if fact is not None}


def _words(error: Exception) -> str:
    """Say what is wrong with a line, never what stood in it."""
    if not isinstance(error, msgspec.ValidationError):
        return "the line is not JSON"
    said = str(error)
    if missing := MISSING.search(said):
        return f"{missing[1]} is missing"
    at = PLACE.search(said)
    return f"{at[1]} must be {FORMS[at[1]]}" if at else "the line must be an object"
