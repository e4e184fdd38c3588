"""Judge operators, keep why, and let their rooms have it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, events, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from office import services as office
from parties.models import Party
from parties.selectors import operators
from rooms.services.tier import rooms_tier_set, rooms_tiers_set, session_keep
from tiers import policies, selectors
from tiers.events import TierChanged
from tiers.models import Standing
from tiers.rules.grade import Decision, decide
from tiers.rules.grading import FIRST
from tiers.selectors import words
from tiers.selectors.figures import Known
from tiers.selectors.policy import Held
from tiers.selectors.rooms import operators_due
from tiers.services.given import Seen, services_tell

CLAUSE, SUBJECT, TASK = "M-tiering", "party", "tiers.standings_follow"
SOON_S = 10  # so long one doubt waits for others of the same room


class Change(NamedTuple):
    """An operator's new standing beside the one it takes the place of."""

    old: Standing | None
    new: Standing
    before: str


@transaction.atomic
def standings_follow(*, actor: Actor, most: int) -> int:
    """Judge those who are due today, some of them; return how many. Twice is once.

    Law: M-tiering, O117-tiering
    """
    policies.require_compute(actor)
    tier_lock(actor)
    held, today = selectors.policy_in_force(actor), clock.today()
    done = selectors.standings_now(actor).filter(
        is_due=False, looked_on__gte=today, latest_version=held.version
    )
    due = operators_due(actor, done, most)
    standings_compute(actor=actor, operator_ids=due)
    return len(due)


@transaction.atomic
def standings_compute(*, actor: Actor, operator_ids: Collection[UUID]) -> int:
    """Judge operators by the policy in force and what is known of them; return how many moved.

    The same day, policy and figures give the same tier, however often and by whomever.

    Raises:
        Forbidden: the actor computes nothing.

    Law: M-tiering, O117-tiering
    """
    policies.require_compute(actor)
    if not operator_ids:
        return 0
    tier_lock(actor)
    today, held = clock.today(), selectors.policy_in_force(actor)
    found = selectors.known(actor, operator_ids, held.body, today)
    current = {one.operator_id: one for one in selectors.standings_now(actor, list(operator_ids))}
    changes, looked, seen = [], [], []
    for operator_id in operator_ids:
        old, rooms = current.get(operator_id), found.rooms.get(operator_id, ())
        present = selectors.present_of(old, rooms, today)
        decision = decide(held.body, found.values.get(operator_id, {}), present, today)
        if old is not None and decision.tier == old.tier and not _has_expired(old, today):
            seen.append(Seen(operator_id, old.tier, old.latest_version, old.tier))
            looked.append(_looked(old, decision, held, today))
        else:
            new = _standing(actor, operator_id, decision, held, today)
            changes.append(Change(old, new, present.tier))
    Standing.objects.bulk_update(looked, LOOKED, batch_size=500)
    services_tell(actor, seen, held)
    standings_begin(actor, changes)
    _inherit(actor, current, changes, found)
    return sum(1 for one in changes if one.before != one.new.tier)


LOOKED = ("score", "latest", "latest_version", "looked_on", "is_due")


def tier_lock(actor: Actor) -> None:
    """Let nobody else judge in this tenant until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"tiers:{actor.tenant_id}"])


def _has_expired(standing: Standing, today: date) -> bool:
    until = standing.by_hand_until
    return until is not None and until < today


def _looked(old: Standing, decision: Decision, held: Held, today: date) -> Standing:
    old.score, old.latest, old.latest_version = decision.score, decision.kept(), held.version
    old.looked_on, old.is_due = today, False
    return old


def _standing(
    actor: Actor, operator_id: UUID, decision: Decision, held: Held, today: date
) -> Standing:
    return Standing(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        operator_id=operator_id,
        tier=decision.tier,
        since=clock.now(),
        policy=held.row,
        policy_version=held.version,
        reason=decision.kept(),
        score=decision.score,
        latest=decision.kept(),
        latest_version=held.version,
        looked_on=today,
    )


def standings_begin(actor: Actor, changes: list[Change]) -> None:
    """End the old standings, begin the new ones, and say so where a tier changed."""
    ended = [one.old.pk for one in changes if one.old is not None]
    Standing.objects.of(actor).filter(pk__in=ended).update(until=clock.now(), is_due=False)
    Standing.objects.bulk_create([one.new for one in changes], batch_size=500)
    told = [one for one in changes if one.old is not None or one.before != one.new.tier]
    record.entries_append(actor=actor, acts=[_act(one) for one in told])
    first = len(changes) - len(told)
    if first:
        record.entry_append(
            actor=actor,
            action="tiers.operators_graded",
            subject=("tenant", actor.tenant_id),
            clause=CLAUSE,
            data={"operators": first, "policy": changes[0].new.policy_version},
        )
    moved = [one for one in changes if one.before != one.new.tier]
    _tell(actor, moved)
    for one in moved:
        events.publish(TierChanged(actor, one.new.operator_id, one.before, one.new.tier))
    services_tell(actor, [_seen(one) for one in changes], selectors.policy_in_force(actor))


def _seen(one: Change) -> Seen:
    version = one.new.latest_version if one.old is None else one.old.latest_version
    return Seen(one.new.operator_id, one.before, version, one.new.tier)


def _act(change: Change) -> dict[str, Any]:
    new = change.new
    data: dict[str, Any] = {
        "from": change.before,
        "to": new.tier,
        "origin": new.origin,
        "policy": new.policy_version,
        "standing": str(new.pk),
    }
    if new.origin == Standing.Origin.HAND:
        data |= {"note": new.note, "until": f"{new.by_hand_until}"}
    return {
        "action": "tiers.tier_changed" if change.before != new.tier else "tiers.tier_kept",
        "subject": (SUBJECT, new.operator_id),
        "clause": CLAUSE,
        "after": new.reason,
        "data": data | {"score": new.score, "because": new.reason.get("because", [])},
    }


def _inherit(
    actor: Actor, current: Mapping[UUID, Standing], changes: list[Change], found: Known
) -> None:
    """Give the rooms their operator's tier where they have another."""
    now = {pk: one.tier for pk, one in current.items()}
    now |= {one.new.operator_id: one.new.tier for one in changes}
    others = {
        operator_id: now.get(operator_id, FIRST)
        for operator_id, rooms in found.rooms.items()
        if any(room.tier != now.get(operator_id, FIRST) for room in rooms)
    }
    if others:
        rooms_tiers_set(actor=actor, tiers=others)


def _tell(actor: Actor, moved: list[Change]) -> None:
    """Write to the operators who are members of the platform's console: their tier and why."""
    people = operators.operators_in_bulk(actor, [one.new.operator_id for one in moved])
    users = {one.user_id for one in people.values() if one.user_id}
    known = accounts.membership_list(actor).filter(user_id__in=users, is_active=True)
    active = set(known.values_list("user_id", flat=True))
    for one in moved:
        party: Party = people[one.new.operator_id]
        if party.user_id in active and party.user_id is not None:
            _letter(actor, one, party.user_id)


def _letter(actor: Actor, change: Change, user_id: UUID) -> None:
    new = change.new
    why = new.note if new.origin == Standing.Origin.HAND else ""
    office.message_send(
        actor=actor,
        to=[user_id],
        topic="tier_changed",
        context={
            "before": words.pair(lambda: words.tier_name(change.before)),
            "after": words.pair(lambda: words.tier_name(new.tier)),
            "why": words.pair(lambda: why or words.reason_of(new.reason)),
        },
        about=office.About("standing", str(new.pk)),
    )


@transaction.atomic
def operators_doubt(
    *,
    actor: Actor,
    operator_ids: Collection[UUID] = (),
    room_ids: Collection[UUID] = (),
    is_urgent: bool = True,
) -> int:
    """Have operators judged again soon: something happened to them, or in a room of theirs.

    Args:
        is_urgent: now; else with the next sweep, so that many together cost one judging.

    Raises:
        Forbidden: the actor computes nothing.
    """
    policies.require_compute(actor)
    owners = set(operator_ids)
    if room_ids:
        owners |= selectors.owners_of(actor, room_ids)
    sure = selectors.standings_now(actor, owners).filter(is_due=False)
    doubted = sure.update(is_due=True) if owners else 0
    if owners and is_urgent:
        follow_soon(actor)
    return doubted


def room_doubt_later(*, actor: Actor, room_id: UUID) -> None:
    """Have a room's operator judged with the next sweep, after this transaction.

    Whoever inspects what is said on air must not wait for a standing that is being written.
    """
    names = {"tenant_id": str(actor.tenant_id), "room_id": str(room_id)}
    transaction.on_commit(
        lambda: nudges.nudge_once("tiers.room_doubt", queue="bulk", delay_s=SOON_S, **names),
        robust=True,
    )


@transaction.atomic
def session_retain(*, actor: Actor, session_id: UUID) -> bool:
    """Write down until when a broadcast that ended is kept, by the tier that its operator had.

    Law: M-tiering, O117-evidence-3y
    """
    policies.require_compute(actor)
    until = selectors.keep_until(actor, session_id)
    return until is not None and session_keep(actor=actor, session_id=session_id, until=until)


def follow_soon(actor: Actor) -> None:
    """Nudge the judging of this tenant once the transaction commits; the sweep finds the rest."""
    tenant = str(actor.tenant_id)
    transaction.on_commit(
        lambda: nudges.nudge_once(TASK, queue="bulk", tenant_id=tenant), robust=True
    )


@transaction.atomic
def room_inherit(*, actor: Actor, operator_id: UUID | None) -> None:
    """Let the rooms of an operator have his tier: one may have been opened since."""
    standing = selectors.standings_now(actor, [operator_id]).first() if operator_id else None
    if standing is not None:
        rooms_tier_set(actor=actor, operator_id=standing.operator_id, tier=standing.tier)
