"""What one side says in a complaint is sealed with the complaint's own key."""

from datetime import datetime

from accounts import services as accounts
from complaints.models import Complaint, Message
from complaints.selectors import KEY
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7

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
    return made
