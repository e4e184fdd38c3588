"""A table of standards is taken in, row by row; what was not taken comes in a file."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filings import policies
from filings.models import Standard
from filings.rules import standards as rules
from filings.rules.standards import Entry
from filings.services import standard
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.models import File, Job
from office.services import kinds, tables
from office.services.progress import Progress
from office.services.tables import Column, Fault, Row

IMPORT = "standard_import"
STEP, KEEP = 200, timedelta(days=90)
FORMS = {form: name for name, form in tables.FORMS.items()}
FAULTS = {
    "kind": gettext_lazy("类别须是：强制性国家标准、国家标准、行业标准、地方标准、团体标准。"),
    "since": gettext_lazy("日期写成 2026-01-31。"),
    "until": gettext_lazy("日期写成 2026-01-31。"),
}


def standards_table(*, actor: Actor, stream: BinaryIO, name: str) -> File:
    """Keep a table that is taken in next.

    Raises:
        Forbidden: no officer. Invalid, TooLarge: it is no table that is taken.
    """
    policies.require_keep(actor)
    return office.file_store(actor=actor, stream=stream, name=name, purpose=IMPORT)


@transaction.atomic
def standards_import(*, actor: Actor, file_id: UUID) -> Job:
    """Order that a table of standards is taken into the register.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: no officer. NotFound: no such file for this actor. Invalid: it is no table.

    Law: M-content-staff
    """
    policies.require_keep(actor)
    opened = office.file_open(actor=actor, file_id=file_id)
    _form(opened.file.kind)
    return office.job_start(actor=actor, kind=IMPORT, arguments={"file": str(file_id)})


def _form(kind: str) -> str:
    if kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[kind]


def bring_in(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table into the register, some rows at a time; then say which were not taken.

    What was taken before a kill is read again, and is there once.
    """
    actor = progress.actor
    with transaction.atomic():
        opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
    kept = {"after": 0, "rows": 0, "added": 0, "faults": 0} | dict(progress.kept)
    rows = (row for row in _rows(opened) if row.line > int(kept["after"]))
    while chunk := list(islice(rows, STEP)):
        faults: list[Fault] = []
        read = _read(chunk, faults)
        with transaction.atomic():
            policies.require_keep(actor)
            known = set(Standard.objects.of(actor).values_list("code", flat=True))
            for entry in read:
                standard.recorded(actor, entry)
        kept["after"], kept["rows"] = chunk[-1].line, kept["rows"] + len(chunk)
        kept["added"] += len({one.code for one in read} - known)
        kept["faults"] += len({one.line for one in faults})
        progress.step(len(chunk))
        progress.checkpoint(kept)
    counts = {name: kept[name] for name in ("rows", "added", "faults")}
    if not kept["faults"]:
        return counts
    return counts | office.faults_store(
        actor, opened, _rows(opened), _read, purpose=IMPORT, keep=KEEP
    )


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        for row in tables.read_rows(stream, _form(opened.file.kind)):
            said = {rules.CALLED.get(key.strip(), key.strip()): v for key, v in row.values.items()}
            yield row._replace(values=said)


def _read(rows: Iterable[Row], faults: list[Fault]) -> list[Entry]:
    """Return what whole rows say; note what is wrong with the others."""
    found: list[Entry] = []
    for line, values in tables.check_rows(rows, _columns(), faults.append):
        given: dict[str, Any] = {one: values.get(one) or "" for one in rules.COLUMNS}
        days = {one: values.get(one) or None for one in ("since", "until")}
        try:
            found.append(standard.settled(Entry(**given | days)))
        except Invalid as fault:
            faults.append(Fault(line, str(fault.extra.get("field", "")), "", fault.message))
    return found


def _columns() -> list[Column]:
    parsers = {"kind": rules.kind_of, "since": rules.day_of, "until": rules.day_of}
    return [
        Column(one, _worded(one, parsers[one]) if one in parsers else str, one in rules.REQUIRED)
        for one in rules.COLUMNS
    ]


def _worded(field: str, parse: Any) -> Any:
    """Let a parser say in words what is wrong."""

    def parsed(text: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            raise ValueError(str(FAULTS[field])) from None

    return parsed


def _allow(actor: Actor, _arguments: Mapping[str, Any]) -> None:
    policies.require_keep(actor)


def may_open(actor: Actor, file: File) -> bool:
    """Officers open the tables that were taken in, and what was wrong with them."""
    return policies.can_keep(actor)


office.file_purpose(
    IMPORT,
    office.Purpose(kinds=frozenset(kinds.TABLES), most_bytes=8 << 20, keep=KEEP, may_open=may_open),
)
office.job_kind(IMPORT, bring_in, label=gettext_lazy("导入标准"), allow=_allow)
