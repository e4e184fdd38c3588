"""The files of a package: each form as CSV and as NDJSON, sealed.

Shares write side by side into one draft, each file of each share on a lane of its own; when all are
done a file is put together from its lanes. A killed process takes up at the step that was kept:
what it had written after it is replaced.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.cells import neutral
from office import selectors as office_asks
from office import services as office
from office.models import File
from office.services import tables
from office.services.file import place_of
from tax.models import Portion
from tax.rules.brought import BUCKETS
from tax.rules.layouts import Form
from tax.rules.packages import FIGURES

PURPOSE = "tax_package"
KEEP = timedelta(days=3653)  # tax papers are kept for ten years
EXTENSIONS = ("csv", "ndjson")
NUMBERS = {*FIGURES, "total", "refund", "net"} | {
    f"{kind}_net" for kind in ("goods", "services", "intangibles", "other")
}
_lines = msgspec.json.Encoder().encode_lines

Row = Sequence[Any]
State = dict[str, Any]


def csv_names(form: Form) -> bytes:
    """Return the first row of a form as CSV."""
    out = StringIO()
    out.write(tables.BOM)
    csv.writer(out).writerow(form.names)
    return out.getvalue().encode()


def csv_of(form: Form, rows: Iterable[Row]) -> bytes:
    """Return rows as CSV; no text of it is taken for a formula, amounts stay numbers."""
    texts = [place for place, one in enumerate(form.columns) if one.value not in NUMBERS]
    out = StringIO()
    csv.writer(out).writerows(_neutral(row, texts) for row in rows)
    return out.getvalue().encode()


def _neutral(row: Row, texts: Sequence[int]) -> Row:
    cells = list(row)
    for place in texts:
        cell = cells[place]
        if cell and not cell[:1].isalnum():
            cells[place] = neutral(cell)
    return cells


def ndjson_of(form: Form, rows: Iterable[Row]) -> bytes:
    """Return rows as objects, one a line."""
    names = form.names
    return _lines([dict(zip(names, row, strict=True)) for row in rows])


def draft_begin(actor: Actor, title: str) -> str:
    """Make room for what shares write; it is destroyed when the files are whole."""
    kind = tables.FORMS["ndjson"]
    return str(office.file_begin(actor=actor, name=title, kind=kind, purpose=PURPOSE).pk)


class Draft:
    """What the shares of one package have written. How much of it counts, their rows say."""

    def __init__(self, actor: Actor, names: Sequence[str], file_id: str) -> None:
        self._lanes = {name: at * BUCKETS for at, name in enumerate(names)}
        self._place = place_of(kept_file(actor, file_id))

    def put(self, portion: Portion, name: str, content: bytes) -> None:
        """Write what a step of a share has for a file."""
        parts = portion.kept.setdefault("parts", {})
        at = parts.get(name, 0)
        self._place.lane_write(self._lanes[name] + portion.bucket, at, content)
        parts[name] = at + 1

    def pieces(self, name: str, shares: Iterable[Portion]) -> Iterator[bytes]:
        """Yield what shares have for a file, one after another."""
        for one in shares:
            parts = one.kept.get("parts", {}).get(name, 0)
            yield from self._place.lane_read(self._lanes[name] + one.bucket, parts)


def names_of(forms: Iterable[Form]) -> list[str]:
    """Return what the files of forms are called in a draft."""
    return [f"{form.key}.{extension}" for form in forms for extension in EXTENSIONS]


def file_made(actor: Actor, file_id: str, pieces: Iterable[bytes]) -> File:
    """Write a file that was begun, and close it. Closed already: nothing happens."""
    file = kept_file(actor, file_id)
    if file.state == File.State.READY:  # killed when all was done but to say so
        return file
    parts = place_of(file).write_all(pieces)
    until = clock.now() + KEEP
    return office.file_finish(actor=actor, file=file, parts=parts, expires_at=until)


def told_of(file: File, extension: str) -> State:
    """Return what a package says of a file."""
    return {"id": str(file.pk), "form": extension, "size": file.size,
            "sha256": bytes(file.sha256 or b"").hex()}  # fmt: skip


def kept_file(actor: Actor, file_id: str) -> File:
    """Return a file that was begun."""
    with transaction.atomic():
        return office_asks.files_named(actor, [file_id]).get()


def destroy(actor: Actor, ids: Iterable[str]) -> None:
    """Destroy files of a package that is not wanted any more."""
    for file_id in ids:
        office.file_destroy(actor=actor, file_id=UUID(file_id))
