"""Look whether key rooms are watched; raise an alarm where nobody does, until somebody does."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor
from office import services as office
from rooms.models import Session
from tiers import policies, selectors
from tiers.events import GapAlarmed
from tiers.models import Gap
from tiers.rules.grading import Watch
from tiers.rules.watch import WATCHED, verdict
from tiers.selectors import watch as watching
from tiers.selectors import words
from tiers.services.assignment import shifts_follow

SUBJECT, KIND, ACT = "watch_gap", "watch", "officer.watching"


@transaction.atomic
def watch_follow(*, actor: Actor) -> int:
    """Look at every key room on air of a tenant; return how many alarms were raised.

    A gap begins when nobody watches who ought to, is told of once when the grace is over, and
    ends when somebody watches, the broadcast is over or the room is no key room any more. While
    nobody can know who looks, nothing begins and nothing ends.

    Raises:
        Forbidden: only officers and the product itself may.

    Law: M-tiering, O117-tiering
    """
    policies.require_grade(actor)
    shifts_follow(actor=actor)
    sessions = watching.key_sessions(actor)
    open_gaps = {
        one.session_id: one
        for one in Gap.objects.of(actor).select_for_update().filter(closed_at__isnull=True)
    }
    _close_over(actor, open_gaps, {one.pk for one in sessions})
    seen = watching.looking(actor, [one.room_id for one in sessions]) if sessions else None
    if seen is None:
        return 0
    now, watch = clock.now(), selectors.policy_in_force(actor).body.watch
    duty = watching.on_shift(
        watching.live_assignments(actor, now), [one.room for one in sessions], now
    )
    patrol = frozenset(watching.patrollers(actor))
    alarms = 0
    for one in sessions:
        here = frozenset(seen.get(one.room_id, ()))
        said = verdict(watch, duty[one.room_id], here, patrol)
        gap = open_gaps.get(one.pk)
        if said == WATCHED:
            _close(actor, gap, Gap.End.WATCHED, now, here & (duty[one.room_id] or patrol))
        else:
            gap = gap or _open(actor, one, said, now)
            alarms += _alarm(actor, gap, one, watch, duty[one.room_id] & patrol or patrol)
    return alarms


def _open(actor: Actor, session: Session, cause: str, now: datetime) -> Gap:
    return Gap.objects.create(
        tenant_id=actor.tenant_id,
        room_id=session.room_id,
        session=session,
        cause=cause,
        opened_at=now,
    )


def _alarm(actor: Actor, gap: Gap, session: Session, watch: Watch, to: Collection[UUID]) -> bool:
    """Tell of a gap that lasted longer than the grace, once; say whether it was told of now."""
    now = clock.now()
    if gap.alarmed_at is not None or now < gap.opened_at + timedelta(seconds=watch.grace_s):
        return False
    gap.alarmed_at = now
    gap.save(update_fields=["alarmed_at"])
    _note(actor, gap, "tiers.room_unwatched", {"cause": gap.cause})
    office.message_send(
        actor=actor,
        to=to,
        topic="watch_gap",
        context={
            "room": session.room.title,
            "since": gap.opened_at.isoformat(),
            "why": words.pair(lambda: words.cause(gap.cause)),
        },
        about=office.About(SUBJECT, str(gap.pk)),
    )
    office.clock_start(
        actor=actor,
        subject=(SUBJECT, gap.pk),
        kind=KIND,
        policy=office.Policy(
            amount=watch.answer_min,
            unit="minute",
            clause="M-tiering",
            warn_before=0,
            met_by=(ACT,),
        ),
        at=gap.opened_at,
    )
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    events.publish(GapAlarmed(actor, gap.pk, gap.room_id, gap.session_id))
    return True


def _close_over(actor: Actor, gaps: dict[UUID, Gap], key: Collection[UUID]) -> None:
    """Close the gaps of broadcasts that are over, or whose room is no key room any more."""
    now = clock.now()
    for session_id in [one for one in gaps if one not in key]:
        gap = gaps.pop(session_id)
        is_over = gap.session.ended_at is not None
        _close(actor, gap, Gap.End.OVER if is_over else Gap.End.LOWERED, now, ())
    return


def _close(actor: Actor, gap: Gap | None, end: str, now: datetime, by: Collection[UUID]) -> None:
    """End a gap. One that nobody was told of leaves no trace: somebody was only changing pages."""
    if gap is None:
        return
    if gap.alarmed_at is None:
        gap.delete()
        return
    gap.closed_at, gap.end, gap.closed_by_id = now, end, min(by, default=None)
    gap.save(update_fields=["closed_at", "end", "closed_by"])
    seconds = round((now - gap.opened_at).total_seconds())
    _note(actor, gap, "tiers.room_watched", {"end": end, "seconds": seconds})
    if end == Gap.End.WATCHED:
        office.clocks_hear(actor=actor, subject=(SUBJECT, gap.pk), act=ACT)
    else:
        office.clocks_close(actor=actor, subject=(SUBJECT, gap.pk))
    live.ring_on_commit(actor.tenant_id, "wall", "all")


def _note(actor: Actor, gap: Gap, action: str, data: dict[str, object]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", gap.room_id),
        clause="M-tiering",
        data=data | {"gap": str(gap.pk), "session": str(gap.session_id)},
    )
