"""What oversight listens to: drafts for authorities become reports; documents meet their lists."""

from uuid import UUID

from complaints.events import ReportDrafted, ReportsMade
from filings.events import (
    IdentityReleased,
    IdentitySubmitted,
    IncidentLinked,
    IncidentReportDrafted,
    IncidentToldOtherwise,
)
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.events import subscribe
from livecompliance.kernel.retention import Destroyed
from livecompliance.kernel.tenancy import acting
from moderation import selectors as moderation
from moderation.events import MeasureReleased
from oversight import services
from oversight.models import Dispatch
from oversight.services import clue, gathering, incident, violator
from parties.events import StandingChanged
from sanctions import selectors as sanctions
from sanctions.events import ReportsQueued, SanctionChanged

Origin = Dispatch.Origin
GRAVE = frozenset({"limit_traffic", "suspend"})


def on_queued(event: ReportsQueued) -> None:
    """A decision was taken or fell: its reports are drafted, as the product."""
    product = _product(event.actor)
    with acting(product):
        held = {one.pk: one for one in sanctions.report_list(product).filter(
            pk__in=event.report_ids)}  # fmt: skip
        gathering.sanctions_draft(product, [held[one] for one in event.report_ids])


def on_drafted(event: ReportDrafted) -> None:
    gathering.complaint_reported(event.actor, event.report_id)


def on_made(event: ReportsMade) -> None:
    gathering.otherwise(event.actor, Origin.COMPLAINT, event.report_ids)


def on_released(event: IdentityReleased) -> None:
    """The security administrator let a report go: it is drafted, as the product."""
    product = _product(event.actor)
    with acting(product):
        gathering.identity_released(product, event.report_id)


def on_submitted(event: IdentitySubmitted) -> None:
    gathering.otherwise(event.actor, Origin.IDENTITY, [event.report_id])


def on_incident(event: IncidentReportDrafted) -> None:
    """An incident is to be reported, or more is known of it: it is drafted, as the product."""
    product = _product(event.actor)
    with acting(product):
        incident.reported(product, event.report_id)


def on_told(event: IncidentToldOtherwise) -> None:
    gathering.otherwise(event.actor, Origin.INCIDENT, event.report_ids)


def on_linked(event: IncidentLinked) -> None:
    """An officer said what an incident concerns: he holds it by that."""
    incident.concerns(event.actor, event)


def on_document(event: StandingChanged) -> None:
    if event.why != "document_given":
        return
    product = _product(event.actor)
    with acting(product):
        violator.violator_party_look(actor=product, party_id=event.party_id)


def on_measure(event: MeasureReleased) -> None:
    """Conduct of the kinds that are crimes was limited or stopped: a clue begins."""
    if event.clause != clue.CRIMES or event.kind not in GRAVE or not event.findings:
        return
    product = _product(event.actor)
    with acting(product):
        finding = moderation.finding_get(product, event.findings[0])
        clue.opened(product, clue.of_finding(finding, "measure"))


def on_sanction(event: SanctionChanged) -> None:
    """A decision about such conduct came into force: a clue begins, as the product."""
    if event.state != "in_force":
        return
    product = _product(event.actor)
    with acting(product):
        row = sanctions.sanction_get(product, event.sanction_id)
        if row.clause == clue.CRIMES:
            clue.opened(product, clue.of_sanction(product, row))


def on_destroyed(event: Destroyed) -> None:
    """What was destroyed is counted, to be certified."""
    services.destruction_note(event)


def _product(actor: Actor) -> Actor:
    tenant: UUID = actor.tenant_id
    return system_actor(tenant)


subscribe(MeasureReleased, on_measure)
subscribe(SanctionChanged, on_sanction)
subscribe(ReportsQueued, on_queued)
subscribe(ReportDrafted, on_drafted)
subscribe(ReportsMade, on_made)
subscribe(IdentityReleased, on_released)
subscribe(IdentitySubmitted, on_submitted)
subscribe(IncidentReportDrafted, on_incident)
subscribe(IncidentToldOtherwise, on_told)
subscribe(IncidentLinked, on_linked)
subscribe(StandingChanged, on_document)
subscribe(Destroyed, on_destroyed)
