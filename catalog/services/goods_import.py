"""Goods out of a table, row by row: a job, however long the table is.

A step is a transaction; after it the place is kept, with the part of the file of faults that was
written. What lies between the last of them and a kill is read again: twice is once.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies
from catalog.rules import table
from catalog.rules.goods import Fault as ItemFault
from catalog.selectors.faults import said
from catalog.services.product import Checked, Source, products_check
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services import kinds, tables
from office.services.piecewise import Piecewise
from office.services.progress import Progress
from office.services.tables import BadTable, Fault, Row

KIND = "goods_import"
STEP, KEEP = 500, timedelta(days=90)
FORMS = {form: name for name, form in tables.FORMS.items()}
EMPTY: dict[str, Any] = {
    "after": 0,
    "rows": 0,
    "kept": 0,
    "faults": 0,
    "warnings": 0,
    "file": "",
    "parts": 0,
}
COUNTED = ("rows", "kept", "faults", "warnings")


@transaction.atomic
def products_import(*, actor: Actor, file_id: UUID) -> Job:
    """Order that the rows of a table are judged and kept.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: the actor may not hand goods in.
        NotFound: no such file for this actor.
        Invalid: the file is no table.

    Law: M-rules-and-catalogue
    """
    policies.require_submit(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"file": str(file_id)})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever may hand goods in read a table of his own."""
    policies.require_submit(actor)
    file_id = UUID(arguments["file"])
    _form(office_asks.file_get(actor, file_id).kind)
    office.file_open(actor=actor, file_id=file_id)


def bring_in(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table from the place that was kept on; then say which rows were not taken."""
    with transaction.atomic():
        opened = office.file_open(actor=progress.actor, file_id=UUID(arguments["file"]))
    state = EMPTY | progress.kept
    if not progress.kept:
        progress.total(_lines(opened))
    name = f"{opened.name.rpartition('.')[0]}-{_('未导入的行')}.csv"
    log = Piecewise(progress.actor, state, name=name, purpose=KIND)
    rows = (row for row in _rows(opened) if row.line > state["after"])
    while chunk := list(islice(rows, STEP)):
        if not state["after"]:
            _require_columns(chunk)
        faults = _take(progress, chunk, state)
        state["rows"] += len(chunk)
        state["after"] = chunk[-1].line
        log.write(tables.fault_rows(faults))
        progress.step(len(chunk))
        progress.checkpoint(state)
    counts = {name: state[name] for name in COUNTED}
    return counts | ({"file": log.finish(KEEP)} if state["file"] else {})


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


def _require_columns(chunk: Sequence[Row]) -> None:
    first = next((row for row in chunk if not row.fault), None)
    if first is not None and not table.is_of_goods(first.values):
        raise BadTable(_("表格须有“编号”和“名称”两列。"), field="file")


def _take(progress: Progress, chunk: Sequence[Row], state: dict[str, Any]) -> list[Fault]:
    """Judge and keep the rows of one step; return what is wrong, in the order of the table."""
    whole = [row for row in chunk if not row.fault]
    source = Source(progress.job.pk, [row.line for row in whole])
    found = products_check(
        actor=progress.actor,
        items=[table.item_of(row.values) for row in whole],
        is_kept=True,
        source=source,
    )
    faults = [Fault(row.line, "", "", row.fault) for row in chunk if row.fault]
    for row, one in zip(whole, found.answers, strict=True):
        told = list(_told(row, one))
        state["warnings"] += 0 if one.fault else len(told)
        state["kept"] += one.fault is None
        faults += told
    state["faults"] += len(chunk) - sum(one.fault is None for one in found.answers)
    return sorted(faults, key=lambda fault: fault.line)


def _told(row: Row, one: Checked) -> Iterator[Fault]:
    if one.fault:
        yield _fault(row, one.fault, said(one.fault))
    for doubt in one.doubts if not one.fault else ():
        yield _fault(row, doubt, _("已导入。%(said)s") % {"said": said(doubt)})


def _fault(row: Row, fault: ItemFault, words: str) -> Fault:
    column = next((one for one in row.values if table.field_of(one) == fault.field), fault.field)
    return Fault(row.line, column, str(row.values.get(column, "")), words)


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy the file of faults of an import that was stopped; what was taken stays."""
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


office.job_kind(KIND, bring_in, label=gettext_lazy("导入商品"), allow=allow, discard=discard)
office.file_purpose(KIND, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP))
