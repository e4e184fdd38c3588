"""What the European database of statements of reasons takes: its fields, and what is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec
import yaml

FILE = Path(__file__).resolve().parents[1] / "data" / "dsa.yaml"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Statement = Mapping[str, Any]


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field belongs there only while another has a code, or lacks it."""

    field: str
    has: str = ""
    lacks: str = ""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one field may hold."""

    kind: Literal["text", "code", "codes", "day", "url", "pairs"]
    must: bool = False
    most: int = 0
    shape: str = ""
    of: str = ""
    keys: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    when: When | None = None


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of codes that begin alike."""

    begins: str
    codes: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is asked of a statement."""

    any_of: tuple[str, ...]
    given_back: frozenset[str]
    fields: dict[str, Field]
    columns: tuple[str, ...]
    codes: dict[str, Codes]


class Fault(NamedTuple):
    """What is wrong with which field: `most` is how much it may hold where that is the matter."""

    field: str
    code: str
    most: int = 0


@cache
def rules() -> Rules:
    """Return what is asked of a statement."""
    return msgspec.convert(yaml.safe_load(FILE.read_text(encoding="utf-8")), Rules)


@cache
def codes_of(name: str) -> frozenset[str]:
    """Return the codes of a list, written out."""
    held = rules().codes[name]
    return frozenset(f"{held.begins}{one}" for one in held.codes)


def faults_of(statement: Statement) -> list[Fault]:
    """Return all that is wrong with a statement, in the order of the fields; nothing if it holds.

    What the database writes itself (number, time, name of the platform) is not looked at.
    """
    asked = rules()
    found: list[Fault] = []
    if not any(_is_there(statement.get(name)) for name in asked.any_of):
        found.append(Fault(asked.any_of[0], "no_decision"))
    for name, field in asked.fields.items():
        found += _faults(name, field, statement)
    known = asked.fields.keys() | asked.given_back
    found += [Fault(name, "unknown") for name in statement if name not in known]
    return found


def _is_there(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def _faults(name: str, field: Field, statement: Statement) -> Iterator[Fault]:
    value = statement.get(name)
    belongs = field.when is None or _holds(field.when, statement)
    if not _is_there(value):
        if field.must and belongs:
            yield Fault(name, "missing")
        return
    if not belongs:
        yield Fault(name, "not_here")
        return
    yield from CHECKS[field.kind](name, field, value)


def _holds(when: When, statement: Statement) -> bool:
    held = statement.get(when.field)
    given = held if isinstance(held, list | tuple) else [held]
    return when.has in given if when.has else when.lacks not in given


def _text(name: str, field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.strip():
        yield Fault(name, "no_text")
        return
    if field.most and len(value) > field.most:
        yield Fault(name, "too_long", field.most)
    if field.shape and not re.fullmatch(field.shape, value):
        yield Fault(name, "wrong_form")


def _code(name: str, field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, str) or value not in codes_of(field.of):
        yield Fault(name, "no_such_code")


def _codes(name: str, field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault(name, "no_list")
        return
    if not all(isinstance(one, str) and one in codes_of(field.of) for one in value):
        yield Fault(name, "no_such_code")
    elif len(set(value)) < len(value):
        yield Fault(name, "twice")


def _day(name: str, field: Field, value: Any) -> Iterator[Fault]:
    day = day_of(value)
    if day is None:
        yield Fault(name, "no_day")
    elif (field.first and day < field.first) or (field.last and day > field.last):
        yield Fault(name, "out_of_range")


def day_of(value: Any) -> date | None:
    """Return a day as it is written in a statement; None for what is none."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _url(name: str, field: Field, value: Any) -> Iterator[Fault]:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        is_url = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_url = False
    if not is_url:
        yield Fault(name, "no_url")
    elif field.most and len(value) > field.most:
        yield Fault(name, "too_long", field.most)


def _pairs(name: str, field: Field, value: Any) -> Iterator[Fault]:
    if not isinstance(value, Mapping) or set(value) - set(field.keys):
        yield Fault(name, "no_such_code")
    elif not all(isinstance(one, str) and re.fullmatch(field.shape, one) for one in value.values()):
        yield Fault(name, "wrong_form")


CHECKS: dict[str, Callable[[str, Field, Any], Iterator[Fault]]] = {
    "text": _text,
    "code": _code,
    "codes": _codes,
    "day": _day,
    "url": _url,
    "pairs": _pairs,
}


def cells_of(statement: Statement, platform: str) -> Sequence[str]:
    """Return a statement as a row of the database's own table.

    What the database gives out on receipt (its number and time) is empty.
    """
    held = dict(statement) | {
        "platform_name": platform,
        "name": platform,
        "platform_uid": statement.get("puid", ""),
        "content_id_ean": (statement.get("content_id") or {}).get("EAN-13", ""),
    }
    return [_cell(held.get(name)) for name in rules().columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return msgspec.json.encode(list(value)).decode()
    return str(value)
