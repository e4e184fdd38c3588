"""Tables of payees and payments are brought in as a job, row by row, however long they are.

A step is a transaction; after it the place is kept, with the part of the file of faults that was
written. What lies between the last of them and a kill is read again: twice is once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import selectors as office_asks
from office import services as office
from office.models import File, Job
from office.services import kinds, tables
from office.services.file import place_of
from office.services.progress import Progress
from office.services.tables import BadTable, Fault, Row
from tax import policies
from tax.rules.brought import fields_of
from tax.selectors.words import said
from tax.services.batch import Outcome
from tax.services.deduction import deductions_take
from tax.services.payee import CLAUSE, payees_take
from tax.services.payment import payments_take

KIND = "tax_import"
KEEP = timedelta(days=90)
TAKES = {"payees": payees_take, "payments": payments_take, "deductions": deductions_take}
STEPS = {"payees": 500, "payments": 2_000, "deductions": 500}
NEEDED = {
    "payees": ("external_id", "kind", "name"),
    "payments": ("external_id", "payee"),
    "deductions": ("payee", "month"),
}
PRIVATE = frozenset({"name", "number", "contact", "address", "kinds"})
FORMS = {form: name for name, form in tables.FORMS.items()}
COUNTED = ("rows", "added", "changed", "same", "faulty")
EMPTY: dict[str, Any] = {"after": 0, "file": "", "parts": 0} | dict.fromkeys(COUNTED, 0)


@transaction.atomic
def table_bring(*, actor: Actor, what: str, file_id: UUID) -> Job:
    """Order that a table of payees or of payments is taken in.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such file for this actor.
        Invalid: the file is no table, or nothing of that name is brought.

    Law: D810-quarterly-report
    """
    policies.require_bring(actor)
    arguments = {"what": what, "file": str(file_id)}
    return office.job_start(actor=actor, kind=KIND, arguments=arguments)


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may bring payees and payments read a table of his own."""
    policies.require_bring(actor)
    if arguments["what"] not in TAKES:
        raise Invalid(_("请选择导入收款人、支付还是扣除。"), field="what")
    file_id = UUID(arguments["file"])
    _form(office_asks.file_get(actor, file_id).kind)
    office.file_open(actor=actor, file_id=file_id)


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table from the place that was kept on; then say which rows were not taken."""
    what = arguments["what"]
    with transaction.atomic():
        opened = office.file_open(actor=progress.actor, file_id=UUID(arguments["file"]))
    state = EMPTY | progress.kept
    if not progress.kept:
        progress.total(_lines(opened))
    log = _Log(progress, opened.name, state)
    rows = (row for row in _rows(opened) if row.line > state["after"])
    while chunk := list(islice(rows, STEPS[what])):
        if not state["after"]:
            _require_columns(what, chunk)
        faults = _take(progress.actor, what, chunk, state)
        state["rows"] += len(chunk)
        state["after"] = chunk[-1].line
        log.write(faults)
        progress.step(len(chunk))
        progress.checkpoint(state)
    file = {"file": log.finish()} if state["file"] else {}
    return _end(progress, what, state) | file


def _end(progress: Progress, what: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Note the import in the record: one entry for all its rows."""
    counts = {name: state[name] for name in COUNTED}
    with transaction.atomic():
        record.entry_append(
            actor=progress.actor,
            action="tax.table_brought",
            subject=("job", progress.job.pk),
            clause=CLAUSE,
            data={"what": what, **counts},
        )
    return counts


def _take(actor: Actor, what: str, chunk: Sequence[Row], state: dict[str, Any]) -> list[Fault]:
    """Take the rows of one step; return what is wrong, in the order of the table."""
    whole = [row for row in chunk if not row.fault]
    with transaction.atomic():
        found = TAKES[what](actor, [row.values for row in whole])
    for one in found:
        state[one.result] += 1
    state["faulty"] += len(chunk) - len(whole)
    faults = [Fault(row.line, "", "", row.fault) for row in chunk if row.fault]
    faults += [_fault(row, one) for row, one in zip(whole, found, strict=True) if one.fault]
    return sorted(faults, key=lambda fault: fault.line)


def _fault(row: Row, one: Outcome) -> Fault:
    field = one.fault.field if one.fault else ""
    column = next((name for name in row.values if field in fields_of({name: 1})), field)
    shown = "" if field in PRIVATE else row.values.get(column, "")
    return Fault(row.line, column, str(shown), said(one.fault))


class _Log:
    """The file of faults, a part for every step that has some."""

    def __init__(self, progress: Progress, name: str, state: dict[str, Any]) -> None:
        self.progress, self.name, self.state = progress, name, state
        self.file: File | None = None

    def write(self, faults: Iterable[Fault]) -> None:
        """Write the faults of a step; the first brings the names of the columns."""
        rows = list(tables.fault_rows(faults))
        if not rows:
            return
        content = b"".join(tables.write_rows(rows, "csv"))
        if self.state["parts"]:
            content = content.split(b"\n", 1)[1]
        place_of(self._begun()).write(self.state["parts"], content, is_last=False)
        self.state["parts"] += 1

    def _begun(self) -> File:
        if self.file is None and self.state["file"]:
            with transaction.atomic():
                self.file = office_asks.files_named(self.progress.actor, [self.state["file"]]).get()
        if self.file is None:
            name = f"{self.name.rpartition('.')[0]}-{_('未导入的行')}.csv"
            self.file = office.file_begin(
                actor=self.progress.actor, name=name, kind="text/csv", purpose=KIND
            )
            self.state["file"] = str(self.file.pk)
        return self.file

    def finish(self) -> str:
        """Close the file; return its id."""
        file = self._begun()
        if file.state != File.State.READY:  # else: killed when all was done but to say so
            parts = self.state["parts"]
            place_of(file).write(parts, b"", is_last=True)
            until = clock.now() + KEEP
            office.file_finish(
                actor=self.progress.actor, file=file, parts=parts + 1, expires_at=until
            )
        return str(file.pk)


def _form(kind: str) -> str:
    if kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[kind]


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        yield from tables.read_rows(stream, _form(opened.file.kind))


def _lines(opened: office.Opened) -> int | None:
    """Return about how many rows a table has; None where that is not quickly known."""
    if _form(opened.file.kind) == "xlsx":
        return None
    return max(0, sum(piece.count(b"\n") for piece in opened.pieces()) - 1) or None


def _require_columns(what: str, chunk: Sequence[Row]) -> None:
    first = next((row for row in chunk if not row.fault), None)
    if first is None:
        return
    missing = [name for name in NEEDED[what] if name not in fields_of(first.values)]
    if missing:
        raise BadTable(_("表格缺少这些列：%(names)s") % {"names": "、".join(missing)}, field="file")


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy the file of faults of an import that was stopped; what was taken stays."""
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


def _told(result: Mapping[str, Any]) -> str:
    said = _(
        "共 %(rows)s 行：新增 %(added)s，变更 %(changed)s，没有变化 %(same)s，未导入 %(faulty)s"
    )
    return said % {name: f"{result.get(name, 0):,}" for name in COUNTED}


office.job_kind(KIND, run, label=gettext_lazy("导入涉税数据"), allow=allow, discard=discard,
                told=_told)  # fmt: skip
office.file_purpose(KIND, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
