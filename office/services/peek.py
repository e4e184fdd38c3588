"""Tables that were uploaded: their first rows at once, every fault in a file as a job."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from office import selectors
from office.models import File
from office.services import kinds, tables
from office.services.file import Opened, file_begin, file_finish, file_open, place_of
from office.services.job import job_kind
from office.services.progress import Progress
from office.services.purposes import Purpose, file_purpose
from office.services.shelf import KEEP
from office.services.tables import Fault, Row

KIND = "table_check"
LOOKED, SHOWN, TOLD, STEP = 1_000, 20, 50, 500
FORMS = {form: name for name, form in tables.FORMS.items()}


class Peek(NamedTuple):
    """What stands at the beginning of a table. `refusal` says why nothing can be read."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[Fault]
    looked: int
    is_more: bool
    refusal: str = ""


def table_peek(*, actor: Actor, file_id: UUID) -> Peek:
    """Read the first rows of a table for somebody who may open it.

    Raises:
        NotFound: no such file for this actor.
        Invalid: it is no table.
    """
    opened = file_open(actor=actor, file_id=file_id)
    try:
        found = list(islice(_rows(opened), LOOKED + 1))
    except DomainError as refusal:
        return Peek(opened.name, [], [], [], 0, is_more=False, refusal=refusal.message)
    whole = [row for row in found[:LOOKED] if not row.fault]
    faults = [Fault(row.line, "", "", row.fault) for row in found[:LOOKED] if row.fault]
    columns = list(dict.fromkeys(name for row in whole[:SHOWN] for name in row.values))
    cells = [
        (row.line, [_short(row.values.get(name)) for name in columns]) for row in whole[:SHOWN]
    ]
    is_more = len(found) > LOOKED
    looked = min(len(found), LOOKED)
    return Peek(opened.name, columns, cells, faults[:TOLD], looked, is_more)


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Refuse to look through what is no table, or somebody else's."""
    _form(selectors.file_get(actor, UUID(arguments["file"])))
    file_open(actor=actor, file_id=UUID(arguments["file"]))


def check(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a whole table; what cannot be read stands line by line in the file that is made.

    A run that was killed begins anew: nothing it made was kept.
    """
    progress.restart()
    opened = file_open(actor=progress.actor, file_id=UUID(arguments["file"]))
    faults = _faults(progress, _rows(opened))
    first = next(faults, None)
    if first is None:
        return {"faults": 0}
    name = f"{opened.name.rpartition('.')[0]}-{_('问题行')}.csv"
    file = file_begin(actor=progress.actor, name=name, kind="text/csv", purpose=KIND)
    parts = place_of(file).write_all(
        tables.write_rows(tables.fault_rows(_after(first, faults)), "csv")
    )
    file_finish(actor=progress.actor, file=file, parts=parts, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _form(file: File) -> str:
    if file.kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[file.kind]


def _rows(opened: Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        yield from tables.read_rows(stream, _form(opened.file))


def _faults(progress: Progress, rows: Iterator[Row]) -> Iterator[Fault]:
    number = 0
    for number, row in enumerate(rows, 1):
        if not number % STEP:
            progress.step(STEP)
        if row.fault:
            yield Fault(row.line, "", "", row.fault)
    progress.step(number % STEP)


def _after(first: Fault, rest: Iterator[Fault]) -> Iterator[Fault]:
    yield first
    yield from rest


def _short(value: Any, most: int = 80) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= most else text[:most] + "…"


job_kind(KIND, check, label=gettext_lazy("表格逐行检查"), allow=allow)
file_purpose(KIND, Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
