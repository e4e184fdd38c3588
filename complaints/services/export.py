"""Let the list of complaints be taken away: at once where it is short, as a job where it is long.

What anybody wrote, and who he is, is not in it: whoever only looks does not see it either.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.selectors import export as selectors
from complaints.selectors.inbox import Sought
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.cells import neutral
from office import selectors as files
from office.models import File, Job
from office.services import (
    Purpose,
    file_begin,
    file_destroy,
    file_finish,
    file_purpose,
    job_kind,
    job_start,
)
from office.services.file import place_of
from office.services.progress import Progress

KIND, TYPE, BOM = "complaints_export", "text/csv", "\ufeff"
AT_ONCE = 2_000  # rows; more are a job
KEEP = timedelta(days=7)
PART = 2_000  # rows that are written together; after each part the place is kept


@transaction.atomic
def inbox_export(*, actor: Actor, sought: Sought) -> bytes | Job:
    """Give the complaints of a tab as a table that no spreadsheet computes, and record it.

    Returns:
        The table; the job that makes it, where it is long.

    Raises:
        Forbidden: the actor may not see complaints. TooManyJobs: too many of his wait already.
    """
    policies.require_see(actor)
    number = selectors.rows_count(actor, sought)
    if number > AT_ONCE:
        return job_start(actor=actor, kind=KIND, arguments=selectors.kept_of(sought))
    _note(actor, sought, number)
    rows = selectors.rows_page(actor, sought, None, clock.now(), AT_ONCE)
    return BOM.encode() + _written([selectors.heads(), *(cells for _pk, cells in rows)])


def allow(actor: Actor, arguments: dict[str, Any]) -> None:
    """Note who takes the list away, in the transaction of the order."""
    policies.require_see(actor)
    sought = selectors.sought_of(arguments)
    _note(actor, sought, selectors.rows_count(actor, sought))


def export(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write the list into a file, some thousand rows at a time; after each the place is kept."""
    actor, sought = progress.actor, selectors.sought_of(arguments)
    until = progress.job.created_at
    file = _kept_file(progress)
    if file is None:
        progress.restart()
        file = _begin(progress, sought)
    if file.state == File.State.READY:  # killed when all was done but to say so
        return {"file": str(file.pk)}
    place, parts = place_of(file), int(progress.kept["parts"])
    after = UUID(progress.kept["after"]) if progress.kept["after"] else None
    for pks, body in _parts(actor, sought, after, until):
        place.write(parts, body, is_last=False)
        parts += 1
        progress.step(len(pks))
        progress.checkpoint({"file": str(file.pk), "parts": parts, "after": str(pks[-1])})
    place.write(parts, b"", is_last=True)
    file_finish(actor=actor, file=file, parts=parts + 1, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _parts(
    actor: Actor, sought: Sought, after: UUID | None, until: datetime
) -> Iterator[tuple[list[UUID], bytes]]:
    is_first = after is None
    while True:
        with transaction.atomic():
            rows = selectors.rows_page(actor, sought, after, until, PART)
        if not rows:
            return
        head = [selectors.heads()] if is_first else []
        body = _written([*head, *(cells for _pk, cells in rows)])
        yield [pk for pk, _cells in rows], (BOM.encode() if is_first else b"") + body
        after, is_first = rows[-1][0], False


def _written(rows: list[tuple[str, ...]]) -> bytes:
    held = StringIO()
    csv.writer(held).writerows([neutral(cell) for cell in row] for row in rows)
    return held.getvalue().encode()


def _kept_file(progress: Progress) -> File | None:
    """Return the file of an earlier run, unless there was none or its time was over."""
    if not progress.kept:
        return None
    with transaction.atomic():
        found = files.files_named(progress.actor, [progress.kept["file"]])
        return found.exclude(state=File.State.GONE).first()


def _begin(progress: Progress, sought: Sought) -> File:
    with transaction.atomic():
        total = selectors.rows_count(progress.actor, sought)
    name = f"complaints-{clock.today():%Y%m%d}.csv"
    file = file_begin(actor=progress.actor, name=name, kind=TYPE, purpose=KIND)
    progress.checkpoint({"file": str(file.pk), "parts": 0, "after": ""})
    progress.total(total)
    return file


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of a job that is not wanted any more."""
    if kept.get("file"):
        file_destroy(actor=actor, file_id=UUID(kept["file"]))


def may_open(actor: Actor, file: File) -> bool:
    """Whoever exported it, while he may still see complaints."""
    return file.owner_id == actor.user_id and policies.can_see(actor)


def _note(actor: Actor, sought: Sought, rows: int) -> None:
    record.entry_append(
        actor=actor,
        action="complaints.list_exported",
        subject=("tenant", actor.tenant_id),
        clause="PIPL-security-measures",
        data={"rows": rows, "tab": sought.tab, "kind": sought.kind},
    )


job_kind(KIND, export, label=_("投诉清单导出"), allow=allow, discard=discard)
file_purpose(KIND, Purpose(kinds=frozenset({TYPE}), keep=KEEP, may_open=may_open))
