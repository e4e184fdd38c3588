"""What oversight listens to: drafts for authorities become reports; documents meet their lists."""

from uuid import UUID

from complaints.events import ReportDrafted, ReportsMade
from filings.events import IdentityReleased, IdentitySubmitted
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.events import subscribe
from livecompliance.kernel.tenancy import acting
from oversight.models import Dispatch
from oversight.services import gathering, violator
from parties.events import StandingChanged
from sanctions import selectors as sanctions
from sanctions.events import ReportsQueued

Origin = Dispatch.Origin


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


def on_document(event: StandingChanged) -> None:
    if event.why != "document_given":
        return
    product = _product(event.actor)
    with acting(product):
        violator.violator_party_look(actor=product, party_id=event.party_id)


def _product(actor: Actor) -> Actor:
    tenant: UUID = actor.tenant_id
    return system_actor(tenant)


subscribe(ReportsQueued, on_queued)
subscribe(ReportDrafted, on_drafted)
subscribe(ReportsMade, on_made)
subscribe(IdentityReleased, on_released)
subscribe(IdentitySubmitted, on_submitted)
subscribe(StandingChanged, on_document)
