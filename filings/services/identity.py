"""Who operates and markets on the platform, reported to the authorities that the law names."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Tenant
from filings import policies, selectors
from filings.events import IdentityReleased, IdentitySubmitted
from filings.models import IdentityReport
from filings.rules import catalogue
from filings.rules import identity as rules
from filings.services import terms
from filings.services.evidence import evidence_of
from filings.services.text import plain
from ledger import services as record
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import selectors as shelves
from office import services as office
from office.rules.days import first_instant
from office.services.file import place_of
from parties import selectors as parties

STATE, KIND = IdentityReport.State, IdentityReport.Kind
JOB = FIELD = "identity_report"
TAKEN = "filings.identity_taken"
SUBMITTED = "identity.submitted"
CORRECTION, CORRECT_WITHIN = "A15-correction", "correct_within"
CORRECT_D, CORRECT_SETTING = 30, "identity_correct_d"  # for the market regulator: no number of law
A_MOMENT = timedelta(minutes=1)  # within which whoever said why takes a table


parties.looks_register(TAKEN)


class ReportState(Conflict):
    """A report is not where it would have to be for this."""

    code = "identity_report_state"


@transaction.atomic
def identity_reports_open(*, actor: Actor) -> list[IdentityReport]:
    """Open what is to be reported of the last half-year and the last quarter, once; have it made.

    An agency or merchant has no such duty: what Order 810 asks of it is about incomes. A platform
    that came to the product after the last day of a term reported that period by other means.

    Law: O117-identity-report, D810-quarterly-report, M-tax-report
    """
    policies.require_keep(actor)
    tenant = accounts.tenant_get(actor)
    if tenant.kind == Tenant.Kind.AGENCY:
        return []
    joined_on = clock.to_date(tenant.created_at)
    fresh = []
    for kind, period in selectors.identity_periods(clock.today()).items():
        if joined_on <= period.due_on:
            report, made = _opened(actor, kind, period)
            fresh += [report] if made else []
    for report in fresh:
        office.job_start(actor=actor, kind=JOB, arguments={"report": str(report.pk)})
    return fresh


def _opened(actor: Actor, kind: str, period: rules.Period) -> tuple[IdentityReport, bool]:
    report, made = IdentityReport.objects.of(actor).get_or_create(
        tenant_id=actor.tenant_id,
        kind=kind,
        begins_on=period.begins_on,
        number=1,
        defaults={
            "ends_on": period.ends_on,
            "opens_on": period.opens_on,
            "due_on": period.due_on,
        },
    )
    if made:
        _note(actor, report, "filings.identity_opened", {"due_on": f"{period.due_on}"})
        _clock(actor, report)
    return report, made


@transaction.atomic
def identity_report_begin(*, actor: Actor, kind: str) -> IdentityReport:
    """Open the report of the last period by hand: of a platform that came after its term.

    Raises:
        Forbidden: only officers may.
        Invalid: no such report.

    Law: O117-identity-report, M-tax-report
    """
    policies.require_keep(actor)
    period = selectors.identity_periods(clock.today()).get(kind)
    if period is None:
        raise Invalid(_("没有这种报送。"), field="kind")
    return _opened(actor, kind, period)[0]


@transaction.atomic
def identity_report_make(*, actor: Actor, report_id: UUID) -> UUID:
    """Have the tables written, or written anew, while nothing was submitted; return the job.

    Raises:
        Forbidden: only officers may.
        NotFound: no such report in the tenant.
        ReportState: it was submitted.
    """
    policies.require_keep(actor)
    report = selectors.identity_report_get(actor, report_id)
    _require(report, STATE.DUE, STATE.MADE, STATE.RELEASED)
    job = office.job_start(actor=actor, kind=JOB, arguments={"report": str(report.pk)})
    found: UUID = job.pk
    return found


@transaction.atomic
def identity_report_release(*, actor: Actor, report_id: UUID) -> IdentityReport:
    """Let what was made leave the house, as a second person who answers for it.

    A report names minors too: nobody of the staff opens their data alone.

    Raises:
        Forbidden: not the security administrator, or he had it made himself.
        NotFound: no such report in the tenant.
        ReportState: nothing was made, or it was released already.

    Law: MNP-access, O117-identity-report
    """
    report = selectors.identity_report_get(actor, report_id, lock=True)
    person = policies.require_release(actor, report)
    _require(report, STATE.MADE)
    report.state, report.released_at, report.released_by_id = STATE.RELEASED, clock.now(), person
    report.save(update_fields=["state", "released_at", "released_by"])
    _note(actor, report, "filings.identity_released", {"round": report.round})
    events.publish(IdentityReleased(actor, report.pk, report.kind))
    return report


@transaction.atomic
def identity_report_take(
    *, actor: Actor, report_id: UUID, dataset: str, reason: str, step_up: str
) -> str:
    """Give the ticket for one table of a released report, after somebody said why.

    Raises:
        Forbidden: only officers in person may.
        NotFound: no such report or table, or its time is over.
        ReportState: nobody released it.
        Invalid: no reason.

    Law: PIPL-security-measures, MNP-access
    """
    policies.require_take(actor)
    report = selectors.identity_report_get(actor, report_id, lock=True)
    _require(report, STATE.RELEASED, STATE.SUBMITTED)
    file_id = file_of(report, dataset)
    report.taken_at, report.taken_by_id = clock.now(), actor.user_id
    report.save(update_fields=["taken_at", "taken_by"])
    data: dict[str, Any] = {
        "dataset": dataset,
        "reason": plain(reason, "reason", most=200, least=2),
    }
    data |= {"field": FIELD, "step_up": step_up, "round": report.round}
    _note(actor, report, TAKEN, data, clause="MNP-access")
    return office.file_ticket_issue(actor=actor, file_id=file_id)


@transaction.atomic
def identity_report_submit(
    *,
    actor: Actor,
    report_id: UUID,
    on: date,
    authority: str,
    receipt: str,
    evidence: UUID | None = None,
) -> IdentityReport:
    """Write down that a report was handed in: on which day, to whom, with what receipt.

    Raises:
        Forbidden: only officers may.
        NotFound: no such report, or no such file of evidence, in the tenant.
        ReportState: it was not released, or was submitted already.
        Invalid: no authority or receipt, or a day before the period ended or after today.

    Law: O117-identity-report, D810-quarterly-report, M-tax-report
    """
    policies.require_keep(actor)
    report = selectors.identity_report_get(actor, report_id, lock=True)
    _require(report, STATE.RELEASED)
    if not report.ends_on < on <= clock.today():
        raise Invalid(_("报送日期应在报送期结束之后，不能晚于今天。"), field="on")
    report.authority = plain(authority, "authority", most=120, least=2)
    report.receipt = receipt.strip()[:80]
    if not report.receipt:
        raise Invalid(_("请填写回执号或受理编号。"), field="receipt")
    report.evidence = evidence_of(actor, evidence)
    report.state, report.submitted_on, report.submitted_by_id = STATE.SUBMITTED, on, actor.user_id
    report.save()
    if report.corrects_id is not None:
        IdentityReport.objects.of(actor).filter(pk=report.corrects_id).update(state=STATE.CORRECTED)
    _heard(actor, report, on)
    data = {"on": f"{on}", "authority": report.authority}
    _note(actor, report, "filings.identity_submitted", data)
    events.publish(IdentitySubmitted(actor, report.pk))
    return report


@transaction.atomic
def identity_report_correct(
    *, actor: Actor, report_id: UUID, found_on: date, reason: str
) -> IdentityReport:
    """Open the correction of a report in which a mistake was found; what was submitted stays.

    The tax authority is told within thirty days of the discovery; for the market regulator the
    law names no term, and the platform's own holds.

    Raises:
        Forbidden: only officers may.
        NotFound: no such report in the tenant.
        ReportState: it was not submitted, or is being corrected already.
        Invalid: no reason, or a day before it was submitted or after today.

    Law: A15-correction, O117-identity-report
    """
    policies.require_keep(actor)
    report = selectors.identity_report_get(actor, report_id, lock=True)
    _require(report, STATE.SUBMITTED)
    if selectors.identity_report_list(actor).filter(corrects=report).exists():
        raise ReportState(_("这份报送正在更正。"))
    if report.submitted_on is None or not report.submitted_on <= found_on <= clock.today():
        raise Invalid(_("发现日期不能早于报送日期，也不能晚于今天。"), field="found_on")
    days = terms.own(actor, CORRECT_SETTING, CORRECT_D)
    if report.kind == KIND.TAX:
        days = int(law.clause(CORRECTION, found_on).number(CORRECT_WITHIN))
    fresh = IdentityReport(
        tenant_id=actor.tenant_id,
        kind=report.kind,
        begins_on=report.begins_on,
        ends_on=report.ends_on,
        opens_on=found_on,
        due_on=found_on + timedelta(days=days),
        number=report.number + 1,
        corrects=report,
        found_on=found_on,
        reason=plain(reason, "reason", most=200, least=4),
    )
    fresh.save(force_insert=True)
    data = {"found_on": f"{found_on}", "reason": fresh.reason, "due_on": f"{fresh.due_on}"}
    clause = CORRECTION if report.kind == KIND.TAX else ""
    _note(actor, fresh, "filings.identity_corrected", data, clause=clause)
    _clock(actor, fresh)
    return fresh


def identity_tables(*, actor: Actor, report_id: UUID) -> list[tuple[str, office.Opened]]:
    """Return the tables of a released report, for whoever sends it; nothing is read yet.

    Raises:
        Forbidden: only officers and the product itself may.
        NotFound: no such report, or its files are gone.
        ReportState: nobody released it.

    Law: O117-identity-report
    """
    policies.require_keep(actor)
    report = selectors.identity_report_get(actor, report_id)
    _require(report, STATE.RELEASED, STATE.SUBMITTED, STATE.CORRECTED)
    wanted = {one["dataset"]: one["file"] for one in report.files}
    held = {str(one.pk): one for one in shelves.files_named(actor, list(wanted.values()))}
    return [
        (name, office.Opened(held[file], "", place_of(held[file]))) for name, file in wanted.items()
    ]


def file_of(report: IdentityReport, dataset: str) -> UUID:
    """Return the file of one table.

    Raises:
        Invalid: the report has no such table.
    """
    for one in report.files:
        if one["dataset"] == dataset:
            return UUID(one["file"])
    raise Invalid(_("这份报送没有这张表。"), field="dataset")


def clause_of(report: IdentityReport) -> str:
    """Return the clause that asks for a report."""
    return catalogue.reports()[report.kind].clause


def _require(report: IdentityReport, *states: str) -> None:
    if report.state not in states:
        raise ReportState(
            _("这份报送现在是“%(state)s”，不能这样做。") % {"state": _(report.get_state_display())},
            state=report.state,
        )


def _heard(actor: Actor, report: IdentityReport, on: date) -> None:
    """Let the term be met on the day on which it was done, though it is written down later."""
    subject, at = (terms.IDENTITY, report.pk), first_instant(on + timedelta(days=1))
    at = min(clock.now(), at - timedelta(seconds=1))
    if not office.clocks_hear(actor=actor, subject=subject, act=SUBMITTED, at=at):
        office.clocks_hear(actor=actor, subject=subject, act=SUBMITTED)


def _clock(actor: Actor, report: IdentityReport) -> None:
    policy = terms.until(report.due_on, clause_of(report), SUBMITTED)
    if policy is not None:
        kind = terms.CORRECT if report.corrects_id else terms.REPORT_IDENTITY
        subject = (terms.IDENTITY, report.pk)
        office.clock_start(actor=actor, subject=subject, kind=kind, policy=policy)


def _note(
    actor: Actor, report: IdentityReport, action: str, data: dict[str, Any], clause: str = ""
) -> None:
    of = {"kind": report.kind, "period": f"{report.begins_on}/{report.ends_on}",
          "number": report.number}  # fmt: skip
    record.entry_append(
        actor=actor,
        action=action,
        subject=("identity_report", report.pk),
        clause=clause or clause_of(report),
        data=of | data,
    )
