"""Statements of reasons are ordered, made by a job, and taken away; each of it written down."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as files
from office import services as office
from office.models import File
from office.services import tables
from office.services.file import place_of
from office.services.progress import Progress
from oversight import policies
from oversight.models import StatementExport, StatementFault, StatementTaking
from oversight.rules import dsa
from oversight.rules.periods import period_of
from oversight.rules.statements import Decided, Stated, stated
from oversight.selectors.decided import Place, Span, decided_numbers, decided_page
from oversight.selectors.statement import export_by_key, export_get, export_ordered

KIND, CLAUSE = "statement_export", "O117-measures"
TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
KEEP, A_MOMENT = timedelta(days=30), timedelta(minutes=1)
PAGE = 500  # decisions that are read together; after each page the place is kept
Form = StatementExport.Form


class StatementsNotMade(Conflict):
    """The export is not finished."""

    code = "statements_not_made"


@transaction.atomic
def statements_order(*, actor: Actor, period: str, form: str) -> StatementExport:
    """Order the statements of reasons of a period; a job writes them.

    Raises:
        Forbidden: the actor is no officer. Invalid: no period that has begun, no such form.

    Law: M-account-sanctions, O117-measures
    """
    policies.require_make_statements(actor)
    asked = period_of(period)
    if asked is None or asked.first > clock.today():
        raise Invalid(_("请选择一个已经开始的月份、季度、半年或年份。"), field="period")
    if form not in Form.values:
        raise Invalid(_("请选择 CSV 或者 JSON Lines。"), field="form")
    row = StatementExport(
        tenant_id=actor.tenant_id,
        period=asked.code,
        form=form,
        made_by_id=actor.user_id,
        key=actor.key_id,
        ordered_at=clock.now(),
    )
    row.save(force_insert=True)
    row.job = _started(actor, row)
    row.save(update_fields=["job"])
    _note(actor, row, "oversight.statements_ordered", {"period": row.period, "form": row.form})
    return row


def _started(actor: Actor, row: StatementExport) -> Any:
    """Order the job; one that a program orders is the product's own, as people see it nowhere."""
    arguments = {"export": str(row.pk)}
    if actor.user_id is not None:
        return office.job_start(actor=actor, kind=KIND, arguments=arguments)
    product = system_actor(actor.tenant_id)
    with acting(product):
        return office.job_start(actor=product, kind=KIND, arguments=arguments)


def allow(actor: Actor, _arguments: Mapping[str, Any]) -> None:
    """Whoever may order may have it made again after it failed."""
    if actor.user_id is not None:
        policies.require_make_statements(actor)


def make(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write the statements of an order into a file, a page of decisions at a time.

    Raises:
        NotFound: there is no such order.
    """
    actor = progress.actor
    with transaction.atomic():
        row = export_ordered(actor, UUID(arguments["export"]))
    if row.made_at is not None and row.file_id is not None:  # killed at the very end
        return {"export": str(row.pk)}
    span = _span(row)
    file = _kept_file(progress)
    if file is None:
        progress.restart()
        file = _begin(progress, row, span)
    if file.state != File.State.READY:
        file = _write(progress, row, span, file)
    _made(actor, row, file, progress.kept)
    return {"export": str(row.pk)}


def _span(row: StatementExport) -> Span:
    asked = period_of(row.period)
    if asked is None:
        raise NotFound(_("没有这次导出。"))
    return Span(asked.first, asked.after, row.ordered_at)


def _begin(progress: Progress, row: StatementExport, span: Span) -> File:
    actor = _reader(progress.actor)
    with acting(actor), transaction.atomic():
        numbers = decided_numbers(actor, span)
    name = f"statements-of-reasons-{row.period}.{row.form}"
    with transaction.atomic():
        StatementFault.objects.of(progress.actor).filter(export=row).delete()
    file = office.file_begin(actor=progress.actor, name=name, kind=TYPES[row.form], purpose=KIND)
    progress.checkpoint({
        "file": str(file.pk), "parts": 0, "place": list(Place()), "read": 0, "faulty": 0,
        "statements": 0, "gaps": {}, **numbers._asdict(),
    })  # fmt: skip
    progress.total(numbers.decisions - numbers.unrestricting)
    return file


def _reader(actor: Actor) -> Actor:
    """Return who reads the decisions: the owner of the job, or for a program the officers' view."""
    if actor.user_id is not None:
        return actor
    return Actor(actor.tenant_ids, roles=frozenset({"officer", "system"}))


def _write(progress: Progress, row: StatementExport, span: Span, file: File) -> File:
    actor, place = _reader(progress.actor), place_of(file)
    write = _writer(progress.actor, row.form)
    kept: dict[str, Any] = dict(progress.kept)
    at = Place(*kept["place"])
    while True:
        with acting(actor), transaction.atomic():
            page, then = decided_page(actor, span, at, PAGE)
        if then == at:
            break
        found = [(one, said) for one in page if (said := stated(one)) is not None]
        good = [said for _one, said in found if not said.faults]
        body = write(good, is_first=kept["parts"] == 0)
        place.write(kept["parts"], body, is_last=False)
        _keep_faults(progress.actor, row, [pair for pair in found if pair[1].faults])
        at = then
        kept |= {
            "place": list(at), "parts": kept["parts"] + 1, "read": kept["read"] + len(page),
            "faulty": kept["faulty"] + len(found) - len(good),
            "statements": kept["statements"] + len(good),
            "gaps": _counted(kept["gaps"], good),
        }  # fmt: skip
        progress.step(len(page))
        progress.checkpoint(kept)
    place.write(kept["parts"], write([], is_first=kept["parts"] == 0), is_last=True)
    ends = clock.now() + KEEP
    return office.file_finish(
        actor=progress.actor, file=file, parts=kept["parts"] + 1, expires_at=ends
    )


def _writer(actor: Actor, form: str) -> Callable[..., bytes]:
    with transaction.atomic():
        platform = accounts.tenant_get(actor).name
    encode = msgspec.json.Encoder().encode_lines

    def lines(said: list[Stated], *, is_first: bool) -> bytes:
        return encode([one.statement for one in said])

    def table(said: list[Stated], *, is_first: bool) -> bytes:
        rows = [dsa.cells_of(one.statement, platform) for one in said]
        head = [dsa.rules().columns] if is_first else []
        return (tables.BOM.encode() if is_first else b"") + tables.csv_part([*head, *rows])

    return lines if form == Form.LINES else table


def _keep_faults(actor: Actor, row: StatementExport, found: list[tuple[Decided, Stated]]) -> None:
    """Write down which decisions are not in the file, and why. Twice is once."""
    with transaction.atomic():
        StatementFault.objects.bulk_create(
            [
                StatementFault(
                    tenant_id=actor.tenant_id,
                    export=row,
                    source=one.source,
                    ref=UUID(one.ref),
                    what=one.what,
                    faults=[list(fault) for fault in said.faults],
                )
                for one, said in found
            ],
            ignore_conflicts=True,
        )


def _counted(gaps: Mapping[str, int], good: list[Stated]) -> dict[str, int]:
    held = dict(gaps)
    for one in good:
        for name in one.gaps:
            held[name] = held.get(name, 0) + 1
    return held


def _kept_file(progress: Progress) -> File | None:
    """Return the file of an earlier run, unless there was none or it is gone."""
    if not progress.kept:
        return None
    with transaction.atomic():
        found = files.files_named(progress.actor, [progress.kept["file"]])
        return found.exclude(state=File.State.GONE).first()


@transaction.atomic
def _made(actor: Actor, row: StatementExport, file: File, kept: Mapping[str, Any]) -> None:
    row.file, row.sha256, row.made_at = file, bytes(file.sha256 or b"").hex(), clock.now()
    row.decisions, row.outside = kept["decisions"], kept["unrestricting"]
    row.statements, row.faulty, row.gaps = kept["statements"], kept["faulty"], kept["gaps"]
    row.within = max(0, row.decisions - row.outside - row.statements - row.faulty)
    row.save()
    _note(
        actor,
        row,
        "oversight.statements_made",
        {"statements": row.statements, "faulty": row.faulty, "sha256": row.sha256},
    )


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of an export that is not wanted any more."""
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


@transaction.atomic
def statements_take(*, actor: Actor, export_id: UUID) -> str:
    """Return a ticket for the file of an export; that this officer or key took it is recorded.

    Raises:
        Forbidden: no officer, no program. NotFound: no such export, or its time is over.
        StatementsNotMade: it is not finished.

    Law: O117-measures
    """
    policies.require_make_statements(actor)
    found = export_get if actor.user_id is not None else export_by_key
    row = found(actor, export_id, lock=True)
    if row.file is None or row.made_at is None:
        raise StatementsNotMade(_("导出还没有完成。"))
    if row.file.state == File.State.GONE:
        raise NotFound(_("导出的文件已过保留期，请重新导出。"))
    StatementTaking.objects.create(
        tenant_id=row.tenant_id, export=row, by_id=actor.user_id, key=actor.key_id, at=clock.now()
    )
    _note(actor, row, "oversight.statements_taken", {"sha256": row.sha256})
    return office.file_ticket_issue(actor=actor, file_id=row.file.pk)


def may_open(actor: Actor, file: File) -> bool:
    """Whoever has just said that he takes it, and nobody by the list of jobs."""
    if not policies.can_make_statements(actor) and not policies.is_program(actor):
        return False
    rows = StatementTaking.objects.of(actor).filter(
        export__file_id=file.pk, by_id=actor.user_id, key=actor.key_id
    )
    return rows.filter(at__gte=clock.now() - A_MOMENT).exists()


@transaction.atomic
def statements_cancel(*, actor: Actor, export_id: UUID) -> None:
    """Stop one's own export.

    Raises:
        Forbidden: no officer. NotFound: no such export, or another's. JobOver: it is over.
    """
    office.job_cancel(actor=actor, job_id=_job_of(actor, export_id))


@transaction.atomic
def statements_resume(*, actor: Actor, export_id: UUID) -> None:
    """Take up one's own export after it failed or was stopped.

    Raises:
        Forbidden: no officer. NotFound: no such export, or another's. JobOver: it is done.
    """
    office.job_retry(actor=actor, job_id=_job_of(actor, export_id))


def _job_of(actor: Actor, export_id: UUID) -> UUID:
    policies.require_make_statements(actor)
    row = export_get(actor, export_id)
    if row.job_id is None:
        raise NotFound(_("没有这次导出。"))
    return row.job_id


def _note(actor: Actor, row: StatementExport, action: str, data: dict[str, Any]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("statement_export", row.pk), clause=CLAUSE, data=data
    )


office.job_kind(KIND, make, label=gettext_lazy("理由说明导出"), allow=allow, discard=discard)
office.file_purpose(
    KIND, office.Purpose(kinds=frozenset(TYPES.values()), keep=KEEP, may_open=may_open)
)
