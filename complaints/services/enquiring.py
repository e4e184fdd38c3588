"""A consumer asks who sold to him, who was on air, and what is on file of his purchase."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Complaint, Message, ParticularsRequest
from complaints.rules import particulars as rules
from complaints.rules import states, terms
from complaints.rules.receipts import Receipt
from complaints.services import texts, timing
from complaints.services.saying import LONGEST, say
from complaints.services.stepping import channel_of, note, step_take
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock

CLAUSE = "O117-consumer-disputes"
GIVEN, DECLINED = timing.PARTICULARS_GIVEN, timing.PARTICULARS_DECLINED
State = ParticularsRequest.State


class NoPurchase(Invalid):
    """The complaint is of a kind in which nobody bought anything."""

    code = "no_purchase"


class AskedEnough(Conflict):
    """It was asked and answered so often, or so long ago, that it is not asked once more here."""

    code = "asked_enough"


@transaction.atomic
def receipt_enquire(
    *, actor: Actor, receipt: Receipt, text: str = "", channel: str = "web"
) -> ParticularsRequest:
    """Ask for the particulars of operator and marketers and for what is on file of the purchase.

    Asked already: nothing happens. Declined, or given and something lacks: he says why, and it is
    looked at again, with a term of its own.

    Raises:
        NotFound: the receipt does not fit. NotNow: the complaint was taken back.
        NoPurchase: nothing was bought in such a complaint. AskedEnough: too often, or too late.
        Invalid: asked again without a reason.

    Law: O117-consumer-disputes
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    return enquired(actor, row, text, channel_of(channel))


@transaction.atomic
def complaint_enquire(
    *, actor: Actor, complaint_id: UUID, text: str = "", channel: str = "phone"
) -> ParticularsRequest:
    """Write down that the consumer asked for it by telephone, mail or letter.

    Raises:
        NotFound; Forbidden: no officer. As `receipt_enquire` otherwise.

    Law: O117-consumer-disputes
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    return enquired(actor, row, text, channel_of(channel))


def enquired(actor: Actor, row: Complaint, text: str, channel: str) -> ParticularsRequest:
    """Keep the request, in the running transaction; the caller holds the complaint's lock."""
    if row.kind not in terms.DISPUTED:
        raise NoPurchase(
            _("只有营销行为、商品或服务、交易纠纷和未成年人类投诉可以要求提供。"),
            field="asks_particulars",
        )
    known = selectors.particulars_find(actor, row.pk, lock=True)
    if known is not None and known.state == State.WAITING:
        return known
    if known is None:
        return _first(actor, row, texts.written(text, "text", 0, LONGEST), channel)
    return _again(actor, row, known, text, channel)


def _first(actor: Actor, row: Complaint, said: str, channel: str) -> ParticularsRequest:
    step_take(actor, row, states.ENQUIRE, channel=channel)
    made = ParticularsRequest(
        tenant_id=row.tenant_id, complaint=row, channel=channel, asked_at=clock.now()
    )
    made.save(force_insert=True)
    return _begun(actor, row, made, said, channel)


def _again(
    actor: Actor, row: Complaint, known: ParticularsRequest, text: str, channel: str
) -> ParticularsRequest:
    """Look at it again: what was declined is contested, what was given lacks something."""
    said = texts.written(text, "text", 2, LONGEST)
    if known.round >= rules.MOST_ROUNDS or clock.now() > askable_until(row, known):
        raise AskedEnough(_("可要求重新提供的期限或次数已过，请另行提交投诉。"))
    step_take(actor, row, states.ENQUIRE, channel=channel)
    known.state, known.round, known.channel = State.WAITING, known.round + 1, channel
    known.asked_at, known.ground = clock.now(), ""
    known.decided_at = known.decided_by_id = None
    known.save()
    return _begun(actor, row, known, said, channel)


def askable_until(row: Complaint, asked: ParticularsRequest) -> datetime:
    """Return until when what was decided of a request can be contested, as answers can."""
    days = timing.promise_of(row).reopen_days
    return (asked.decided_at or asked.asked_at) + timedelta(days=days)


def _begun(
    actor: Actor, row: Complaint, asked: ParticularsRequest, said: str, channel: str
) -> ParticularsRequest:
    if said:
        say(actor, row, said, side=Message.Side.COMPLAINANT, channel=channel)
    running = particulars_clock_start(row, asked.asked_at)
    note(
        actor,
        row,
        "complaints.particulars_asked",
        {"channel": channel, "round": asked.round},
        clause=CLAUSE,
    )
    _tell_platform(row, asked, running)
    return asked


def particulars_clock_start(row: Complaint, at: datetime) -> Clock:
    """Start the term to give what was asked for, by what the platform had promised.

    Law: O117-consumer-disputes
    """
    promise = timing.promise_of(row)
    product = system_actor(row.tenant_id)
    with acting(product):
        return office.clock_start(
            actor=product,
            subject=(selectors.SUBJECT, row.pk),
            kind=timing.clock_kind(terms.PARTICULARS),
            policy=timing.clock_policy(
                row.kind, terms.PARTICULARS, promise.particulars, promise.escalate_to
            ),
            owner_id=timing.owner_of(product, row),
            at=at,
        )


def particulars_resume(actor: Actor, row: Complaint) -> None:
    """Go on with a request that ended with a complaint which was taken back and is open again."""
    asked = selectors.particulars_find(actor, row.pk)
    if asked is not None and asked.state == State.WAITING:
        particulars_clock_start(row, clock.now())


def _tell_platform(row: Complaint, asked: ParticularsRequest, running: Clock) -> None:
    """Tell the platform, which has payment, logistics and after-sales in systems of its own."""
    product = system_actor(row.tenant_id)
    with acting(product):
        record.message_add(
            actor=product,
            topic="complaint.particulars_asked",
            subject_ref=asked.pk,
            payload={
                "complaint": str(row.pk),
                "number": row.number,
                "external_id": row.external_id,
                "about": row.kind,
                "round": asked.round,
                "room": str(row.room_id or ""),
                "session": str(row.session_id or ""),
                "offer": str(row.offer_id or ""),
                "due_at": running.due_at.isoformat() if running.due_at else "",
                "clause": CLAUSE,
            },
        )
