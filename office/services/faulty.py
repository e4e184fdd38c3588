"""The rows of a table that were not taken in: a file of them, by line, with what is wrong."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.models import File
from office.services import tables
from office.services.file import Opened, file_begin, file_finish, place_of
from office.services.tables import Fault, Row

STEP, MOST = 500, 5_000
Read = Callable[[Iterable[Row], list[Fault]], object]


def faults_store(
    actor: Actor, opened: Opened, rows: Iterator[Row], read: Read, *, purpose: str, keep: timedelta
) -> dict[str, str]:
    """Write the file of the rows of a table that were not taken, reading it once more.

    Args:
        opened: the table, whose name the file takes on.
        rows: its rows, from the first on.
        read: what reads some rows, and notes what is wrong with those that it does not take.
        purpose, keep: whose file it is, and how long it stays.

    Returns:
        The id of the file as `file`, for the end of a job.
    """
    name = f"{opened.name.rpartition('.')[0]}-{_('未导入的行')}.csv"
    told = islice(_told(rows, read), MOST)
    return {"file": str(faults_keep(actor, name, told, purpose=purpose, keep=keep).pk)}


def faults_keep(
    actor: Actor, name: str, faults: Iterable[Fault], *, purpose: str, keep: timedelta
) -> File:
    """Keep faults of rows as a table for some time."""
    with transaction.atomic():
        file = file_begin(actor=actor, name=name, kind="text/csv", purpose=purpose)
    parts = place_of(file).write_all(tables.write_rows(tables.fault_rows(faults), "csv"))
    with transaction.atomic():
        file_finish(actor=actor, file=file, parts=parts, expires_at=clock.now() + keep)
    return file


def _told(rows: Iterator[Row], read: Read) -> Iterator[Fault]:
    while chunk := list(islice(rows, STEP)):
        faults: list[Fault] = []
        read(chunk, faults)
        yield from sorted(faults, key=lambda one: one.line)
