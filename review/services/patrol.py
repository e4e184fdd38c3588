"""Patrol rounds: made by the share of each tier, told of when missed, closed when looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from office import services as office
from review import policies, selectors
from review.models import Item, Round
from review.rules import patrol as rules
from review.rules import queue
from review.services.lease import LEASED, let_go
from rooms import selectors as rooms
from rooms.models import Session
from tiers import selectors as tiers

SUBJECT, KIND, ACT, ANSWER_H = "patrol_round", "patrol", "officer.patrol", 1


@transaction.atomic
def rounds_follow(*, actor: Actor) -> int:
    """Make the rounds that have begun, and tell of those that were missed; return how many.

    Which stretch of which broadcast is looked at follows from their ids and the share of the
    tier (that of key rooms where patrol is raised), so that a worker that was killed makes the
    same rounds when it comes back.

    Raises:
        Forbidden: only the product itself does.

    Law: M-content-patrol, M-tiering
    """
    policies.require_open(actor)
    now = clock.now()
    sessions = list(rooms.session_open_list(actor).order_by("id"))
    _make(actor, sessions, now)
    due = Round.objects.of(actor).filter(state=Round.State.DUE)
    rows = list(
        due.select_for_update(of=("self",), skip_locked=True)
        .select_related("room", "item", "session")
        .order_by("id")
    )
    over = [one for one in rows if one.session.ended_at is not None]
    _end(actor, over)
    late = [one for one in rows if one not in over and _is_missed(one, now)]
    for one in late:
        _alarm(actor, one, now)
    return len(late)


def _is_missed(one: Round, now: datetime) -> bool:
    """A round is missed when its time is over and nobody has it in hand."""
    in_hand = one.item.lease_until is not None and one.item.lease_until > now
    return one.missed_at is None and one.due_at <= now and not in_hand


def _make(actor: Actor, sessions: Sequence[Session], now: datetime) -> None:
    terms = selectors.terms_of(actor)
    percents = tiers.patrol_percents(actor, [one.room for one in sessions])
    wanted = [
        (one, stretch, percents[one.room_id])
        for one in sessions
        if one.room_id in percents
        for stretch in rules.stretches(one.started_at, now, terms.patrol_every, terms.patrol_within)
        if rules.is_sampled(one.pk, stretch.number, percents[one.room_id])
    ]
    ids = [one.pk for one in sessions]
    made = Round.objects.of(actor).filter(session_id__in=ids).values_list("session_id", "number")
    known = set(made)
    fresh = [each for each in wanted if (each[0].pk, each[1].number) not in known]
    if not fresh:
        return
    rounds, items = [], []
    for session, stretch, percent in fresh:
        pk = uuid7()
        item = _item(actor, session, stretch, pk)
        items.append(item)
        rounds.append(
            Round(
                id=pk,
                tenant_id=actor.tenant_id,
                room_id=session.room_id,
                session=session,
                item=item,
                number=stretch.number,
                tier=session.room.tier,
                percent=percent,
                begins_at=stretch.begins_at,
                due_at=stretch.due_at,
            )
        )
    _write(actor, items, rounds)


def _write(actor: Actor, items: list[Item], rounds: list[Round]) -> None:
    Item.objects.bulk_create(items)
    Round.objects.bulk_create(rounds, ignore_conflicts=True)
    kept = set(
        Round.objects.of(actor)
        .filter(pk__in=[one.pk for one in rounds])
        .values_list("pk", flat=True)
    )
    stray = [one.pk for one in items if one.subject_id not in kept]  # another worker was faster
    if stray:
        Item.objects.of(actor).filter(pk__in=stray).update(state=Item.State.CLOSED)
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")


def _item(actor: Actor, session: Session, stretch: rules.Stretch, pk: UUID) -> Item:
    return Item(
        tenant_id=actor.tenant_id,
        kind=Item.Kind.PATROL,
        subject_id=pk,
        room_id=session.room_id,
        session=session,
        tier=queue.TIERS.get(session.room.tier, 0),
        due_s=int(stretch.due_at.timestamp()),
        opened_at=clock.now(),
    )


def _alarm(actor: Actor, one: Round, now: datetime) -> None:
    one.missed_at = now
    one.save(update_fields=["missed_at"])
    _note(actor, one, "review.round_missed")
    members = accounts.membership_list(actor).filter(roles__contains=[Role.OFFICER], is_active=True)
    office.message_send(
        actor=actor,
        to=sorted(members.values_list("user_id", flat=True)),
        topic="patrol_missed",
        context={"room": one.room.title, "due": one.due_at.isoformat()},
        about=office.About(SUBJECT, str(one.pk)),
    )
    office.clock_start(
        actor=actor,
        subject=(SUBJECT, one.pk),
        kind=KIND,
        policy=office.Policy(
            amount=ANSWER_H, unit="hour", clause="M-content-patrol", warn_before=0, met_by=(ACT,)
        ),
        at=one.due_at,
    )
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")


def _end(actor: Actor, rows: Sequence[Round]) -> None:
    """Close the rounds of broadcasts that are over; what was missed stays missed."""
    for one in rows:
        one.state = Round.State.OVER
        if one.missed_at is None and one.session.ended_at and one.due_at <= one.session.ended_at:
            one.missed_at = one.due_at
            _note(actor, one, "review.round_missed")
        one.save(update_fields=["state", "missed_at"])
        office.clocks_close(actor=actor, subject=(SUBJECT, one.pk))
        item = one.item
        let_go([item])
        item.state = Item.State.CLOSED
        item.save(update_fields=[*LEASED, "state"])


def round_finish(actor: Actor, item: Item, since: datetime) -> Round:
    """Log a round that an officer has made, in the running transaction.

    Law: M-content-patrol, M-tiering
    """
    one = Round.objects.of(actor).select_for_update().get(pk=item.subject_id)
    now = clock.now()
    one.state, one.officer_id = Round.State.DONE, actor.user_id
    one.from_at, one.to_at = min(since, now), now
    one.outcome, one.note = item.outcome, item.reason
    one.save(update_fields=["state", "officer", "from_at", "to_at", "outcome", "note"])
    _note(actor, one, "review.round_made")
    office.clocks_hear(actor=actor, subject=(SUBJECT, one.pk), act=ACT)
    return one


def _note(actor: Actor, one: Round, action: str) -> None:
    took = (one.to_at - one.from_at) if one.to_at and one.from_at else timedelta()
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", one.room_id),
        clause="M-content-patrol",
        data={
            "round": str(one.pk),
            "session": str(one.session_id),
            "number": one.number,
            "outcome": one.outcome,
            "seconds": round(took.total_seconds()),
            "due": one.due_at.isoformat(),
        },
    )
