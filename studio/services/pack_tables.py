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
from studio.models import Issue
from studio.services import intake
from studio.services.life import rules_lock
from studio.services.pack import changed, draft_lock

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
    """Read a table into a draft, step by step; then say which rows were not taken.

    The place is kept after each step. What was taken between the last of them and a kill is
    read again and taken once.
    """
    actor, issue_id = progress.actor, UUID(arguments["issue"])
    with transaction.atomic():
        opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
        known = intake.known_of(actor, selectors.issue_get(actor, issue_id))
    if not progress.kept.get("is_in"):
        progress.total(_lines(opened))
        _take_all(progress, issue_id, opened, known)
    with transaction.atomic():
        added = selectors.batch_count(actor, progress.job.pk)
    counts = {"rows": progress.kept["rows"], "added": added, "faults": 0}
    if not progress.kept["faults"]:
        return counts
    faults = _faults(progress, issue_id, _rows(opened), known)
    first = next(faults, None)
    if first is None:
        return counts
    name = f"{opened.name.rpartition('.')[0]}-{_('未导入的行')}.csv"
    told = _counted_faults(_after(first, faults), counts)
    file = office.faults_keep(actor, name, told, purpose=IMPORT, keep=KEEP)
    return counts | {"file": str(file.pk)}


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        yield from tables.read_rows(stream, _form(opened.file.kind))


def _lines(opened: office.Opened) -> int | None:
    """Return about how many rows a table has; None where that is not quickly known."""
    if _form(opened.file.kind) == "xlsx":
        return None
    return sum(piece.count(b"\n") for piece in opened.pieces())


def _take_all(
    progress: Progress, issue_id: UUID, opened: office.Opened, known: intake.Known
) -> None:
    """Take the rows from the place that was kept on, in steps, each a transaction."""
    after, number = int(progress.kept.get("after", 0)), int(progress.kept.get("rows", 0))
    faults = int(progress.kept.get("faults", 0))
    rows = (row for row in _rows(opened) if row.line > after)
    while chunk := list(islice(rows, STEP)):
        numbered = [(row.line, row.values) for row in chunk if not row.fault]
        with transaction.atomic():
            seen = _take(progress, issue_id, numbered, known)
        number += len(chunk)
        faults += len(chunk) - len(numbered) + len(seen.faults)
        progress.step(len(chunk))
        progress.checkpoint({"after": chunk[-1].line, "rows": number, "faults": faults})
    progress.checkpoint({"is_in": True, "rows": number, "faults": faults})


def _faults(
    progress: Progress, issue_id: UUID, rows: Iterator[Row], known: intake.Known
) -> Iterator[Fault]:
    """Yield what is wrong with each row that was not taken, in the order of the table."""
    actor = progress.actor
    while chunk := list(islice(rows, STEP)):
        unread = [Fault(row.line, "", "", row.fault) for row in chunk if row.fault]
        numbered = [(row.line, row.values) for row in chunk if not row.fault]
        with transaction.atomic():
            row = selectors.issue_get(actor, issue_id)
            missing = intake.rows_missing(actor, row, numbered, known, progress.job.pk)
        progress.flush()
        yield from sorted([*unread, *missing], key=lambda fault: fault.line)


def _counted_faults(faults: Iterator[Fault], counts: dict[str, int]) -> Iterator[Fault]:
    for fault in faults:
        counts["faults"] += 1
        yield fault


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
    pieces = tables.write_rows(_pages(progress, row), form, selectors.COLUMNS)
    parts = place_of(file).write_all(pieces)
    office.file_finish(actor=actor, file=file, parts=parts, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _pages(progress: Progress, row: Issue) -> Iterator[dict[str, Any]]:
    """Yield the rows page by page, each in a transaction of its own."""
    after = ""
    while True:
        with transaction.atomic():
            page = selectors.export_page(progress.actor, row, after, STEP)
        if not page:
            return
        after = page[-1][0]
        yield from (told for _key, told in page)
        progress.step(len(page))


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
