"""The clocks of a complaint: which run, how long by what was promised, what meets them."""

from datetime import datetime
from uuid import UUID

from accounts import selectors as accounts
from complaints import selectors
from complaints.models import Complaint
from complaints.rules import terms as rules
from complaints.rules.terms import Promise, Span, Terms
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors as clocks
from office import services as office
from office.models import Clock

ACKNOWLEDGED, TAKEN = "officer.complaint_acknowledged", "officer.complaint_taken"
ASKED, HANDLED = "officer.complaint_asked", "officer.complaint_handled"
ANSWERED, REPORTED = "officer.complaint_answered", "officer.complaint_reported"
OPERATOR_ANSWERED, SAID = "operator.complaint_answered", "complainant.complaint_said"
PARTICULARS_GIVEN = "officer.particulars_given"
PARTICULARS_DECLINED = "officer.particulars_declined"
AWAITING = "awaiting_complainant"
MET_BY = {
    rules.ACKNOWLEDGE: (ACKNOWLEDGED, TAKEN, ASKED, ANSWERED),
    rules.ACT: (HANDLED, ANSWERED),
    rules.FEED_BACK: (ANSWERED,),
    rules.REPORT: (REPORTED,),
    rules.OPERATOR: (OPERATOR_ANSWERED,),
    rules.PARTICULARS: (PARTICULARS_GIVEN, PARTICULARS_DECLINED),
}
WAITS = frozenset({rules.FEED_BACK})  # an answer cannot be given without the complainant's own


def clock_kind(name: str) -> str:
    """Return what the clock of a term is called in the office."""
    return f"complaint_{name}"


def clock_policy(kind: str, name: str, span: Span, escalate_to: str) -> office.Policy:
    """Return the policy of one clock: its term, its clause, what meets it, who is told."""
    clause, param = rules.clause_of(kind, name)
    waits = name in WAITS
    return office.Policy(
        amount=span.amount,
        unit=span.unit,
        clause=clause,
        param=param,
        met_by=MET_BY[name],
        pauses=(AWAITING,) if waits else (),
        resumed_by=(SAID,) if waits else (),
        escalate_to=escalate_to,
    )


def clocks_start(
    actor: Actor, row: Complaint, names: tuple[str, ...], at: datetime | None = None
) -> None:
    """Start clocks by what the complaint keeps of the terms; one that runs stays as it is."""
    promise = promise_of(row)
    product = system_actor(actor.tenant_id)
    with acting(product):
        owner_id = owner_of(product, row)
        for name in names:
            span = promise.kinds[row.kind].span(name)
            office.clock_start(
                actor=product,
                subject=(selectors.SUBJECT, row.pk),
                kind=clock_kind(name),
                policy=clock_policy(row.kind, name, span, promise.escalate_to),
                owner_id=owner_id,
                at=at,
            )


def owner_of(actor: Actor, row: Complaint) -> UUID | None:
    """Return who has the complaint in hand; nobody, where he has left: then all are warned."""
    if row.assignee_id is None or not accounts.members_active(actor, [row.assignee_id]):
        return None
    return row.assignee_id


def terms_keep(actor: Actor, row: Complaint) -> None:
    """Put into the row what the platform promises now: it holds for the clocks started by it."""
    held = selectors.terms_in_force(actor)
    row.terms_version = held.version
    row.terms = {
        "own": Promise(
            kinds={row.kind: held.body.kinds[row.kind]},
            particulars=held.body.particulars,
            reopen_days=held.body.reopen_days,
            escalate_to=held.body.escalate_to,
        ).kept()
    }
    del row.terms["own"]["clusters"]  # of the tenant as it is, never of a complaint


def promise_of(row: Complaint) -> Promise:
    """Return what the platform had promised for this complaint."""
    return Promise.of(row.terms["own"])


def terms_of(row: Complaint) -> Terms:
    """Return the terms that this complaint was promised."""
    return promise_of(row).kinds[row.kind]


def clocks_heard(
    actor: Actor, row: Complaint, act: str, channel: str, at: datetime | None = None
) -> None:
    """Let the complaint's clocks hear of an act, through whatever channel it came."""
    product = actor if actor.user_id is not None else system_actor(actor.tenant_id)
    with acting(product):
        office.clocks_hear(
            actor=product, subject=(selectors.SUBJECT, row.pk), act=act, channel=channel, at=at
        )


def clocks_wait(actor: Actor, row: Complaint) -> None:
    """Hold up what cannot go on without the complainant; the law's own term runs on."""
    for one in _running(actor, row):
        if AWAITING in one.policy["pauses"]:
            office.clock_pause(actor=actor, clock_id=one.pk, reason=AWAITING)


def clocks_hand(actor: Actor, row: Complaint, owner_id: UUID | None) -> None:
    """Hand the clocks that run to somebody else; their terms run on from where they began."""
    for one in _running(actor, row):
        office.clock_reassign(actor=actor, clock_id=one.pk, owner_id=owner_id)


def clocks_end(actor: Actor, row: Complaint) -> None:
    """End what runs: nobody waits for anything any more."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        office.clocks_close(actor=product, subject=(selectors.SUBJECT, row.pk))


def operator_clock_end(actor: Actor, row: Complaint) -> None:
    """End the term of whoever sells: the platform has answered without him."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        office.clocks_close(
            actor=product, subject=(selectors.SUBJECT, row.pk), kind=clock_kind(rules.OPERATOR)
        )


def operator_clock(actor: Actor, row: Complaint) -> Clock | None:
    """Return the clock that whoever sells has to answer by, in its newest round."""
    kind = clock_kind(rules.OPERATOR)
    found = clocks.clock_list(actor, (selectors.SUBJECT, row.pk))
    return next((one for one in found if one.kind == kind), None)


def _running(actor: Actor, row: Complaint) -> list[Clock]:
    found = clocks.clock_list(actor, (selectors.SUBJECT, row.pk))
    return [one for one in found if one.is_open]
