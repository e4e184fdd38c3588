"""Virtual hosts: registered, assessed, taken off air with the consent they rest on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, law, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from parties.models import Consent
from rooms import selectors as rooms
from stage import policies, selectors
from stage.events import HostWithdrawn
from stage.models import VirtualHost
from stage.rules import hosts as rules
from stage.services.sessions import session_asked_again
from stage.templatetags.stage import FAULTS

State, Borrowed = VirtualHost.State, VirtualHost.Borrowed
CLAUSE, LIKENESS = "M-virtual-image", "M-likeness"


class HostExists(Conflict):
    code = "virtual_host_exists"


class HostEnded(Conflict):
    code = "virtual_host_ended"


class BadMark(Invalid):
    """The mark is not set as the law and the standard ask."""

    code = "bad_mark"


@dataclass(frozen=True, slots=True)
class Figure:
    """A virtual host as it is registered.

    Args:
        technology: slug of the register of technologies.
        face, voice: `nobody` for an invented one, `person` for one that is taken from somebody.
        face_consent, voice_consent: by which consent, where it is taken from somebody.
        mark: how its mark is set.
    """

    name: str
    technology: str
    mark: rules.Mark
    face: str = "nobody"
    voice: str = "nobody"
    face_consent: UUID | None = None
    voice_consent: UUID | None = None


@transaction.atomic
def host_register(*, actor: Actor, room_id: UUID, figure: Figure) -> VirtualHost:
    """Register a virtual host for a room; it waits for the assessment.

    Raises:
        NotFound: no such room or consent for this actor.
        Forbidden: the actor may not declare for this room.
        Invalid: no name or technology, or a face or voice without the consent it needs.
        BadMark: the mark is too small, too short, or does not stay.
        HostExists: the room has one of that name.

    Law: M-virtual-image, O117-ai-person, M-likeness
    """
    room = rooms.room_get(actor, room_id)
    policies.require_declare(actor, room)
    _require_sense(figure)
    try:
        with transaction.atomic():
            made = VirtualHost.objects.create(
                tenant_id=actor.tenant_id,
                room=room,
                name=figure.name.strip(),
                technology=figure.technology.strip(),
                face=figure.face,
                voice=figure.voice,
                face_consent_id=figure.face_consent if figure.face == "person" else None,
                voice_consent_id=figure.voice_consent if figure.voice == "person" else None,
                mark_height_percent=figure.mark.height_percent,
                mark_opening_s=figure.mark.opening_s,
                is_mark_continuous=figure.mark.is_continuous,
            )
    except IntegrityError:
        raise HostExists(_("这个直播间已有同名的虚拟形象。")) from None
    host = selectors.host_get(actor, made.pk)
    _require_consents(host)
    _note(actor, "stage.host_registered", host)
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return host


def _require_sense(figure: Figure) -> None:
    if not figure.name.strip() or not figure.technology.strip():
        raise Invalid(_("请填写虚拟形象的名称和所用技术。"), field="name")
    for what in ("face", "voice"):
        if getattr(figure, what) not in Borrowed.values:
            raise Invalid(_("请说明形象和声音取自何人。"), field=what)
        if getattr(figure, what) == Borrowed.PERSON and not getattr(figure, f"{what}_consent"):
            raise Invalid(
                _("使用自然人的肖像或声音，须先取得本人同意。"),
                field=f"{what}_consent",
                law=LIKENESS,
            )
    faults = rules.mark_faults(figure.mark, law.clause("O117-ai-person", clock.today()))
    if faults:
        said = "、".join(str(FAULTS[one]) for one in faults)
        raise BadMark(
            _("人工智能生成标识不符合要求：%(faults)s。") % {"faults": said},
            law="O117-ai-person",
            faults=faults,
        )


def _require_consents(host: VirtualHost) -> None:
    """A consent that another tenant holds, or of another kind, is none."""
    for given, consent, kind in (
        (host.face_consent_id, host.face_consent, Consent.Kind.LIKENESS),
        (host.voice_consent_id, host.voice_consent, Consent.Kind.VOICE),
    ):
        if given is None:
            continue
        if consent is None or consent.kind != kind:
            raise NotFound(_("没有这项肖像或声音的同意。"))
        if not rules.is_agreed("person", consent, clock.now()):
            raise Invalid(_("这项同意已撤回或到期。"), field="face_consent", law=LIKENESS)


@transaction.atomic
def host_assess(
    *,
    actor: Actor,
    host_id: UUID,
    is_passed: bool,
    assessment: str = "",
    until: date | None = None,
    reason: str = "",
) -> VirtualHost:
    """Write down what the safety assessment of a virtual host came to.

    Raises:
        NotFound: no such host in the tenant.
        Forbidden: the actor is no officer.
        Invalid: passed without the number of the assessment, or with an end in the past; refused
            without a reason.
        HostEnded: it was refused or taken off before.

    Law: M-virtual-image
    """
    policies.require_review(actor)
    if is_passed and not assessment.strip():
        raise Invalid(_("请填写安全评估的编号。"), field="assessment")
    if not is_passed and not reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    if until is not None and until < clock.today():
        raise Invalid(_("有效期已过。"), field="until")
    host = selectors.host_get(actor, host_id, lock=True)
    if host.state in (State.OFF, State.REFUSED):
        raise HostEnded(_("这个虚拟形象已停用或未通过评估，请重新登记。"))
    host.state = State.READY if is_passed else State.REFUSED
    host.assessment, host.assessed_until = assessment.strip()[:80], until
    host.reason = reason.strip()[:300]
    host.assessed_at, host.assessed_by_id = clock.now(), actor.user_id
    host.save()
    _note(actor, "stage.host_assessed", host)
    if not is_passed:
        _leave_air(actor, host, "assessment", CLAUSE)
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return host


@transaction.atomic
def host_withdraw(*, actor: Actor, host_id: UUID, reason: str) -> VirtualHost:
    """Take a virtual host out of use, on air at once. Twice is once.

    Raises:
        NotFound: no such host for this actor.
        Forbidden: the actor may not declare for its room.
        Invalid: no reason.
    """
    host = selectors.host_get(actor, host_id, lock=True)
    policies.require_declare(actor, host.room)
    if not reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    if host.state not in (State.OFF, State.REFUSED):
        _off(actor, host, reason.strip()[:300])
        _leave_air(actor, host, "withdrawn", CLAUSE)
    return host


@transaction.atomic
def hosts_follow_consent(*, actor: Actor, consent_id: UUID) -> int:
    """Take every host off that rests on a consent which was revoked; return how many.

    Law: M-likeness
    """
    hosts = selectors.hosts_by_consent(actor, consent_id)
    for host in hosts:
        _off(actor, host, "")
        _leave_air(actor, host, "revoked", LIKENESS)
    return len(hosts)


@transaction.atomic
def host_expire(*, actor: Actor, host_id: UUID, cause: str) -> None:
    """Take a host off whose consent or assessment has ended by itself.

    Law: M-likeness, M-virtual-image
    """
    policies.require_review(actor)
    host = selectors.host_get(actor, host_id, lock=True)
    if host.state == State.READY:
        _off(actor, host, "")
        _leave_air(actor, host, cause, CLAUSE if cause == "assessment" else LIKENESS)


@transaction.atomic
def hosts_expire(*, actor: Actor) -> int:
    """Take off air every host whose consent or assessment has ended; return how many.

    Law: M-likeness, M-virtual-image
    """
    policies.require_review(actor)
    ended = selectors.hosts_ended(actor)
    for host_id, cause in ended:
        host_expire(actor=actor, host_id=host_id, cause=cause)
    return len(ended)


def _off(actor: Actor, host: VirtualHost, reason: str) -> None:
    host.state, host.off_at, host.reason = State.OFF, clock.now(), reason
    host.save(update_fields=["state", "off_at", "reason"])
    _note(actor, "stage.host_withdrawn", host)


def _leave_air(actor: Actor, host: VirtualHost, cause: str, clause: str) -> None:
    """Tell that a host may be shown no more, where its room is on air with it."""
    session = rooms.session_open(actor, host.room)
    if session is None or not session.is_virtual_image:
        return
    if session.virtual_hosts and host.pk not in session.virtual_hosts:
        return
    session_asked_again(actor, session.pk)
    told = (host.room_id, session.pk, host.pk, clause, cause)
    events.publish(HostWithdrawn(actor, *told))
    live.ring_on_commit(actor.tenant_id, "wall", "all")


def _note(actor: Actor, action: str, host: VirtualHost) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", host.room_id),
        clause=CLAUSE,
        after={"reason": host.reason} if host.reason else None,
        data={
            "host": str(host.pk),
            "state": host.state,
            "technology": host.technology,
            "face": host.face,
            "voice": host.voice,
            "assessment": host.assessment,
        },
    )
