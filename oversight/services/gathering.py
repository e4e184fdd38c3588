"""What the apps below drafted for authorities becomes reports, at once; older ones later."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from complaints import selectors as complaints
from complaints.models import AuthorityReport
from complaints.rules import receipts
from filings import selectors as filings
from filings.models import IdentityReport
from livecompliance.kernel.actors import Actor
from office import services as office
from oversight import policies, selectors
from oversight.models import Dispatch
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.selectors.dispatch import SUBJECT
from oversight.services import noting
from oversight.services.approving import reworded
from oversight.services.drafting import Draft, drafted
from sanctions import selectors as sanctions
from sanctions.models import Report
from sanctions.selectors import words

Origin, State = Dispatch.Origin, Dispatch.State
BODIES = {"samr": "market", "cac": "cyberspace"}
PARTY = "party"
OTHERWISE = "已在原页面登记为另行报送"


@transaction.atomic
def dispatches_gather(*, actor: Actor) -> int:
    """Draft what waits in the apps below and has no report yet; return how many were looked at.

    Raises:
        Forbidden: somebody else than the product itself.
    """
    policies.require_carry(actor)
    waiting = list(sanctions.reports_queued(actor)[:500])
    sanctions_draft(actor, waiting)
    return len(waiting)


def sanctions_draft(actor: Actor, reports: Iterable[Report]) -> None:
    """Draft what is told of decisions: a correction goes where its report went.

    Law: M-account-sanctions, M-blacklist, O117-measure-report
    """
    for one in reports:
        key = f"sanction:{one.pk}"
        body, level = BODIES[one.authority], str(one.level)
        corrected = None
        if one.corrects_id is not None:
            corrected = selectors.dispatch_of_key(
                actor, f"sanction:{one.corrects_id}:{rules.REPORT}:{body}:{level}"
            )
        is_correction = one.kind == Report.Kind.CORRECTION and corrected is not None
        facts = {name: value for name, value in one.body.items() if name != PARTY}
        drafted(
            actor,
            Draft(
                key=key,
                origin=Origin.SANCTION,
                matter="sanction",
                title=f"处置措施报告 {one.body.get('number', '')}",
                ref=one.pk,
                to=routing.To(body=body, level=level),  # type: ignore[arg-type]
                kind=rules.CORRECTION if is_correction else rules.REPORT,
                clause=one.clause,
                facts=facts | {"is_correction": one.kind == Report.Kind.CORRECTION},
                text=_said(one),
                party_id=_uuid(one.body.get(PARTY)),
                corrects=corrected if is_correction else None,
            ),
        )


def _said(one: Report) -> str:
    """Return a decision in the words of the authorities, and how it ended where it fell."""
    row = one.sanction
    with override("zh-hans"):
        said = [words.reason(row), words.term(row), f"违反：{words.cited(row.clause)}"]
        if one.kind == Report.Kind.CORRECTION:
            said.append(f"更正：{words.ended(row)}")
        return "。".join(said) + "。"


def complaint_draft(actor: Actor, report: AuthorityReport) -> None:
    """Draft what is told of a complaint, or put the new words into the draft.

    Raises:
        NotNow: it was approved with other words; it is recalled first.

    Law: M-content-patrol
    """
    said = complaints.report_body(actor, report)
    row = drafted(
        actor,
        Draft(
            key=f"complaint:{report.pk}",
            origin=Origin.COMPLAINT,
            matter="content" if report.authority == "cyberspace" else "market",
            title=f"投诉核查报告 {receipts.shown(report.complaint.number)}",
            ref=report.pk,
            facts={"number": receipts.shown(report.complaint.number)},
            text=said,
            is_timed=False,  # the complaint's own term to report runs
        ),
    )[0]
    if selectors.text_of(actor, row) != said:
        reworded(actor, row, said)


def identity_draft(actor: Actor, report: IdentityReport) -> None:
    """Draft the handing in of the tables of identities; the filing's own clock runs.

    Law: O117-identity-report, M-tax-report
    """
    before = report.corrects_id
    corrected = _latest(actor, Origin.IDENTITY, before) if before else None
    drafted(
        actor,
        Draft(
            key=f"identity:{report.pk}",
            origin=Origin.IDENTITY,
            matter="identity" if report.kind == IdentityReport.Kind.MARKET else "tax",
            title=f"身份信息报送 {report.begins_on} 至 {report.ends_on}",
            ref=report.pk,
            kind=rules.CORRECTION if corrected else rules.REPORT,
            facts={
                "begins_on": f"{report.begins_on}",
                "ends_on": f"{report.ends_on}",
                "number": report.number,
                "counts": report.counts,
            },
            corrects=corrected,
            is_timed=False,
        ),
    )


def _latest(actor: Actor, origin: str, ref: UUID) -> Dispatch | None:
    held = selectors.dispatches_of(actor, origin, ref)
    return held[-1] if held else None


def otherwise(actor: Actor, origin: str, refs: Iterable[UUID]) -> None:
    """Leave reports that an officer made by other means: they are not sent a second time."""
    rows = Dispatch.objects.of(actor).filter(origin=origin, ref__in=list(refs))
    for row in rows.filter(state__in=[State.DRAFT, State.SECOND, State.FAILED, State.QUEUED]):
        row.state, row.available_at = State.DROPPED, None
        row.save(update_fields=["state", "available_at"])
        noting.step(actor, row, rules.DROP, "oversight.dispatch_dropped", note=OTHERWISE)
        office.clocks_close(actor=actor, subject=(SUBJECT, row.pk))


def identity_released(actor: Actor, report_id: UUID) -> None:
    """Draft what a released report is handed in by."""
    identity_draft(actor, filings.identity_report_get(actor, report_id))


def complaint_reported(actor: Actor, report_id: UUID) -> None:
    """Draft what is told of a complaint."""
    complaint_draft(actor, complaints.report_get(actor, report_id))


def _uuid(text: object) -> UUID | None:
    return UUID(str(text)) if text else None
