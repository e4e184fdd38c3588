"""Terms out of a table and into one, row by row: jobs, however long the list is."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services import kinds, tables
from office.services.file import place_of
from office.services.progress import Progress
from office.services.tables import Fault, Row
from studio import policies, selectors
from studio.services import intake
from studio.services.pack import changed, draft_lock
from studio.services.version import rules_lock

IMPORT, EXPORT = "studio_pack_import", "studio_pack_export"
STEP, KEEP = 2_000, timedelta(days=90)
FORMS = {form: name for name, form in tables.FORMS.items()}


@transaction.atomic
def issue_import(*, actor: Actor, issue_id: UUID, file_id: UUID) -> Job:
    """Order that the rows of a table are added to a draft.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: only officers may.
        NotFound: no such draft, or no such file for this actor.
        NotADraft: it is none any more.
        Invalid: the file is no table.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    row = draft_lock(actor, issue_id)
    _form(office_asks.file_get(actor, file_id).kind)
    office.file_open(actor=actor, file_id=file_id)
    given = {"issue": str(issue_id), "file": str(file_id)}
    job = office.job_start(actor=actor, kind=IMPORT, arguments=given)
    row.job = job.pk
    row.save(update_fields=["job"])
    return job


def _form(kind: str) -> str:
    if kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[kind]


def bring_in(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table into a draft. A run that was killed reads again: what it took is taken once."""
    progress.restart()
    actor = progress.actor
    opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
    counts = {"rows": 0, "added": 0, "faults": 0}
    faults = _faults(progress, UUID(arguments["issue"]), _rows(opened), counts)
    first = next(faults, None)
    if first is None:
        return counts
    name = f"{opened.name.rpartition('.')[0]}-{_('未导入的行')}.csv"
    file = office.file_begin(actor=actor, name=name, kind="text/csv", purpose=IMPORT)
    rows = tables.write_rows(tables.fault_rows(_after(first, faults)), "csv")
    parts = place_of(file).write_all(rows)
    office.file_finish(actor=actor, file=file, parts=parts, expires_at=clock.now() + KEEP)
    return counts | {"file": str(file.pk)}


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        yield from tables.read_rows(stream, _form(opened.file.kind))


def _faults(
    progress: Progress, issue_id: UUID, rows: Iterator[Row], counts: dict[str, int]
) -> Iterator[Fault]:
    """Take the rows in steps, each a transaction; yield what is wrong with those not taken."""
    with transaction.atomic():
        known = intake.known_of(progress.actor, selectors.issue_get(progress.actor, issue_id))
    while chunk := list(islice(rows, STEP)):
        unread = [Fault(row.line, "", "", row.fault) for row in chunk if row.fault]
        numbered = [(row.line, row.values) for row in chunk if not row.fault]
        with transaction.atomic():
            seen = _take(progress, issue_id, numbered, known)
        counts["rows"] += len(chunk)
        counts["added"] += seen.added
        counts["faults"] += len(unread) + len(seen.faults)
        progress.step(len(chunk))
        yield from sorted([*unread, *seen.faults], key=lambda fault: fault.line)


def _take(
    progress: Progress, issue_id: UUID, numbered: list[Any], known: intake.Known
) -> intake.Seen:
    actor = progress.actor
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id)
    seen = intake.rows_take(actor, row, numbered, known, progress.job.pk)
    if seen.added:
        row.author_id = actor.user_id or row.author_id
        changed(actor, row, added=seen.added)
    return seen


def _after(first: Fault, rest: Iterator[Fault]) -> Iterator[Fault]:
    yield first
    yield from rest


@transaction.atomic
def issue_export(*, actor: Actor, issue_id: UUID, form: str) -> Job:
    """Order a table of what a version holds: every term with where it comes from and its hits.

    Raises:
        Forbidden: the actor does not see rules.
        NotFound: no such version.
        Invalid: no such kind of table.
    """
    policies.require_see(actor)
    if form not in tables.FORMS:
        raise Invalid(_("不支持这种表格。"), field="form")
    row = selectors.issue_get(actor, issue_id)
    given = {"issue": str(issue_id), "form": form, "revision": row.revision}
    return office.job_start(actor=actor, kind=EXPORT, arguments=given)


def write_out(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write a version as a table, a few rows at a time; killed, it begins anew."""
    progress.restart()
    actor, form = progress.actor, str(arguments["form"])
    with transaction.atomic():
        row = selectors.issue_get(actor, UUID(arguments["issue"]))
    progress.total(row.terms)
    name = f"{row.pack.code}-{row.number}.{form}"
    file = office.file_begin(actor=actor, name=name, kind=tables.FORMS[form], purpose=EXPORT)
    with transaction.atomic():
        rows = _counted(progress, selectors.export_rows(actor, row))
        pieces = tables.write_rows(rows, form, selectors.COLUMNS)
        parts = place_of(file).write_all(pieces)
    office.file_finish(actor=actor, file=file, parts=parts, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _counted(progress: Progress, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    number = 0
    for number, row in enumerate(rows, 1):
        if not number % STEP:
            progress.step(STEP)
        yield row
    progress.step(number % STEP)


def allow_import(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may write rules read a table of his own into a draft."""
    policies.require_write(actor)
    selectors.issue_get(actor, UUID(arguments["issue"]))
    office.file_open(actor=actor, file_id=UUID(arguments["file"]))


def allow_export(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever sees rules take a version with him."""
    policies.require_see(actor)
    selectors.issue_get(actor, UUID(arguments["issue"]))


office.job_kind(IMPORT, bring_in, label=gettext_lazy("导入词表"), allow=allow_import)
office.job_kind(EXPORT, write_out, label=gettext_lazy("导出词表"), allow=allow_export)
for _purpose, _kinds in ((IMPORT, {"text/csv"}), (EXPORT, set(tables.FORMS.values()))):
    office.file_purpose(_purpose, office.Purpose(kinds=frozenset(_kinds), keep=KEEP))
