"""The off-platform notice: it stands in every live room, and clients prove that it does."""

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from moderation import policies
from moderation.models import NoticeDisplay, RoomState
from rooms import selectors as rooms
from rooms.models import Session

UPSERT = """
INSERT INTO moderation_noticedisplay AS seen
  (id, tenant_id, session_id, room_id, client, is_large, first_shown_at, last_shown_at, times)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT notice_display_once
DO UPDATE SET last_shown_at = excluded.last_shown_at, times = seen.times + 1
RETURNING times
"""


class NotOnAir(Conflict):
    code = "not_on_air"


@transaction.atomic
def notice_raise(*, actor: Actor, session_id: UUID) -> RoomState:
    """Put the notice up in a session that has just begun. Twice is once.

    Law: M-off-platform
    """
    session = rooms.session_get(actor, session_id)
    row, made = RoomState.objects.get_or_create(
        session=session, defaults={"tenant_id": session.tenant_id}
    )
    if made:
        record.entry_append(
            actor=actor,
            action="moderation.notice_raised",
            subject=("session", session.pk),
            clause="M-off-platform",
            data={"room": str(session.room_id)},
        )
    return row


@transaction.atomic
def notice_display(*, actor: Actor, session_id: UUID, client: str, is_large: bool) -> int:
    """Keep the proof that one client showed the notice; return how often it has said so.

    The client's own number is kept as a keyed digest. The record notes the first client of a
    session, and the first that showed the notice large; the others are counted in their table.

    Raises:
        NotFound: no such session for this actor.
        Forbidden: the actor is neither the streamer nor the platform.
        Invalid: the client has no name, or one longer than 200 characters.
        NotOnAir: the broadcast has ended.

    Law: M-off-platform
    """
    session = rooms.session_get(actor, session_id)
    policies.require_answer(actor, session.room)
    if not 0 < len(client) <= 200:
        raise Invalid(_("请提供客户端编号。"), field="client")
    if session.ended_at is not None:
        raise NotOnAir(_("直播已经结束。"))
    if not NoticeDisplay.objects.of(actor).filter(session=session, is_large=is_large).exists():
        _note_first(actor, session, is_large)
    return _count(actor, session, client, is_large)


def _count(actor: Actor, session: Session, client: str, is_large: bool) -> int:
    key = crypto.keyring().derive(f"moderation.client|{session.tenant_id}")
    digest = crypto.keyed_digest(key, client.encode()).hex()
    now = clock.now()
    ids = (uuid7(), actor.tenant_id, session.pk, session.room_id)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [*map(str, ids), digest, is_large, now, now])
        return int(cursor.fetchone()[0])


def _note_first(actor: Actor, session: Session, is_large: bool) -> None:
    record.entry_append(
        actor=actor,
        action="moderation.notice_shown",
        subject=("session", session.pk),
        clause="M-off-platform",
        data={"room": str(session.room_id), "large": is_large},
    )
    states = RoomState.objects.filter(session=session, tenant_id=actor.tenant_id)
    states.filter(notice_shown_at__isnull=True).update(notice_shown_at=clock.now())
