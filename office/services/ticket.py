"""A file leaves the house by a ticket: for one person, once, within a minute."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors
from office.models import FileTicket
from office.services.file import Opened, file_open
from office.services.purposes import purpose_get

VALID = timedelta(seconds=60)


@transaction.atomic
def file_ticket_issue(*, actor: Actor, file_id: UUID) -> str:
    """Give the actor a ticket for a file that he may open; its text is kept nowhere.

    Raises:
        NotFound: no such file for this actor.
    """
    file = selectors.file_get(actor, file_id)
    if actor.kind == "system" or not purpose_get(file.purpose).may_open(actor, file):
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    now, text = clock.now(), secrets.token_urlsafe(32)
    FileTicket.objects.of(actor).filter(expires_at__lte=now).delete()
    FileTicket.objects.create(
        tenant_id=file.tenant_id,
        file=file,
        user_id=actor.user_id,
        token_hash=_hash(text),
        created_at=now,
        expires_at=now + VALID,
    )
    return text


@transaction.atomic
def file_ticket_use(*, actor: Actor, text: str) -> Opened:
    """Open the file of a ticket, and use the ticket up.

    Raises:
        NotFound: no such ticket, somebody else's, used, or its minute is over.
    """
    found = FileTicket.objects.of(actor).filter(token_hash=_hash(text), user=actor.user_id)
    ticket = found.filter(expires_at__gt=clock.now()).first() if actor.kind != "system" else None
    # Of two who read it at once, one deletes it: that one is served.
    if ticket is None or not found.delete()[0]:
        raise NotFound(_("下载链接已失效，请重新下载。"))
    return file_open(actor=actor, file_id=ticket.file_id)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
