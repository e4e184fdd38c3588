"""Reports of an incident: the first, supplements, the final one; drafted here, sent above."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.events import IncidentReportDrafted, IncidentToldOtherwise
from filings.models import Incident, IncidentReport
from filings.rules import incidents as rules
from filings.services.incident_note import note, step_add
from filings.services.text import chosen, plain
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict

Stage = IncidentReport.Stage


class ReportOutOfOrder(Conflict):
    """A supplement follows the first report; a final one, the handling."""

    code = "incident_report_out_of_order"


@transaction.atomic
def incident_report_draft(
    *, actor: Actor, incident_id: UUID, stage: str, text: str
) -> IncidentReport:
    """Draft a report of an incident, or word anew the one that has not left.

    It goes to the outbox, where officers approve it; that of an exercise goes nowhere.

    Raises:
        Forbidden: only officers may.
        NotFound: no such incident in the tenant.
        ReportOutOfOrder: there is nothing to supplement yet, or it is not handled.
        Invalid: no such stage, no words, or they hold somebody's number.

    Law: NIR-report-4h, NIR-contents, NIR-final-report
    """
    policies.require_keep(actor)
    row = selectors.incident_get(actor, incident_id, lock=True)
    chosen(stage, rules.STAGES, "stage")
    said = plain(text, "text", most=4000, least=10)
    _require_order(actor, row, stage)
    report = selectors.report_waiting(actor, row, stage)
    if report is None:
        return _made(actor, row, stage, said)
    report.text = said
    report.save(update_fields=["text"])
    _announce(actor, row, report)
    return report


def _require_order(actor: Actor, row: Incident, stage: str) -> None:
    done = selectors.steps_done(actor, row)
    if stage == Stage.FIRST and rules.TOLD in done:
        raise ReportOutOfOrder(_("首次报告已经发出，请起草续报。"))
    if stage == Stage.SUPPLEMENT and not selectors.report_list(actor, row).exists():
        raise ReportOutOfOrder(_("还没有首次报告，请先起草首次报告。"))
    if stage == Stage.FINAL and (rules.FINAL in done or "handled" not in done):
        raise ReportOutOfOrder(_("处置结束后才能起草总结报告，且只有一份。"))


def first_drafted(actor: Actor, row: Incident) -> None:
    """Draft the first report of an incident that has none: what is known at the moment."""
    if not selectors.report_list(actor, row).filter(stage=Stage.FIRST).exists():
        _made(actor, row, Stage.FIRST, "")


def reports_renew(actor: Actor, row: Incident) -> None:
    """Let reports that have not left say what is known now.

    Law: NIR-contents
    """
    for report in selectors.report_list(actor, row).filter(sent_at=None):
        _announce(actor, row, report)


def told_otherwise(actor: Actor, row: Incident, kind: str, at: datetime) -> None:
    """Mark reports of a stage as made by other means: they do not leave a second time."""
    stage = Stage.FIRST if kind == rules.TOLD else Stage.FINAL
    waiting = list(selectors.report_list(actor, row).filter(stage=stage, sent_at=None))
    for report in waiting:
        report.sent_at = at
        report.save(update_fields=["sent_at"])
    if waiting and not row.is_drill:
        ids = tuple(one.pk for one in waiting)
        events.publish(IncidentToldOtherwise(actor, ids))


@transaction.atomic
def incident_report_sent(*, actor: Actor, report_id: UUID, at: datetime) -> IncidentReport:
    """Write down that a report left for everybody whom it was for; its clock is met then.

    Raises:
        Forbidden: neither an officer nor the product. NotFound: no such report.

    Law: NIR-report-4h, NIR-final-report
    """
    policies.require_keep(actor)
    report = selectors.report_get(actor, report_id, lock=True)
    if report.sent_at is not None:
        return report
    row = selectors.incident_get(actor, report.incident_id, lock=True)
    report.sent_at = at
    report.save(update_fields=["sent_at"])
    step = rules.STEP_OF[report.stage]
    step_add(actor, row, step, min(max(at, row.discovered_at), clock.now()), "")
    return report


def _made(actor: Actor, row: Incident, stage: str, text: str) -> IncidentReport:
    number = selectors.report_list(actor, row).filter(stage=stage).count() + 1
    report = IncidentReport.objects.create(
        tenant_id=actor.tenant_id,
        incident=row,
        stage=stage,
        number=number,
        text=text,
        drafted_at=clock.now(),
        drafted_by_id=actor.user_id,
    )
    data = {"stage": stage, "number": number, "drill": row.is_drill}
    note(actor, row, "filings.incident_report_drafted", data)
    _announce(actor, row, report)
    return report


def _announce(actor: Actor, row: Incident, report: IncidentReport) -> None:
    if not row.is_drill:
        events.publish(IncidentReportDrafted(actor, report.pk))
