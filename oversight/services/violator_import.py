"""A table of an authority's list is taken in, row by row; what was not taken comes in a file."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.models import File
from office.services import kinds, tables
from office.services.progress import Progress
from office.services.tables import Column, Fault, Row
from oversight import policies
from oversight.models import ViolatorList
from oversight.rules import violators as rules
from oversight.rules.violators import Listed
from oversight.services import violator

IMPORT = "violator_import"
STEP, KEEP = 500, timedelta(days=90)
FORMS = {form: name for name, form in tables.FORMS.items()}


@transaction.atomic
def violators_import(
    *, actor: Actor, file_id: UUID, name: str, effect: str, is_whole: bool = False
) -> ViolatorList:
    """Order that a table of an authority's list is taken in, as a version of that list.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Args:
        is_whole: whoever is not in the table was taken off the list.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such file for this actor. Invalid: the file is no table, no name, no effect.

    Law: M-live-verification
    """
    policies.require_keep_violators(actor)
    opened = office.file_open(actor=actor, file_id=file_id)
    _form(opened.file.kind)
    version = violator.list_begin(actor, name=name, effect=effect, is_whole=is_whole)
    version.file = opened.file
    given = {"version": str(version.pk), "file": str(file_id)}
    version.job = office.job_start(actor=actor, kind=IMPORT, arguments=given)
    version.save(update_fields=["file", "job"])
    return version


def violators_table(*, actor: Actor, stream: BinaryIO, name: str) -> File:
    """Keep a table that is taken in next.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid, TooLarge: it is no table that is taken.
    """
    policies.require_keep_violators(actor)
    return office.file_store(actor=actor, stream=stream, name=name, purpose=IMPORT)


def _form(kind: str) -> str:
    if kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[kind]


def bring_in(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table into the list, some rows at a time; then say which were not taken.

    What was taken between the last place that was kept and a kill is read again and is there once.
    A whole list takes nobody off while one of its rows could not be read.
    """
    actor = progress.actor
    with transaction.atomic():
        opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
        version = ViolatorList.objects.of(actor).get(pk=arguments["version"])
    kept = {"after": 0, "rows": 0, "added": 0, "faults": 0} | dict(progress.kept)
    rows = (row for row in _rows(opened) if row.line > int(kept["after"]))
    while chunk := list(islice(rows, STEP)):
        faults: list[Fault] = []
        named = _read(chunk, faults)
        with transaction.atomic():
            policies.require_keep_violators(actor)
            added = violator.violators_store(actor, version, named)
        kept["after"], kept["rows"] = chunk[-1].line, kept["rows"] + len(chunk)
        kept["added"] += len(added)
        kept["faults"] += len({one.line for one in faults})
        progress.step(len(chunk))
        progress.checkpoint(kept)
    counts = {one: int(kept[one]) for one in ("rows", "added", "faults")}
    told: dict[str, str] = {}
    if counts["faults"]:
        told = office.faults_store(actor, opened, _rows(opened), _read, purpose=IMPORT, keep=KEEP)
    with transaction.atomic():
        counts["lifted"] = _concluded(actor, version, counts, told.get("file"))
    return counts | told


def _concluded(
    actor: Actor, version: ViolatorList, counts: Mapping[str, int], fault_file: str | None
) -> int:
    is_sure = version.is_whole and not counts["faults"] and counts["rows"] > 0
    gone = violator.violators_missing_lift(actor, version) if is_sure else 0
    version.rows, version.added, version.lifted = counts["rows"], counts["added"], gone
    version.faults, version.fault_file = counts["faults"], UUID(fault_file) if fault_file else None
    version.done_at = clock.now()
    version.save()
    record.entry_append(
        actor=actor,
        action="oversight.violators_imported",
        subject=("tenant", actor.tenant_id),
        clause=violator.CLAUSE,
        data={"list": version.name, "lifted": gone, **counts},
    )
    return gone


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        for row in tables.read_rows(stream, _form(opened.file.kind)):
            said = {rules.CALLED.get(key.strip(), key.strip()): v for key, v in row.values.items()}
            yield row._replace(values=said)


def _read(rows: Iterable[Row], faults: list[Fault]) -> list[Listed]:
    """Return what whole rows say; note what is wrong with the others."""
    found: list[Listed] = []
    for line, values in tables.check_rows(rows, _columns(), faults.append):
        given: dict[str, Any] = {one: values.get(one) or "" for one in rules.COLUMNS}
        try:
            found.append(violator.settled(Listed(**given | {"until": values.get("until")})))
        except Invalid as fault:
            faults.append(Fault(line, str(fault.extra.get("field", "")), "", fault.message))
    return found


def _columns() -> list[Column]:
    parsers = {
        "uscc": _worded("uscc", lambda text: rules.code_of(text, clock.today())),
        "since": _worded("since", rules.day_of),
        "until": _worded("until", rules.day_of),
    }
    return [Column(one, parsers.get(one, str), one in rules.REQUIRED) for one in rules.COLUMNS]


def _worded(field: str, parse: Any) -> Any:
    """Let a parser say in words what is wrong."""

    def parsed(text: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            raise ValueError(violator.fault_words(field)) from None

    return parsed


def _allow(actor: Actor, _arguments: Mapping[str, Any]) -> None:
    policies.require_keep_violators(actor)


def may_open(actor: Actor, file: File) -> bool:
    """Officers open the tables that were taken in, and what was wrong with them."""
    return policies.can_keep_violators(actor)


office.file_purpose(
    IMPORT,
    office.Purpose(
        kinds=frozenset(kinds.TABLES), most_bytes=64 << 20, keep=KEEP, may_open=may_open
    ),
)
office.job_kind(IMPORT, bring_in, label=gettext_lazy("导入严重违法名单"), allow=_allow)
