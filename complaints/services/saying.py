"""What one side says in a complaint is sealed with the complaint's own key."""

from datetime import datetime

from accounts import selectors as tenants
from accounts import services as accounts
from complaints.models import Complaint, Message
from complaints.rules import receipts
from complaints.selectors import KEY
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office

LONGEST = 4_000


def say(
    actor: Actor,
    row: Complaint,
    text: str,
    *,
    side: str,
    is_internal: bool = False,
    is_answer: bool = False,
    channel: str = "web",
    at: datetime | None = None,
) -> Message:
    """Keep what somebody said, in the running transaction.

    Raises:
        PersonShredded: the complaint's key was destroyed; nothing new is kept of it.
    """
    made = Message(
        id=uuid7(),
        tenant_id=row.tenant_id,
        complaint=row,
        side=side,
        is_internal=is_internal,
        is_answer=is_answer,
        author_id=actor.user_id,
        channel=channel,
        at=at or clock.now(),
    )
    key = accounts.person_key(actor, row.pk, KEY)
    Message._meta.get_field("text").put(made, text, key, b"")
    made.save(force_insert=True)
    if side != Message.Side.COMPLAINANT and not is_internal:
        tell_by_mail(actor, row)
    return made


def tell_by_mail(actor: Actor, row: Complaint) -> bool:
    """Tell who agreed to it by mail that there is news: in the transaction of what happened.

    The mail says neither what, nor holds a link. Returns whether there was somebody to tell.
    """
    if not row.tells_by_mail:
        return False
    product = system_actor(actor.tenant_id)
    with acting(product):
        address = opened(row, "email", keys_of(product, [row]).get(row.pk))
        if not address:
            return False
        office.mail_send(
            actor=product,
            address=address,
            topic="complaint_news",
            context={
                "platform": tenants.tenant_get(product).name,
                "number": receipts.shown(row.number),
            },
            about=office.About("complaint", str(row.pk)),
        )
    return True
