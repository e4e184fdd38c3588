"""Minors: what a room holds, the notice before it, where it is not shown."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from rooms import selectors as rooms
from rooms.models import Room, Session
from stage import policies, selectors
from stage.events import PlacementChanged
from stage.models import MinorsClass, NoticeShown
from stage.rules import minors as rules
from stage.selectors import Notice

CLAUSE = "M-minors-notice"
UPSERT = """
INSERT INTO stage_noticeshown AS seen
  (id, tenant_id, session_id, room_id, client, words_sha256, first_shown_at, last_shown_at, times)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT notice_shown_once
DO UPDATE SET last_shown_at = excluded.last_shown_at, times = seen.times + 1
RETURNING times
"""


class NotOnAir(Conflict):
    code = "not_on_air"


class OtherNotice(Conflict):
    """What a client showed is not the notice of the room as it stands."""

    code = "other_notice"


@transaction.atomic
def minors_declare(
    *, actor: Actor, room_id: UUID, kinds: Collection[str], origin: str = "declared"
) -> list[str]:
    """Say what a room holds that may affect minors. What stands already stands.

    Returns:
        All types that the room holds now.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor may not declare for this room.
        Invalid: no such type.

    Law: M-minors-notice, MNP-notice
    """
    room = rooms.room_get(actor, room_id)
    policies.require_declare(actor, room)
    if set(kinds) - set(rules.KINDS):
        raise Invalid(_("没有这种类型。"), field="kinds")
    for kind in rules.KINDS:
        if kind in kinds:
            _hold(actor, room, kind, origin)
    return selectors.kinds_of(actor, room.pk)


@transaction.atomic
def minors_find(*, actor: Actor, session: Session, families: Collection[str]) -> list[str]:
    """Take down the types that findings in a broadcast point at; return those that are news.

    Law: M-minors-notice, MNP-notice
    """
    found = []
    for family in sorted(families):
        kind = rules.kind_of(family)
        if kind and _hold(actor, session.room, kind, "engine", family, session.pk):
            found.append(kind)
    return found


def _hold(
    actor: Actor,
    room: Room,
    kind: str,
    origin: str,
    family: str = "",
    session_id: UUID | None = None,
) -> bool:
    before = selectors.placements(actor, room.pk)
    _row, made = MinorsClass.objects.get_or_create(
        tenant_id=actor.tenant_id,
        room=room,
        kind=kind,
        cleared_at=None,
        defaults={"origin": origin, "family": family, "session_id": session_id},
    )
    if made:
        data = {"kind": kind, "origin": origin, "family": family}
        _note(actor, "stage.minors_flagged", room, data)
        _placed(actor, room, before)
    return made


@transaction.atomic
def minors_clear(*, actor: Actor, class_id: UUID, reason: str) -> MinorsClass:
    """Say that a room does not hold a type, or no more. Twice is once.

    Raises:
        NotFound: nothing such in the tenant.
        Forbidden: the actor is no officer.
        Invalid: no reason.
    """
    policies.require_review(actor)
    if not reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    rows = MinorsClass.objects.of(actor).select_for_update(of=("self",)).select_related("room")
    row = rows.filter(pk=class_id).first()
    if row is None:
        raise NotFound(_("没有这项标记。"))
    if row.cleared_at is None:
        before = selectors.placements(actor, row.room_id)
        row.cleared_at, row.cleared_by_id = clock.now(), actor.user_id
        row.cleared_reason = reason.strip()[:300]
        row.save(update_fields=["cleared_at", "cleared_by", "cleared_reason"])
        _note(actor, "stage.minors_cleared", row.room, {"kind": row.kind})
        _placed(actor, row.room, before)
    return row


def placements_tell(*, actor: Actor, room_id: UUID, before: list[str]) -> None:
    """Tell the platform that a room may be shown elsewhere than before, in the transaction in
    which that changed: its operator has another tier.

    Law: M-tiering
    """
    _placed(actor, rooms.room_get(actor, room_id), before)


def _placed(actor: Actor, room: Room, before: list[str]) -> None:
    """Tell the platform by a signed callback when a room may be shown elsewhere than before."""
    after = selectors.placements(actor, room.pk)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    if after == before:
        return
    record.message_add(
        actor=actor,
        topic="room.placements_changed",
        subject_ref=room.pk,
        payload={
            "room_id": str(room.pk),
            "surfaces": after,
            "kinds": selectors.kinds_of(actor, room.pk),
        },
    )
    events.publish(PlacementChanged(actor, room.pk))


@transaction.atomic
def notice_set(*, actor: Actor, room_id: UUID, sha256: str) -> Notice:
    """Take down that the platform shows a room's notice, in just these words, before its content.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor may not declare for this room.
        OtherNotice: those are not the words of the room's notice, or it needs none.

    Law: M-minors-notice, MNP-notice
    """
    room = rooms.room_get(actor, room_id)
    policies.require_declare(actor, room)
    notice = selectors.minors_notice(actor, room.pk)
    if not notice.words or sha256 != notice.sha256:
        raise OtherNotice(_("提示内容已变化，请重新读取。"), sha256=notice.sha256)
    if not notice.is_set:
        rows = selectors.minors_list(actor, room.pk)
        rows.order_by().select_related(None).update(notice_sha256=sha256, notice_set_at=clock.now())
        _note(actor, "stage.minors_notice_set", room, {"kinds": notice.kinds, "sha256": sha256})
    return selectors.minors_notice(actor, room.pk)


@transaction.atomic
def notice_shown(*, actor: Actor, session_id: UUID, client: str, sha256: str) -> int:
    """Keep the proof that one client showed the notice before the content; return how often.

    The client's own number is kept as a keyed digest. The record notes the first client.

    Raises:
        NotFound: no such session for this actor.
        Forbidden: the actor is neither the streamer nor the platform.
        Invalid: the client has no name, or one longer than 200 characters.
        NotOnAir: the broadcast has ended.
        OtherNotice: those are not the words of the room's notice.

    Law: M-minors-notice, MNP-notice
    """
    session = rooms.session_get(actor, session_id)
    policies.require_prove(actor, session.room)
    if not 0 < len(client) <= 200:
        raise Invalid(_("请提供客户端编号。"), field="client")
    if session.ended_at is not None:
        raise NotOnAir(_("直播已经结束。"))
    notice = selectors.minors_notice(actor, session.room_id)
    if not notice.words or sha256 != notice.sha256:
        raise OtherNotice(_("提示内容已变化，请重新读取。"), sha256=notice.sha256)
    if not NoticeShown.objects.of(actor).filter(session=session, words_sha256=sha256).exists():
        data = {"session": str(session.pk), "sha256": sha256}
        _note(actor, "stage.minors_notice_shown", session.room, data)
    return _count(actor, session, client, sha256)


def _count(actor: Actor, session: Session, client: str, sha256: str) -> int:
    key = crypto.keyring().derive(f"stage.client|{session.tenant_id}")
    digest = crypto.keyed_digest(key, client.encode()).hex()
    now = clock.now()
    ids = (uuid7(), actor.tenant_id, session.pk, session.room_id)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [*map(str, ids), digest, sha256, now, now])
        return int(cursor.fetchone()[0])


def _note(actor: Actor, action: str, room: Room, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("room", room.pk), clause=CLAUSE, data=data
    )
