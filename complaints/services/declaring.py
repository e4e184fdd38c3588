"""The operator declares that he infringes nothing; it reaches the right holder; he waits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.events import NoticeMoved
from complaints.models import Message, Notice, NoticePaper
from complaints.rules import notices as rules
from complaints.rules import terms as kinds
from complaints.rules.receipts import Receipt
from complaints.services import texts, timing
from complaints.services.notice import LONGEST
from complaints.services.noticing import (
    ARRIVED,
    SUED,
    Written,
    clocks_hear,
    locked,
    note,
    paper_keep,
    paper_same,
    require,
    step,
    tell_holder,
    tell_operator,
)
from complaints.services.saying import say
from complaints.services.stepping import channel_of
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office

DECLARATION, WAIT = "ECL-ip-declaration", "ECL-ip-wait"


@transaction.atomic
def declaration_file(
    *, actor: Actor, complaint_id: UUID, text: str, evidence: str, channel: str = "web"
) -> Notice:
    """Hand in the declaration that there is no infringement, and pass it on to the right holder.

    By the operator himself; by an officer, or the platform's program, for what reached them
    otherwise. The same again changes nothing.

    Raises:
        NotFound: no such notice for this actor. Forbidden: neither the operator nor who may act.
        NotNow: nothing was passed on yet, it was declared before, or it is over.
        Invalid: no declaration, or no preliminary evidence.

    Law: ECL-ip-declaration, ECL-ip-wait
    """
    row = locked(actor, complaint_id)
    policies.require_declare(actor, row)
    said = Written(
        "",
        texts.written(text, "text", 5, LONGEST),
        texts.written(evidence, "evidence", 5, LONGEST),
    )
    if paper_same(row, NoticePaper.Kind.DECLARATION, said) is not None:
        return row
    step(actor, row, rules.DECLARE, channel=channel_of(channel))
    row.declared_at = clock.now()
    row.save(update_fields=["state", "declared_at"])
    paper_keep(actor, row, NoticePaper.Kind.DECLARATION, said, channel=channel)
    note(actor, row, "complaints.declaration_filed", DECLARATION, {"channel": channel})
    _pass_on(actor, row, said)
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))
    return row


def _pass_on(actor: Actor, row: Notice, said: Written) -> None:
    """Put the declaration before the right holder, with what he may do; time it until he has it."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        whole = f"{said.text}\n\n{said.evidence}"
        say(product, row.complaint, whole, side=Message.Side.OPERATOR)
        days = int(law.clause(WAIT).number("wait"))
        tell_holder(product, row, "declared", days=days)
        promise = timing.promise_of(row.complaint)
        span = promise.kinds[kinds.PROPERTY].span(kinds.ACT)
        office.clock_start(
            actor=product,
            subject=(rules.SUBJECT, row.pk),
            kind=rules.CONVEY,
            policy=office.Policy(
                amount=span.amount,
                unit=span.unit,
                clause=WAIT,
                met_by=(ARRIVED,),
                escalate_to=promise.escalate_to,
            ),
            owner_id=row.complaint.assignee_id,
        )


@transaction.atomic
def declaration_shown(*, actor: Actor, receipt: Receipt) -> bool:
    """Note that the right holder opened the page on which the declaration stands: it has arrived.

    Returns:
        Whether it arrived by this; it arrives once.

    Raises:
        NotFound: the receipt does not fit.

    Law: ECL-ip-wait
    """
    opened = selectors.complaint_opened(actor, receipt)
    seen = selectors.notice_find(actor, opened.pk)
    if seen is None or seen.state != rules.DECLARED:
        return False
    row = locked(actor, opened.pk)
    if row.state != rules.DECLARED:
        return False
    _arrived(actor, row, "api" if actor.has("integrator") else "web", clock.now())
    return True


@transaction.atomic
def declaration_arrive(
    *, actor: Actor, complaint_id: UUID, channel: str, at: datetime | None = None
) -> Notice:
    """Write down that the declaration reached the right holder otherwise: from then he has time.

    Arrived already: the first time stands.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotNow: nothing was declared.
        Invalid: no such channel, or an instant before the declaration or after now.

    Law: ECL-ip-wait
    """
    policies.require_answer(actor)
    row = locked(actor, complaint_id)
    if row.arrived_at is not None and row.state != rules.DECLARED:
        return row
    require(row, rules.ARRIVE)
    now = clock.now()
    when = at or now
    if when.tzinfo is None or not (row.declared_at or now) <= when <= now:
        raise Invalid(_("时间须在收到声明之后、现在之前。"), field="at")
    _arrived(actor, row, channel_of(channel), when)
    return row


def _arrived(actor: Actor, row: Notice, channel: str, at: datetime) -> None:
    """Let the fifteen days run from the arrival, by the law as it stood on that day."""
    step(actor, row, rules.ARRIVE, channel=channel, at=at)
    row.arrived_at, row.arrived_by = at, channel
    clocks_hear(actor, row, ARRIVED, at)
    if row.state == rules.WAITING:
        product = system_actor(actor.tenant_id)
        with acting(product):
            made = office.clock_start(
                actor=product,
                subject=(rules.SUBJECT, row.pk),
                kind=rules.WAIT,
                policy=wait_policy(at),
                owner_id=row.complaint.assignee_id,
                at=at,
            )
        row.wait_until = made.due_at
    row.save(update_fields=["state", "arrived_at", "arrived_by", "wait_until"])
    note(actor, row, "complaints.declaration_arrived", WAIT, {"channel": channel})
    until = {"until": row.wait_until.isoformat()} if row.wait_until else None
    if until:
        tell_operator(actor, row, "ip_wait", row.pk, until)
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))


def wait_policy(at: datetime) -> office.Policy:
    """Return the wait that the law asks for, as it stands on a day.

    Law: ECL-ip-wait
    """
    clause, param = rules.LAW_WAIT
    held = law.clause(clause, on=clock.to_date(at))
    return office.Policy(
        amount=int(held.number(param)),
        unit="day",
        clause=clause,
        param=param,
        warn_before=0,
        met_by=(SUED,),
        is_wait=True,
    )
