"""What an entry of a list must look like, and lists as text. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from moderation.engine.fold import fold
from moderation.engine.hosts import read_host
from moderation.engine.jumps import normal
from moderation.engine.pictures import fingerprint

LISTS = ("block", "allow")
KINDS = ("host", "url", "app", "code", "picture", "account", "room", "name")
KNOWN = ("notice", "public_list", "decision")
OF_LINKS = ("host", "url", "app", "code", "picture")  # compared as they stand, spoken by nobody
COLUMNS = ("list", "kind", "value", "reason", "known_by", "known_on", "known_ref")
MOST_VALUE, MOST_NAME, MOST_ROWS = 400, 80, 5_000
HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?\.)+[a-z0-9\-]{2,63}$")


class Wish(NamedTuple):
    """One entry as somebody wants it."""

    list: str
    kind: str
    value: str
    reason: str = ""
    known_by: str = "decision"
    known_on: date | None = None
    known_ref: str = ""


class Fault(ValueError):
    """What is wrong with an entry; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def settled(wish: Wish, today: date) -> Wish:
    """Return an entry in the form in which it is compared.

    Raises:
        Fault: no such list or kind, nothing that could be that, no proof named, or a day to come.
    """
    given = (
        ("list", wish.list, LISTS),
        ("kind", wish.kind, KINDS),
        ("known_by", wish.known_by, KNOWN),
    )
    for field, value, allowed in given:
        if value not in allowed:
            raise Fault(field)
    if wish.list == "allow" and wish.kind not in OF_LINKS:
        raise Fault("list")
    known_on = wish.known_on or today
    if known_on > today:
        raise Fault("known_on")
    if wish.known_by != "decision" and not wish.known_ref.strip():
        raise Fault("known_ref")
    value = _value(wish.kind, wish.value)
    if not 2 <= len(value) <= MOST_VALUE or "\x00" in value:
        raise Fault("value")
    return wish._replace(
        value=value,
        reason=wish.reason.strip()[:200],
        known_on=known_on,
        known_ref=wish.known_ref.strip()[:200],
    )


def _value(kind: str, value: str) -> str:
    if kind == "host":
        name = read_host(value.strip().partition("://")[2].partition("/")[0] or value).name
        if not HOST.match(name) and not read_host(value).is_number:
            raise Fault("value")
        return name
    if kind == "url":
        bare = normal(value)
        bare = bare.partition("://")[2] or bare.removeprefix("//")
        host, slash, path = bare.partition("/")
        if not slash or not path or not HOST.match(read_host(host).name):
            raise Fault("value")
        return f"{read_host(host).name}/{path.rstrip('/')}"
    if kind == "code":
        return normal(value)
    if kind == "picture":
        return fingerprint(value)
    name = " ".join(value.split())
    if len(name) > MOST_NAME or len(fold(name)) < 2:
        raise Fault("value")
    return name


def read_csv(text: str) -> Iterator[tuple[int, Wish | Fault]]:
    """Yield each line of a list with its number, from 1: the entry, or what is wrong with it.

    A first line of column names says their order; without one it is that of `COLUMNS`.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff").replace("\x00", "")))
    columns: Iterable[str] = COLUMNS
    try:
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                yield number, Fault("rows")
                return
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if number == 1 and {"kind", "value"} <= {cell.lower() for cell in cells}:
                columns = [cell.lower() for cell in cells]
                continue
            yield number, _wish(dict(zip(columns, cells, strict=False)))
    except csv.Error:
        yield 0, Fault("rows")


def _wish(cells: dict[str, str]) -> Wish | Fault:
    try:
        known_on = date.fromisoformat(cells["known_on"]) if cells.get("known_on") else None
    except ValueError:
        return Fault("known_on")
    return Wish(
        cells.get("list") or "block",
        cells.get("kind", ""),
        cells.get("value", ""),
        cells.get("reason", ""),
        cells.get("known_by") or "decision",
        known_on,
        cells.get("known_ref", ""),
    )


def csv_of(rows: Iterable[Wish]) -> str:
    """Return a list as text that `read_csv` reads; cells that a sheet would compute are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow([_safe(str(value) if value is not None else "") for value in one])
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
