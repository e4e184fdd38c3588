"""The tables of a report on identities, written as a job: sealed, page by page, each line once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from filings import policies, selectors
from filings.models import IdentityLine, IdentityReport
from filings.rules import catalogue
from filings.rules import identity as rules
from filings.rules.catalogue import Dataset, ReportKind
from filings.services.identity import A_MOMENT, JOB, ReportState
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors as office_asks
from office import services as office
from office.models import File
from office.rules.days import first_instant
from office.services.file import place_of
from office.services.progress import Progress
from office.services.tables import BOM, csv_part
from parties import services as parties

KEEP = timedelta(days=40)  # a term of a month, and some days to answer for it
PAGE = 500
STATE = IdentityReport.State
OPEN = (STATE.DUE, STATE.MADE, STATE.RELEASED)


@dataclass(slots=True)
class Place:
    """How far a run is: which round, which tables are whole, where in the one being written."""

    round: int
    done: list[dict[str, Any]]
    file: str = ""
    parts: int = 0
    after: str = ""
    rows: int = 0
    lacking: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Place":
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let whoever keeps the filings have a report made that was not submitted."""
    policies.require_keep(actor)
    selectors.identity_report_get(actor, UUID(arguments["report"]))


def make(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write every table of a report into a file of its own, and say what is missing.

    Law: O117-identity-report, D810-quarterly-report, M-tax-report
    """
    actor, report_id = progress.actor, UUID(arguments["report"])
    with transaction.atomic():
        report = selectors.identity_report_get(actor, report_id)
    if report.state not in OPEN:
        return {}
    kind = catalogue.reports()[report.kind]
    place = _place(progress, report)
    report.round = place.round
    for table in kind.sets[len(place.done) :]:
        _write(progress, report, kind, table, place)
    _finish(actor, report_id, place)
    return {}


def _place(progress: Progress, report: IdentityReport) -> Place:
    """Return where to go on; from nothing where somebody else has made it meanwhile, or what was
    written is gone."""
    with transaction.atomic():
        place = Place.of(progress.kept) if progress.kept else None
        if place is not None and place.round > report.round and not _is_gone(progress, place):
            return place
        discard(progress.actor, progress.kept)
        progress.restart()
        return Place(round=selectors.identity_round(progress.actor, report) + 1, done=[])


def _is_gone(progress: Progress, place: Place) -> bool:
    files = office_asks.files_named(progress.actor, _files(place))
    return files.filter(state=File.State.GONE).exists()


def _files(place: Place) -> list[str]:
    return [*(one["file"] for one in place.done), *([place.file] if place.file else [])]


def _write(
    progress: Progress, report: IdentityReport, kind: ReportKind, table: Dataset, place: Place
) -> None:
    file = _file_of(progress, report, table, place)
    where = place_of(file)
    while page := _page(progress.actor, report, table, place):
        lines = _told(progress.actor, report, kind, table, page)
        cells = [_cells(table, one, line.status) for one, line in lines]
        where.write(place.parts, csv_part(cells), is_last=False)
        place.parts, place.after = place.parts + 1, str(page[-1].id)
        place.rows += len(lines)
        place.lacking += sum(bool(line.missing) for _one, line in lines)
        progress.step(len(page))
        progress.checkpoint(place.kept())
    where.write(place.parts, b"", is_last=True)
    ends = clock.now() + KEEP
    if file.state != File.State.READY:
        office.file_finish(actor=progress.actor, file=file, parts=place.parts + 1, expires_at=ends)
    place.done.append(
        {"dataset": table.key, "file": place.file, "rows": place.rows, "lacking": place.lacking}
    )
    place.file, place.parts, place.after, place.rows, place.lacking = "", 0, "", 0, 0
    progress.checkpoint(place.kept())


def _file_of(progress: Progress, report: IdentityReport, table: Dataset, place: Place) -> File:
    """Return the file of the table that is being written; a new one where there is none yet."""
    if place.file:
        with transaction.atomic():
            found: File = office_asks.files_named(progress.actor, [place.file]).get()
            return found
    name = f"{report.kind}-{table.key}-{report.begins_on}-{report.number}.csv"
    file = office.file_begin(actor=progress.actor, name=name, kind="text/csv", purpose=JOB)
    place_of(file).write(0, BOM.encode() + csv_part([list(table.columns.values())]), is_last=False)
    place.file, place.parts = str(file.pk), 1
    progress.checkpoint(place.kept())
    return file


def _page(
    actor: Actor, report: IdentityReport, table: Dataset, place: Place
) -> list[parties.Identity]:
    after = UUID(place.after) if place.after else None
    ends = report.ends_on + timedelta(days=1)
    span = parties.Span(first_instant(report.begins_on), first_instant(ends), report.ends_on)
    with transaction.atomic():
        return parties.identities_of(actor=actor, who=table.key, span=span, after=after, most=PAGE)


Told = tuple[parties.Identity, IdentityLine]


def _told(
    actor: Actor,
    report: IdentityReport,
    kind: ReportKind,
    table: Dataset,
    page: list[parties.Identity],
) -> list[Told]:
    """Keep a line for everybody of a page who is to be told of; once, however often it is done."""
    with transaction.atomic():
        before = selectors.identity_told(actor, report, [one.id for one in page])
        lines = [(one, _line(report, table, one, before.get(one.id))) for one in page]
        if kind.is_delta:
            lines = [told for told in lines if told[1].status != "same"]
        IdentityLine.objects.bulk_create([line for _one, line in lines], ignore_conflicts=True)
    return lines


def _line(
    report: IdentityReport,
    table: Dataset,
    one: parties.Identity,
    before: tuple[bytes, str] | None,
) -> IdentityLine:
    return IdentityLine(
        tenant_id=report.tenant_id,
        report_id=report.pk,
        round=report.round,
        dataset=table.key,
        ref=one.id,
        party_id=one.party_id,
        status=rules.status_of(one.digest, has_ended=one.has_ended, before=before),
        missing=[name for name in table.needed if not one.values[name]],
        digest=one.digest,
    )


def _cells(table: Dataset, one: parties.Identity, status: str) -> list[str]:
    said = one.values | {"status": catalogue.report_statuses()[status]}
    return [said[name] for name in table.columns]


@transaction.atomic
def _finish(actor: Actor, report_id: UUID, place: Place) -> None:
    """Put the tables where the report had none or older ones, which are destroyed."""
    report = selectors.identity_report_get(actor, report_id, lock=True)
    if report.state not in OPEN:
        raise ReportState(str(_("这份报送已经提交，新生成的表没有采用。")))
    older = [UUID(one["file"]) for one in report.files]
    report.round, report.files = place.round, place.done
    report.counts = {
        one["dataset"]: {"rows": one["rows"], "lacking": one["lacking"]} for one in place.done
    }
    report.state, report.made_at, report.made_by_id = STATE.MADE, clock.now(), actor.user_id
    report.released_at = report.released_by_id = report.taken_at = report.taken_by_id = None
    report.save()
    for file_id in older:
        office.file_destroy(actor=actor, file_id=file_id)
    record.entry_append(
        actor=actor,
        action="filings.identity_made",
        subject=("identity_report", report.pk),
        clause=catalogue.reports()[report.kind].clause,
        data={
            "kind": report.kind,
            "period": f"{report.begins_on}/{report.ends_on}",
            "number": report.number,
            "round": report.round,
            "rows": sum(one["rows"] for one in place.done),
            "lacking": sum(one["lacking"] for one in place.done),
        },
    )


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of a report that is not wanted any more."""
    if not kept:
        return
    for file_id in _files(Place.of(kept)):
        office.file_destroy(actor=actor, file_id=UUID(file_id))


def may_open(actor: Actor, file: File) -> bool:
    """For a moment, the officer who said why he takes it."""
    report = selectors.identity_report_of_file(actor, file.pk)
    if report is None or report.taken_at is None or not policies.can_take(actor):
        return False
    return report.taken_by_id == actor.user_id and report.taken_at > clock.now() - A_MOMENT


office.job_kind(JOB, make, label=_("身份信息报送"), allow=allow, discard=discard)
office.file_purpose(
    JOB, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP, may_open=may_open)
)
