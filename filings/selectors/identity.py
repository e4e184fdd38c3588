"""Ask about the reports on who operates and markets on the platform."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from filings import policies
from filings.models import IdentityLine, IdentityReport
from filings.rules import identity as rules
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from office.models import File

TOLD = (IdentityReport.State.SUBMITTED, IdentityReport.State.CORRECTED)
MOST = 200
PERIODS = {
    IdentityReport.Kind.MARKET.value: ("O117-identity-report", rules.half_year),
    IdentityReport.Kind.TAX.value: ("D810-quarterly-report", rules.quarter),
}


def identity_periods(today: date) -> dict[str, rules.Period]:
    """Return what is to be reported on a day, or was last, by the kind of report.

    Law: O117-identity-report, D810-quarterly-report
    """
    return {kind: of(law.clause(clause, today), today) for kind, (clause, of) in PERIODS.items()}


def identity_next(today: date) -> dict[str, rules.Period]:
    """Return what is to be reported after that."""
    return {
        kind: identity_periods(rules.following(period))[kind]
        for kind, period in identity_periods(today).items()
    }


def identity_files_there(actor: Actor, report: IdentityReport) -> set[str]:
    """Return which tables of a report were not destroyed yet, as ids of files."""
    held = [one["file"] for one in report.files]
    found = office.files_named(actor, held).filter(state=File.State.READY)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def identity_report_list(actor: Actor) -> TenantQuerySet[IdentityReport]:
    """Return the reports, the newest period first."""
    policies.require_see(actor)
    return IdentityReport.objects.of(actor).order_by("-begins_on", "kind", "-number")


def identity_report_get(actor: Actor, report_id: UUID, *, lock: bool = False) -> IdentityReport:
    """Return one report.

    Raises:
        NotFound: no such report in the tenant.
    """
    rows = identity_report_list(actor)
    rows = rows.select_for_update() if lock else rows.select_related(
        "made_by", "released_by", "submitted_by", "corrects"
    )  # fmt: skip
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise NotFound(_("没有这份报送。"))
    return found


def identity_report_of_file(actor: Actor, file_id: UUID) -> IdentityReport | None:
    """Return the report that a file is a table of."""
    rows = IdentityReport.objects.of(actor).filter(files__contains=[{"file": str(file_id)}])
    return rows.first()


def identity_lines(actor: Actor, report: IdentityReport) -> TenantQuerySet[IdentityLine]:
    """Return the lines of a report as it was made last."""
    policies.require_see(actor)
    return IdentityLine.objects.of(actor).filter(report=report, round=report.round)


def identity_round(actor: Actor, report: IdentityReport) -> int:
    """Return the highest number under which lines of a report were ever written."""
    rows = IdentityLine.objects.of(actor).filter(report=report).order_by("-round")
    return max(report.round, rows.values_list("round", flat=True).first() or 0)


def identity_lines_wanting(actor: Actor, report: IdentityReport) -> list[IdentityLine]:
    """Return the first lines that lack something the authority is to be told.

    Law: O117-identity-report
    """
    lines = identity_lines(actor, report).exclude(missing=[]).select_related("party")
    return list(lines.order_by("dataset", "ref")[:MOST])


def identity_told(
    actor: Actor, report: IdentityReport, refs: Collection[UUID]
) -> dict[UUID, tuple[bytes, str]]:
    """Return how each line stood in the last report of this kind that was submitted before."""
    rows = IdentityLine.objects.of(actor).filter(
        ref__in=list(refs),
        report__kind=report.kind,
        report__state__in=TOLD,
        round=F("report__round"),
    )
    rows = rows.exclude(report=report).order_by("report__begins_on", "report__number")
    return {ref: (bytes(digest), status) for ref, digest, status in
            rows.values_list("ref", "digest", "status")}  # fmt: skip


def identity_reports_naming(actor: Actor, party_id: UUID) -> list[IdentityLine]:
    """Return in which submitted reports somebody stands, for the copy of his own data.

    Law: PIPL-access
    """
    rows = IdentityLine.objects.of(actor).filter(party_id=party_id, report__state__in=TOLD)
    rows = rows.filter(round=F("report__round")).select_related("report")
    return list(rows.order_by("-report__begins_on", "dataset"))
