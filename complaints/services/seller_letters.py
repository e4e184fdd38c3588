"""What whoever sells is written: that he is asked something, and that his term ends soon."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from complaints import selectors
from complaints.models import Complaint, Referral
from complaints.rules import receipts
from complaints.selectors import words
from complaints.services import timing
from complaints.services.stepping import note
from ledger import services as record
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office

CLAUSE = "M-consumer-duties"


def seller_told(actor: Actor, row: Complaint, made: Referral) -> None:
    """Write to who reads here for the seller; tell the platform, whose sellers may read there."""
    product = system_actor(row.tenant_id)
    with acting(product):
        running = timing.operator_clock(product, row)
        due = running.due_at if running is not None else None
        _write(product, row, made, "complaint.referred", due, actor.user_id)


@transaction.atomic
def seller_remind(*, actor: Actor, complaint_id: UUID, due_at: datetime) -> bool:
    """Tell the seller that his term ends soon, while he can still keep it; once a round.

    Returns:
        Whether he was still to answer.

    Raises:
        NotFound: no such complaint for this actor.

    Law: M-consumer-duties
    """
    row = selectors.complaint_get(actor, complaint_id)
    one = selectors.referral_open(actor, row, lock=True)
    if one is None or one.state != Referral.State.WAITING:
        return False
    _write(actor, row, one, "complaint.referral_due", due_at)
    note(actor, row, "complaints.operator_reminded", {"round": one.round})
    return True


def _write(
    product: Actor,
    row: Complaint,
    made: Referral,
    topic: str,
    due: datetime | None,
    sender: UUID | None = None,
) -> None:
    """Write the letter, and put the message, that a topic calls for."""
    letter = topic.replace(".", "_")
    found = accounts.members_active(product, selectors.users_of(product, made))
    if found:
        office.message_send(
            actor=product,
            to=sorted(one.user_id for one in found),
            topic=letter,
            context={
                "number": receipts.shown(row.number),
                "kind": words.kind_pair(row.kind),
                "due": (due or made.asked_at).isoformat(),
            },
            about=office.About(letter, str(made.pk), sender=sender),
        )
    record.message_add(
        actor=product,
        topic=topic,
        subject_ref=made.pk,
        payload={
            "referral": str(made.pk),
            "complaint": str(row.pk),
            "number": row.number,
            "about": row.kind,
            "round": made.round,
            "party": str(made.party_id or ""),
            "supplier": str(made.supplier_id or ""),
            "room": str(row.room_id or ""),
            "due_at": due.isoformat() if due else "",
            "clause": CLAUSE,
        },
    )
