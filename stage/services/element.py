"""Key elements: handed in, reviewed, shown; what is seen on air is compared with that."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, law, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import selectors as office
from rooms import selectors as rooms
from rooms.models import Room, Session
from stage import policies, selectors
from stage.events import ElementDecided
from stage.models import Element, ElementVersion
from stage.rules import elements as rules
from stage.services.content import Content, digest_of, is_same, seal
from stage.services.judging import Judgement, judged

State, Origin = ElementVersion.State, ElementVersion.Origin
CLAUSE = "M-key-elements"
MOST_TEXT, MOST_LABELS = 2_000, 50


class AlreadyDecided(Conflict):
    code = "already_decided"


class Seen(NamedTuple):
    """What an event on air shows of one element."""

    kind: str
    content: Content
    event_id: str


class Differing(NamedTuple):
    """Something on air that was not reviewed, and the version that was made of it."""

    seen: Seen
    version: ElementVersion


@transaction.atomic
def element_submit(
    *, actor: Actor, room_id: UUID, kind: str, content: Content, party_id: UUID | None = None
) -> ElementVersion:
    """Hand in what a room is to show. It is shown once it was approved; the same is handed in once.

    Words that the engine passes are approved at once, what it blocks is refused at once,
    everything else, and every picture, waits for an officer. A newer version takes the place of
    one that still waits.

    Raises:
        NotFound: no such room, file or marketer for this actor.
        Forbidden: the actor may not declare for this room.
        Invalid: no such element, nothing to show, or no declaration that it keeps to the law.

    Law: M-key-elements, O117-key-elements, O117-prebroadcast-review
    """
    room = rooms.room_get(actor, room_id)
    policies.require_declare(actor, room)
    _require_sense(actor, kind, content, party_id)
    element = _element(actor, room, kind, party_id)
    known = _known(actor, element, content)
    return known or _propose(actor, element, content, Origin.DECLARED)


def _require_sense(actor: Actor, kind: str, content: Content, party_id: UUID | None) -> None:
    if kind not in rules.KINDS:
        raise Invalid(_("没有这种开播要素。"), field="kind")
    if party_id is not None and kind not in rules.OF_PERSONS:
        raise Invalid(_("只有着装和形象可以按营销人员申报。"), field="party_id")
    _require_content(actor, kind, content)


def _require_content(actor: Actor, kind: str, content: Content) -> None:
    if not content.is_declared:
        raise Invalid(
            _("请先声明内容符合法律法规，没有违法和不良信息。"), field="declared", law=CLAUSE
        )
    if kind in rules.TEXTS and not content.text.strip():
        raise Invalid(_("请填写文字内容。"), field="text")
    if kind not in rules.TEXTS and not content.has_image and not _may_be_words(kind, content):
        raise Invalid(_("请提供图片的摘要、地址或文件编号。"), field="image_sha256")
    if len(content.text) > MOST_TEXT or len(content.labels) > MOST_LABELS:
        raise Invalid(_("内容超出长度。"), field="text")
    if content.file_id is not None:
        office.file_get(actor, content.file_id)


def _may_be_words(kind: str, content: Content) -> bool:
    return kind == "other" and bool(content.text.strip())


def _element(actor: Actor, room: Room, kind: str, party_id: UUID | None) -> Element:
    """Return the element, locked; make it at the first version."""
    wanted: dict[str, Any] = {"room_id": room.pk, "kind": kind, "party_id": party_id}
    rows = Element.objects.select_for_update(of=("self",)).select_related("shown")
    element, made = rows.get_or_create(tenant_id=room.tenant_id, **wanted)
    if made and party_id is not None:
        selectors.element_party_require(actor, element)
    return element


def _known(actor: Actor, element: Element, content: Content) -> ElementVersion | None:
    """Return the version shown or waiting when it holds just this."""
    waiting = element.versions.filter(state=State.WAITING).first()
    for one in (waiting, element.shown if waiting is None else None):
        if one is not None and is_same(one, element.tenant_id, content):
            return one
    return None


def _propose(
    actor: Actor,
    element: Element,
    content: Content,
    origin: str,
    session_id: UUID | None = None,
) -> ElementVersion:
    judgement = judged(actor, element.kind, content.text) if content.text.strip() else None
    suggestion = _suggestion(judgement, content)
    labels = [dict(one, by="platform") for one in content.labels]
    labels += judgement.labels if judgement else []
    element.versions.filter(state=State.WAITING).update(state=State.WITHDRAWN)
    element.latest += 1
    version = ElementVersion(
        id=uuid7(),
        tenant_id=element.tenant_id,
        element=element,
        number=element.latest,
        origin=origin,
        is_declared=content.is_declared,
        labels=labels,
        suggestion=suggestion,
        ruleset=judgement.ruleset if judgement else "",
        submitted_at=clock.now(),
        submitted_by_id=actor.user_id,
        session_id=session_id,
    )
    seal(version, content)
    version.state = rules.first_state(element.kind, suggestion, _is_declared(version))
    if version.state != State.WAITING:
        version.decided_at = version.submitted_at
        version.clause = _clause_of(judgement) if version.state == State.REFUSED else ""
    version.save(force_insert=True)
    _note(actor, "stage.element_submitted", element, version)
    _after(actor, element, version)
    return version


def _is_declared(version: ElementVersion) -> bool:
    return version.is_declared or version.origin == Origin.LIVE


def _suggestion(judgement: Judgement | None, content: Content) -> rules.Suggestion:
    said = [judgement.suggestion] if judgement else []
    said += [rules.of_labels(content.labels)] if content.has_image else []
    return rules.worst(said)


def _clause_of(judgement: Judgement | None) -> str:
    """Return the clause of the first label that names one of the register."""
    for label in judgement.labels if judgement else []:
        if label.get("clause") in law.register():
            return str(label["clause"])
    return CLAUSE


def _after(actor: Actor, element: Element, version: ElementVersion) -> None:
    """Show what was approved, tell the platform, and ring where officers look."""
    if version.state == State.APPROVED:
        element.shown, element.differs_at = version, None
    element.save(update_fields=["shown", "latest", "differs_at"])
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    if version.state == State.WAITING:
        return
    record.message_add(
        actor=actor,
        topic="element.decided",
        subject_ref=version.pk,
        payload={
            "id": str(version.pk),
            "room_id": str(element.room_id),
            "kind": element.kind,
            "state": version.state,
            "clause": version.clause,
        },
    )
    told = (element.room_id, version.pk, element.kind, version.state)
    events.publish(ElementDecided(actor, *told))


@transaction.atomic
def element_decide(
    *, actor: Actor, version_id: UUID, state: str, reason: str = "", clause: str = ""
) -> ElementVersion:
    """Approve what waits, so that it is shown, or refuse it. The same word twice is said once.

    Raises:
        NotFound: no such version in the tenant.
        Forbidden: the actor is no officer.
        Invalid: neither approved nor refused; refused without a reason or a clause.
        AlreadyDecided: it was decided otherwise, or a newer version took its place.

    Law: M-key-elements, O117-key-elements
    """
    policies.require_review(actor)
    if state not in (State.APPROVED, State.REFUSED):
        raise Invalid(_("请选择通过或不通过。"), field="state")
    if state == State.REFUSED and not reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    if state == State.REFUSED and clause not in law.register():
        raise Invalid(_("请选择依据的条款。"), field="clause")
    version = selectors.version_get(actor, version_id)
    element = _element(actor, version.element.room, version.element.kind, version.element.party_id)
    version.refresh_from_db()  # it may have been decided while we waited for the element
    if version.state == state and version.decided_by_id is not None:
        return version
    if version.state != State.WAITING:
        raise AlreadyDecided(_("这个版本已有结论。"))
    version.state, version.reason = state, reason.strip()[:300]
    version.clause = clause if state == State.REFUSED else ""
    version.decided_at, version.decided_by_id = clock.now(), actor.user_id
    version.save(update_fields=["state", "reason", "clause", "decided_at", "decided_by"])
    _note(actor, "stage.element_decided", element, version)
    _after(actor, element, version)
    return version


def _note(actor: Actor, action: str, element: Element, version: ElementVersion) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", element.room_id),
        clause=version.clause or CLAUSE,
        after={"reason": version.reason} if version.reason else None,
        data={
            "element": element.kind,
            "version": str(version.pk),
            "number": version.number,
            "state": version.state,
            "origin": version.origin,
            "suggestion": version.suggestion,
        },
    )


@transaction.atomic
def elements_observe(*, actor: Actor, session: Session, seen: Sequence[Seen]) -> list[Differing]:
    """Compare what is seen on air with what was approved; what differs is reviewed again.

    A room that never handed in an element is not asked for it here: the gate does that.

    Returns:
        What was shown without having been approved, once for each new content.

    Law: M-key-elements, O117-key-elements
    """
    room_id, found = session.room_id, []
    standing = {one.kind: one for one in selectors.element_list(actor, room_id) if not one.party_id}
    for one in seen:
        known = standing.get(one.kind)
        if known is None or _is_shown(known, one.content):
            continue
        element = _element(actor, session.room, one.kind, None)
        standing[one.kind] = element
        if _is_shown(element, one.content):
            continue
        version = _again(element, one.content) or _propose(
            actor, element, one.content, Origin.LIVE, session.pk
        )
        found.append(Differing(one, version))
        if element.differs_at is None and version.state != State.APPROVED:
            element.differs_at = clock.now()
            element.save(update_fields=["differs_at"])
    return found


def _is_shown(element: Element, content: Content) -> bool:
    """Tell whether what is seen is what was approved, as far as the event says it."""
    shown = element.shown
    if shown is None:
        return False
    tenant_id = element.tenant_id
    pairs: list[tuple[str, Any]] = [
        (digest_of(tenant_id, content.text), shown.text_digest),
        (digest_of(tenant_id, content.image_url), shown.address_digest),
    ]
    said = [(seen, approved) for seen, approved in pairs if seen]
    return all(seen == approved or not approved for seen, approved in said) and any(
        seen == approved for seen, approved in said
    )


def _again(element: Element, content: Content) -> ElementVersion | None:
    """Return the version that waits or was refused last, when just this is on air again."""
    newest = element.versions.exclude(state=State.APPROVED).order_by("-number").first()
    if newest is None or newest.number != element.latest:
        return None
    return newest if is_same(newest, element.tenant_id, content) else None
