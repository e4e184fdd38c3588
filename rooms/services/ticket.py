"""Let a client without a session into one room's socket: once, within a minute."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms import policies, selectors
from rooms.models import SocketTicket

VALID = timedelta(seconds=60)
FORM = "{tenant}.{secret}"


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom a used ticket let in, and on whose word. A `Caller`: it ends with that word.

    `origins` are the pages, beside the platform's own host, that may show the room.
    """

    tenant_id: UUID
    room_id: UUID
    audience: str
    key_id: UUID | None
    user_id: UUID | None
    origins: frozenset[str]

    def actor(self) -> Actor | None:
        """Return the streamer, or the key that vouched, while they may still be here."""
        if self.user_id is not None:
            return accounts.actor_of_user(self.user_id)
        if self.key_id is None:
            return None
        tenant = system_actor(self.tenant_id)
        with acting(tenant):
            if not accounts.key_is_usable(tenant, self.key_id):
                return None
        return Actor(
            tenant_ids=frozenset({self.tenant_id}),
            roles=frozenset({"integrator"}),
            scopes=frozenset({"measures.read"}),
            key_id=self.key_id,
        )


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@transaction.atomic
def ticket_issue(*, actor: Actor, room_id: UUID, audience: str) -> tuple[SocketTicket, str]:
    """Give out a ticket for one connection to the socket of a room.

    Returns:
        The ticket and its text, which is shown once and kept nowhere.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor is neither the platform's system nor the streamer.
    """
    room = selectors.room_get(actor, room_id)
    policies.require_ticket(actor, room)
    now = clock.now()
    SocketTicket.objects.of(actor).filter(expires_at__lte=now).delete()
    text = FORM.format(tenant=actor.tenant_id.hex, secret=secrets.token_urlsafe(32))
    ticket = SocketTicket.objects.create(
        tenant_id=actor.tenant_id,
        room=room,
        audience=audience,
        token_hash=_hash(text),
        key_id=actor.key_id,
        user_id=actor.user_id,
        created_at=now,
        expires_at=now + VALID,
    )
    return ticket, text


@transaction.atomic
def ticket_use(text: str) -> Admission | None:
    """Use up a ticket; None when there is none such, or it was used, or its minute is over."""
    try:
        tenant_id = UUID(hex=text.partition(".")[0])
    except ValueError:
        return None
    tenant = system_actor(tenant_id)
    with acting(tenant):
        found = SocketTicket.objects.of(tenant).filter(token_hash=_hash(text))
        ticket = found.filter(expires_at__gt=clock.now()).first()
        # Of two who read it at once, one deletes it: that one is let in.
        if ticket is None or not found.delete()[0]:
            return None
        return Admission(
            tenant_id=tenant_id,
            room_id=ticket.room_id,
            audience=ticket.audience,
            key_id=ticket.key_id,
            user_id=ticket.user_id,
            origins=accounts.embed_origins(tenant),
        )
