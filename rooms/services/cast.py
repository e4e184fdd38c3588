"""Who is on air in a session: who joins is asked about first, who leaves is written down."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from parties import services as parties
from parties.gate import NAME as VERIFIED_BY
from rooms import policies, selectors
from rooms.events import AdmissionLost, AdmissionRenewed, CastChanged
from rooms.models import Admission, OnAir, Session
from rooms.services.admission import Cast, Wish, cast_of, decide


class NotOnAir(Conflict):
    code = "not_on_air"


def cast_join(actor: Actor, session: Session, cast: Cast) -> None:
    """Write down who is on air, the first as host where nobody is yet."""
    now = clock.now()
    rows: list[tuple[str, UUID | None, str]] = [
        (one.public_name, one.id, one.external_id) for one in cast.found.values()
    ]
    rows += [(name, None, "") for name in cast.unknown]
    OnAir.objects.bulk_create(
        (
            OnAir(
                tenant_id=actor.tenant_id,
                session=session,
                stage_name=name[:60],
                party_id=party_id,
                external_id=number,
                is_host=not place,
                joined_at=now,
            )
            for place, (name, party_id, number) in enumerate(rows)
        ),
        ignore_conflicts=True,  # two of one stage name stand once
    )


def verifications_spend(actor: Actor, admission: Admission, session: Session, cast: Cast) -> None:
    """Use up the verifications by which people were let in: each is good for one broadcast.

    Raises:
        AlreadyUsed: another broadcast that began at the same moment has them.

    Law: M-live-verification, O117-marketer-each-broadcast
    """
    if admission.is_allowed and VERIFIED_BY in admission.checks and cast.ids:
        parties.verifications_use(actor=actor, session_id=session.pk, party_ids=cast.ids)


def wish_of(session: Session, marketers: Sequence[str]) -> Wish:
    """Return what a session on air would ask the gate with another cast."""
    return Wish(
        form=session.form,
        marketers=tuple(marketers),
        is_virtual_image=session.is_virtual_image,
        virtual_hosts=tuple(session.virtual_hosts),
        technologies=tuple(session.technologies),
        functions=tuple(session.functions),
    )


@transaction.atomic
def cast_change(
    *, actor: Actor, session_id: UUID, joining: Sequence[str] = (), leaving: Sequence[str] = ()
) -> Admission:
    """Change who is on air: whoever leaves has left; whoever joins is let in by the gate or not.

    The gate is asked about the whole cast as it would be then.

    Raises:
        NotFound: no such session for this actor.
        Forbidden: he may not run sessions.
        NotOnAir: the broadcast has ended.

    Law: M-live-verification
    """
    policies.require_manage(actor)
    session = selectors.session_get(actor, session_id)
    room, current = selectors.room_asked(actor, session.room_id, lock=True)
    if current is None or current.pk != session.pk:
        raise NotOnAir(_("直播已经结束。"))
    _leave(actor, current, cast_of(actor, leaving))
    standing = _standing(actor, current)
    new = cast_of(actor, joining)
    wish = wish_of(current, [*standing, *new.found, *new.unknown])
    cast = cast_of(actor, wish.marketers)
    admission = decide(actor, room, wish, cast, Admission.Kind.CAST, current)
    if admission.is_allowed or not admission.is_enforced:
        cast_join(actor, current, new)
        verifications_spend(actor, admission, current, new)
        settle(actor, current, admission)
    elif not joining:  # who is left is on air, whatever the gate says of them
        settle(actor, current, admission)
    elif leaving:  # nobody joined: the gate is asked about who is left
        admission_renew(actor=actor, session_id=current.pk)
    events.publish(CastChanged(actor, current.pk, room.pk))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return admission


def _standing(actor: Actor, session: Session) -> list[str]:
    rows = OnAir.objects.of(actor).filter(session=session, left_at__isnull=True)
    return [str(one.party_id or one.stage_name) for one in rows]


def _leave(actor: Actor, session: Session, cast: Cast) -> None:
    rows = OnAir.objects.of(actor).filter(session=session, left_at__isnull=True)
    ids = [one.id for one in cast.found.values()]
    gone = rows.filter(party_id__in=ids) | rows.filter(stage_name__in=cast.unknown)
    count = gone.update(left_at=clock.now())
    if count:
        record.entry_append(
            actor=actor,
            action="rooms.cast_left",
            subject=("session", session.pk),
            data={"count": count, "parties": sorted(map(str, ids))},
        )


def settle(actor: Actor, session: Session, admission: Admission) -> None:
    """Keep whether a session on air is allowed; tell whoever listens when it is no more.

    Whoever came onto a list, and what goods lack anew, is told of, though the session was not
    allowed before.
    """
    was_admitted = session.is_admitted
    if was_admitted != admission.is_allowed:
        session.is_admitted = admission.is_allowed
        session.save(update_fields=["is_admitted"])
    told = (actor, session.pk, session.room_id, admission.pk)
    if not admission.is_allowed and (was_admitted or _is_news(actor, session, admission)):
        events.publish(AdmissionLost(*told))
    events.publish(AdmissionRenewed(*told))


def _is_news(actor: Actor, session: Session, admission: Admission) -> bool:
    """Tell whether somebody is on a list who was on none when the gate was last asked, or goods
    lack what they had."""
    listed = selectors.listed_in(admission)
    if not listed:
        return False
    asked = Admission.objects.of(actor).filter(room=session.room_id, session=session)
    others = asked.exclude(pk=admission.pk).exclude(kind=Admission.Kind.TRIAL)
    before = others.order_by("-asked_at", "-id").first()
    return before is None or not listed <= selectors.listed_in(before)


@transaction.atomic
def admission_renew(*, actor: Actor, session_id: UUID) -> Admission | None:
    """Ask again about a session on air, because something about its people changed.

    Returns:
        The answer; None when it ended meanwhile.

    Raises:
        NotFound: no such session for this actor.
    """
    session = selectors.session_get(actor, session_id)
    room, current = selectors.room_asked(actor, session.room_id, lock=True)
    if current is None or current.pk != session.pk:
        return None
    wish = wish_of(current, _standing(actor, current))
    admission = decide(
        actor, room, wish, cast_of(actor, wish.marketers), Admission.Kind.AGAIN, current
    )
    settle(actor, current, admission)
    return admission
