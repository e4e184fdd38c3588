"""Calculations as JSON lines: a kind and its inputs in, figures out. Pure."""

import json
from decimal import Decimal
from typing import IO, Any

from office.rules.terms import MAX_LINE, bounded_lines, named
from tax.rules.answers import answer
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

MOST_DIGITS = 300  # of a number that is an id


class _Unreadable(ValueError):
    """A line that is no object of JSON; says why."""


def run(tables: Tables, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer every line of `source` on `sink`, in order; {"line", "error"} for a bad one."""
    for number, raw in enumerate(bounded_lines(source), start=1):
        if raw is not None and not raw.strip():
            continue
        sink.write(_encoded(_answer(tables, raw, number)) + b"\n")
        sink.flush()


def _answer(tables: Tables, raw: bytes | None, number: int) -> dict[str, Any]:
    name: dict[str, Any] = {}
    try:
        if raw is None:
            raise _Unreadable(f"the line is longer than {MAX_LINE} bytes")
        name = named(raw)
        line = _read(raw)
        name = _name(line)
        found = answer(tables, line.get("kind"), _inputs(line))
    except TaxRefused as refused:
        told = {"code": refused.code, "words": refused.words._asdict()}
        return {**name, "line": number, "error": str(refused), **told}
    except _Unreadable as bad:
        return {**name, "line": number, "error": str(bad)}
    told = {"result": found.result, "parameters": found.parameters}
    return {**name, **told, **({"ignored": found.ignored} if found.ignored else {})}


def _inputs(line: dict[str, object]) -> dict[str, object]:
    inputs = line.get("inputs")
    if not isinstance(inputs, dict):
        raise _Unreadable("inputs must be an object")
    return inputs


def _read(raw: bytes) -> dict[str, object]:
    """Read a line; its numbers become Decimal, so that no float is ever made of them."""
    try:
        line = json.loads(
            raw.decode("utf-8"),
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=Decimal,
            object_pairs_hook=_once,
        )
    except _Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise _Unreadable("the line is not JSON") from error
    if not isinstance(line, dict):
        raise _Unreadable("the line must be an object")
    return line


def _name(line: dict[str, object]) -> dict[str, Any]:
    """Return the id of a line as its answer carries it, and nothing where it has none."""
    name = line.get("id")
    if isinstance(name, Decimal) and name.is_finite() and name == name.to_integral_value():
        return {"id": int(name)} if abs(name.adjusted()) <= MOST_DIGITS else {}
    return {"id": name} if isinstance(name, str) else {}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unreadable("a name stands twice in one object")
    return found


def _encoded(told: dict[str, Any]) -> bytes:
    try:
        return json.dumps(told, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:  # half a character in an id: written as it came, escaped
        return json.dumps(told).encode("ascii")
