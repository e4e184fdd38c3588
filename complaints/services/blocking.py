"""What a notice takes down beside goods: a room, a broadcast, a cover, an account; and frees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Notice, NoticeMeasure
from complaints.selectors import notice_words
from complaints.services.notice import Place, passed, require_one_operator, taking
from complaints.services.noticing import CAUSE, CLAUSE, note
from complaints.services.stepping import NotNow
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation import rules as on_air
from moderation import services as moderation
from rooms import selectors as rooms
from rooms import services as broadcasts
from rooms.models import Session

Target = NoticeMeasure.Target
CONTENT = (Target.ROOM, Target.SESSION, Target.COVER, Target.ACCOUNT)
BLOCKED = "notice.content_blocked"
RESTORED = "notice.content_restored"


@dataclass(frozen=True, slots=True)
class Content:
    """What of a room is to be taken down.

    Args:
        target: room, session, cover, account. room_id: where, or whose operator's.
        session_id: which broadcast; from_at, until_at: which stretch of it, else all of it.
    """

    target: str
    room_id: UUID
    session_id: UUID | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@transaction.atomic
def content_take(*, actor: Actor, complaint_id: UUID, content: Content) -> Notice:
    """Take down what a notice says of a room, and pass the notice on, in one act.

    What is on air is suspended at once. A room that is closed, or all rooms of an account, are
    let on air no more; a broadcast's recording and a cover are the platform's to take down, who
    is told and says when. Done again with something else, that is taken down, too.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is over.
        Invalid: no such thing, a stretch that lies outside the broadcast, another operator's.

    Law: ECL-ip-measures
    """
    row = taking(actor, complaint_id)
    place = _place(actor, content)
    require_one_operator(row, [place.room])
    made = _block(actor, row, content, place)
    return passed(actor, row, [str(made.pk)] if made else [], place)


def _place(actor: Actor, content: Content) -> Place:
    """Return where it lies.

    Raises:
        NotFound. Invalid: no such kind, no broadcast of the room, no operator, a bad stretch.
    """
    if content.target not in CONTENT:
        raise Invalid(_("请选择要采取措施的内容。"), field="target", law=CLAUSE)
    room = rooms.room_get(actor, content.room_id)
    if content.target == Target.ACCOUNT and room.operator_id is None:
        raise Invalid(_("这个直播间没有登记运营者，请改选直播间。"), field="target")
    if content.target != Target.SESSION:
        return Place(room)
    if content.session_id is None:
        raise Invalid(_("请选择是哪一场直播。"), field="session")
    session = rooms.session_get(actor, content.session_id)
    if session.room_id != room.pk:
        raise Invalid(_("这场直播不在这个直播间。"), field="session")
    _require_stretch(content, session.started_at, session.ended_at or clock.now())
    return Place(room, session=session)


def _require_stretch(content: Content, began: datetime, ended: datetime) -> None:
    ends = [one for one in (content.from_at, content.until_at) if one is not None]
    if any(one.tzinfo is None or not began <= one <= ended for one in ends) or ends != sorted(ends):
        raise Invalid(_("起止时间须在这场直播之内，先起后止。"), field="from")


def _block(actor: Actor, row: Notice, content: Content, place: Place) -> NoticeMeasure | None:
    """Take one thing down, in the running transaction; nothing where it is down already."""
    said = {
        "target": content.target,
        "room": place.room,
        "session": place.session,
        "from_at": content.from_at if place.session else None,
        "until_at": content.until_at if place.session else None,
    }
    held = NoticeMeasure.objects.of(actor).filter(notice=row, ended_at__isnull=True)
    same = {
        name if value is not None else f"{name}__isnull": True if value is None else value
        for name, value in said.items()
    }
    if held.filter(**same).exists():
        return None
    made = NoticeMeasure(
        id=uuid7(),
        tenant_id=row.tenant_id,
        notice=row,
        party=place.room.operator if content.target == Target.ACCOUNT else None,
        taken_at=clock.now(),
        **said,
    )
    made.on_air = [str(one) for one in _stopped(actor, row, made)]
    made.save(force_insert=True)
    platform_tell(actor, row, made, BLOCKED)
    return made


def _stopped(actor: Actor, row: Notice, one: NoticeMeasure) -> list[UUID]:
    """Suspend what is on air of it; return the measures."""
    found = sorted(each.pk for each in _on_air(actor, one))
    broadcasts.gates_hold(actor, found)
    reason = notice_words.pair(notice_words.WHY, mark=selectors.mark_of(row))
    order = on_air.Order(
        kind="suspend",
        clause=CLAUSE,
        reason=reason,
        minutes=on_air.MAX_MINUTES,
        rule=f"{CAUSE}:{one.target}",
    )
    return [
        moderation.measure_enforce(actor=actor, session_id=each, order=order).pk for each in found
    ]


def _on_air(actor: Actor, one: NoticeMeasure) -> Iterable[Session]:
    live = rooms.session_open_list(actor)
    if one.target == Target.ACCOUNT:
        return live.filter(room__operator=one.party)
    if one.target == Target.ROOM:
        return live.filter(room=one.room)
    if one.target == Target.SESSION and one.session is not None:
        return live.filter(pk=one.session.pk)
    return ()


def contents_free(actor: Actor, row: Notice) -> None:
    """Free everything that a notice took down beside goods, in the running transaction.

    Law: ECL-ip-wait
    """
    held = NoticeMeasure.objects.of(actor).filter(notice=row, ended_at__isnull=True)
    product = system_actor(row.tenant_id)
    for one in held.exclude(target=Target.OFFER).select_related("room").order_by("id"):
        one.ended_at = clock.now()
        one.save(update_fields=["ended_at"])
        with acting(product):
            for measure in one.on_air:
                moderation.measure_void(
                    actor=product, measure_id=measure, reason=str(notice_words.OVER)
                )
            platform_tell(product, row, one, RESTORED)


def contents_again(actor: Actor, row: Notice) -> None:
    """Take down again what an ended notice had taken down beside goods.

    Law: ECL-ip-measures
    """
    once: set[Content] = set()
    past = NoticeMeasure.objects.of(actor).filter(notice=row).exclude(target=Target.OFFER)
    for one in past.order_by("id"):
        if one.room_id is not None:
            once.add(Content(one.target, one.room_id, one.session_id, one.from_at, one.until_at))
    for content in sorted(once, key=str):
        _block(actor, row, content, _place(actor, content))


@transaction.atomic
def content_done(*, actor: Actor, measure_id: UUID) -> NoticeMeasure:
    """Note that the platform carried out what it was told: taken down, or shown again. Once each.

    Raises:
        NotFound: no such measure. Forbidden: no officer, no program of the platform.
        NotNow: the goods are taken off sale here; nothing is to be carried out.

    Law: ECL-ip-measures
    """
    policies.require_answer(actor)
    one = selectors.measure_get(actor, measure_id, lock=True)
    if one.target == Target.OFFER:
        raise NotNow(_("商品已在这里暂停销售，不需要平台另行执行。"))
    name = "done_at" if one.ended_at is None else "freed_at"
    if getattr(one, name) is None:
        setattr(one, name, clock.now())
        one.save(update_fields=[name])
        said = {"measure": str(one.pk), "is_freed": one.ended_at is not None}
        note(actor, one.notice, "complaints.content_done", CLAUSE, said)
    return one


def platform_tell(actor: Actor, row: Notice, one: NoticeMeasure, topic: str) -> None:
    """Tell the platform what it is to take down, or may show again."""
    others = NoticeMeasure.objects.of(actor).filter(
        target=one.target, room=one.room, session=one.session, ended_at__isnull=True
    )
    payload: dict[str, Any] = {
        "measure": str(one.pk),
        "complaint": str(row.complaint_id),
        "notice": selectors.mark_of(row),
        "target": one.target,
        "room": str(one.room_id),
        "room_external_id": one.room.external_id if one.room else "",
        "party": str(one.party_id or ""),
        "session": str(one.session_id or ""),
        "from": one.from_at.isoformat() if one.from_at else "",
        "until": one.until_at.isoformat() if one.until_at else "",
        "others": others.exclude(pk=one.pk).count(),
        "clause": CLAUSE,
    }
    record.message_add(actor=actor, topic=topic, subject_ref=f"{one.pk}/{topic}", payload=payload)
