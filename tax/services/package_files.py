"""The files of a package: each form as CSV and as NDJSON, sealed, written part by part.

A killed job takes them up at the part that was kept; what it had written after it is replaced.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.cells import neutral
from office import codec
from office import selectors as office_asks
from office import services as office
from office.models import File
from office.services import tables
from office.services.file import place_of
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


def csv_of(form: Form, rows: Iterable[Row], *, with_names: bool) -> bytes:
    """Return rows as CSV; no text of it is taken for a formula, amounts stay numbers."""
    texts = [place for place, one in enumerate(form.columns) if one.value not in NUMBERS]
    out = StringIO()
    if with_names:
        out.write(tables.BOM)
        csv.writer(out).writerow(form.names)
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


class Binder:
    """Writes the files of one package. What it keeps of them is `state`, for the checkpoint."""

    def __init__(self, actor: Actor, forms: Sequence[Form], state: State, title: str) -> None:
        self.actor, self.title, self.state = actor, title, state
        self.forms = {form.key: form for form in forms}
        self._open: dict[str, File] = {}

    def write(self, key: str, rows: Sequence[Row]) -> bytes:
        """Write rows of a form into each of its files; return them as they were written."""
        form = self.forms[key]
        kept = self.state.setdefault(key, {"rows": 0, "files": {}})
        lines = ndjson_of(form, rows)
        self._append(form, kept, "csv", csv_of(form, rows, with_names=not kept["rows"]))
        self._append(form, kept, "ndjson", lines)
        kept["rows"] += len(rows)
        return lines

    def _append(self, form: Form, kept: State, extension: str, content: bytes) -> None:
        held = kept["files"].setdefault(extension, {"id": "", "parts": 0})
        place = place_of(self._file(form, held, extension))
        for piece in codec.cut([content]):
            place.write(held["parts"], piece, is_last=False)
            held["parts"] += 1

    def _file(self, form: Form, held: State, extension: str) -> File:
        if not held["id"]:
            name = f"{self.title}-{form.number}-{form.zh}.{extension}"
            kind = tables.FORMS[extension]
            file = office.file_begin(actor=self.actor, name=name, kind=kind, purpose=PURPOSE)
            held["id"] = str(file.pk)
            self._open[held["id"]] = file
        elif held["id"] not in self._open:
            self._open[held["id"]] = kept_file(self.actor, held["id"])
        return self._open[held["id"]]

    def finish(self) -> list[State]:
        """Close every file; return what the package says of its forms."""
        told = []
        for key, form in self.forms.items():
            if key in self.state:
                kept = self.state[key]
                files = [
                    self._closed(form, held, extension) for extension, held in kept["files"].items()
                ]
                told.append({"key": key, "rows": kept["rows"], "files": files})
        return told

    def _closed(self, form: Form, held: State, extension: str) -> State:
        file = closed(self.actor, self._file(form, held, extension), held["parts"])
        return {"id": str(file.pk), "form": extension, "size": file.size,
                "sha256": bytes(file.sha256 or b"").hex()}  # fmt: skip


def closed(actor: Actor, file: File, parts: int) -> File:
    """Close a file after its last part. Closed already: nothing happens."""
    if file.state == File.State.READY:  # killed when all was done but to say so
        return file
    place_of(file).write(parts, b"", is_last=True)
    until = clock.now() + KEEP
    return office.file_finish(actor=actor, file=file, parts=parts + 1, expires_at=until)


def kept_file(actor: Actor, file_id: str) -> File:
    """Return a file that was begun."""
    with transaction.atomic():
        return office_asks.files_named(actor, [file_id]).get()


def destroy(actor: Actor, ids: Iterable[str]) -> None:
    """Destroy files of a package that is not wanted any more."""
    for file_id in ids:
        office.file_destroy(actor=actor, file_id=UUID(file_id))


def ids_of(state: Mapping[str, State]) -> list[str]:
    """Return the files that a checkpoint names."""
    return [held["id"] for kept in state.values() for held in kept["files"].values() if held["id"]]
