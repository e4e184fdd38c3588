"""Ask about findings, and which sessions wait to be inspected."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.models import Finding
from rooms import selectors as rooms


class Waiting(NamedTuple):
    """A session with segments that nobody has inspected yet."""

    tenant_id: UUID
    session_id: UUID
    behind: int
    is_key: bool


def inspection_waiting(most: int = 200) -> list[Waiting]:
    """Return what waits in all tenants, taking turns, key rooms first within a tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inspection_waiting(%s)", [most])
        return [Waiting(*row) for row in cursor.fetchall()]


def finding_list(actor: Actor, session_id: UUID) -> QuerySet[Finding]:
    """Return a session's findings, newest first.

    Raises:
        NotFound: no such session for this actor.
    """
    session = rooms.session_get(actor, session_id)
    return Finding.objects.of(actor).filter(session=session).order_by("-segment_seq", "-position")


def finding_get(actor: Actor, finding_id: UUID) -> Finding:
    """Return one finding with its session and room.

    Raises:
        NotFound: no such finding for this actor.
    """
    found = Finding.objects.of(actor).select_related("session", "room").filter(pk=finding_id)
    finding = found.first()
    if finding is None:
        raise NotFound(_("没有这条发现。"))
    rooms.room_get(actor, finding.room_id)
    return finding
