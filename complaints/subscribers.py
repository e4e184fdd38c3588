"""What complaints listen to: what threatens to be late is put before those above; complaints that
come thick raise patrol; a seller who is late is found; what was found right counts towards the
tier, until it is looked at again.
"""

from uuid import UUID

from complaints import selectors, services
from complaints.events import (
    ComplaintAnswered,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintWithdrawn,
)
from complaints.rules import notices
from complaints.rules import terms as rules
from complaints.selectors.cluster import GROUNDLESS
from complaints.services.clusters import complaint_weigh
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.events import subscribe
from livecompliance.kernel.tenancy import acting
from office import selectors as clocks
from office import services as office
from office.events import (
    ClockBreached,
    ClockElapsed,
    ClockForgiven,
    ClockMarked,
    ClockWarned,
)
from tiers import services as tiers

REASON = "will_be_late"
UNFOUNDED = frozenset({"unfounded", "unproven", "outside"})


def escalate(event: ClockWarned) -> None:
    """Escalate a complaint's clock when its end is near, not after it ended."""
    if event.subject[0] != selectors.SUBJECT:
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        to = clocks.clock_get(product, event.clock_id).policy["escalate_to"]
        if to:
            office.clock_escalate(actor=product, clock_id=event.clock_id, to=to, reason=REASON)


def remind(event: ClockWarned) -> None:
    """A seller whose term ends soon is told so himself, before he is late and it is found."""
    if not _is_sellers(event):
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.seller_remind(
            actor=product, complaint_id=UUID(event.subject[1]), due_at=event.due_at
        )


def lapse(event: ClockElapsed) -> None:
    """The fifteen days are over without word of a suit: measures end in the same transaction."""
    if (event.subject[0], event.kind) != (notices.SUBJECT, notices.WAIT):
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.notice_lapse(actor=product, notice_id=UUID(event.subject[1]))


def on_filed(event: ComplaintFiled) -> None:
    complaint_weigh(actor=event.actor, complaint_id=event.complaint_id)


def on_withdrawn(event: ComplaintWithdrawn) -> None:
    """A complaint that was taken back counts no more; a notice ends with it."""
    services.notice_follow(event.actor, event.complaint_id, "withdrawn")
    complaint_weigh(actor=event.actor, complaint_id=event.complaint_id)


def on_answered(event: ComplaintAnswered) -> None:
    """What was groundless counts for no cluster; what was right counts towards the tier.

    What was answered as no notice before measures were taken ends as refused.
    """
    if event.outcome in UNFOUNDED:
        services.notice_follow(event.actor, event.complaint_id, "refused")
    if event.outcome in GROUNDLESS:
        complaint_weigh(actor=event.actor, complaint_id=event.complaint_id)
    else:
        _doubt(event.actor, event.respondent_id)


def on_reopened(event: ComplaintReopened) -> None:
    """An answer that is looked at again counts for nothing until there is another."""
    complaint_weigh(actor=event.actor, complaint_id=event.complaint_id)
    _doubt(event.actor, event.respondent_id)


def _doubt(actor: Actor, operator_id: UUID | None) -> None:
    """Have an operator judged again with the next sweep."""
    if operator_id is not None:
        product = system_actor(actor.tenant_id)
        with acting(product):
            tiers.operators_doubt(actor=product, operator_ids=[operator_id], is_urgent=False)


def on_breached(event: ClockBreached) -> None:
    """A seller who let his term pass delays: that is found, whoever looked at the clock."""
    if not _is_sellers(event):
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.seller_late(actor=product, complaint_id=UUID(event.subject[1]))


def on_forgiven(event: ClockForgiven) -> None:
    """A day turned out to be off: he was not late."""
    if not _is_sellers(event):
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.seller_forgive(actor=product, complaint_id=UUID(event.subject[1]))


def _is_sellers(event: ClockMarked) -> bool:
    is_ours = event.subject[0] == selectors.SUBJECT
    return is_ours and event.kind == services.clock_kind(rules.OPERATOR)


subscribe(ClockWarned, escalate)
subscribe(ClockWarned, remind)
subscribe(ClockBreached, on_breached)
subscribe(ClockForgiven, on_forgiven)
subscribe(ClockElapsed, lapse)
subscribe(ComplaintFiled, on_filed)
subscribe(ComplaintWithdrawn, on_withdrawn)
subscribe(ComplaintAnswered, on_answered)
subscribe(ComplaintReopened, on_reopened)
