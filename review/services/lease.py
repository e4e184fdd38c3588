"""Who holds what: an item is one officer's for ten minutes, or nobody's."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from review import policies, selectors
from review.models import Item
from review.rules.queue import LEASE_S
from review.rules.rest import AWAY
from review.services.desk import desk_lock

LEASE = timedelta(seconds=LEASE_S)
LEASED = ["held_by", "held_since", "lease_until", "version"]


class HeldByAnother(Conflict):
    code = "held_by_another"


class StaleVersion(Conflict):
    code = "stale_version"


class TooManyHeld(Conflict):
    code = "too_many_held"


class RestDue(Conflict):
    code = "rest_due"


class NotForYou(Conflict):
    code = "not_for_you"


class NotWaiting(Conflict):
    code = "not_waiting"


@transaction.atomic
def item_claim(*, actor: Actor) -> Item | None:
    """Give the officer the next item that he may have; None when nothing waits for him.

    Whatever another is just being given is passed over, so that nobody waits and two officers
    never hold one item.

    Raises:
        Forbidden: the actor is no officer.
        TooManyHeld: he holds as many as the tenant allows.
        RestDue: he should rest, and the tenant's limits bind.

    Law: M-content-patrol
    """
    policies.require_work(actor)
    now = clock.now()
    _require_room(actor, now)
    free = selectors.claimable(actor, now).select_for_update(skip_locked=True, of=("self",))
    item = free.first()
    return None if item is None else _hold(actor, item, now)


@transaction.atomic
def item_take(*, actor: Actor, item_id: UUID) -> Item:
    """Give the officer one item that he chose; what he holds already he keeps.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: the actor is no officer.
        NotWaiting: it was decided, or needs nobody any more.
        HeldByAnother: another officer holds it.
        NotForYou: it is for another, or he may not judge it.
        TooManyHeld: he holds as many as the tenant allows.
        RestDue: he should rest, and the tenant's limits bind.
    """
    policies.require_work(actor)
    now = clock.now()
    desk_lock(actor)
    item = selectors.item_get(actor, item_id, lock=True)
    if item.state != Item.State.OPEN:
        raise NotWaiting(_("这个事项已经处理，不再等待。"))
    if _is_held(item, now) and item.held_by_id == actor.user_id:
        return item
    if _is_held(item, now):
        who = item.held_by.display_name if item.held_by else ""
        raise HeldByAnother(_("%(who)s正在处理这个事项。") % {"who": who})
    if item.not_for_id == actor.user_id or item.assigned_to_id not in (None, actor.user_id):
        raise NotForYou(_("这个事项须由其他专员处理。"))
    _require_room(actor, now)
    return _hold(actor, item, now)


def _require_room(actor: Actor, now: datetime) -> None:
    """Refuse who holds enough; his desk is locked, so he cannot ask twice at once.

    Who is refused has not acted: asking again and again does not put off the end of a rest.
    """
    desk_lock(actor)
    if selectors.sitting_of(actor).must_rest:
        raise RestDue(_("按平台的审核保护设置，请休息十分钟再领取；手上的事项仍归你。"))
    most = selectors.terms_of(actor).hold_most
    if selectors.held_by(actor, now).count() >= most:
        raise TooManyHeld(_("你手上已有 %(most)d 个事项，请先处理或归还。") % {"most": most})


def _is_held(item: Item, now: datetime) -> bool:
    return item.lease_until is not None and item.lease_until > now


def _hold(actor: Actor, item: Item, now: datetime) -> Item:
    item.held_by_id, item.held_since, item.lease_until = actor.user_id, now, now + LEASE
    item.version += 1
    item.save(update_fields=LEASED)
    note(actor, item, "review.item_claimed")
    return item


@transaction.atomic
def items_beat(*, actor: Actor, item_ids: Collection[UUID], is_idle: bool = False) -> list[UUID]:
    """Begin anew the ten minutes of what the officer holds; return what is still his.

    A lease that has run out is begun anew too, as long as nobody else was given the item. A page
    that is open and that nobody touches (`is_idle`) is no work: it does not put off a rest, and
    when it was left for twenty minutes nothing is begun anew.

    Raises:
        Forbidden: the actor is no officer.
    """
    policies.require_work(actor)
    now, desk = clock.now(), desk_lock(actor, is_act=not is_idle)
    if is_idle and now - desk.acted_at >= AWAY:
        return [one.pk for one in selectors.held_by(actor, now) if one.pk in item_ids]
    mine = Item.objects.of(actor).filter(pk__in=item_ids, held_by=actor.user_id)
    kept = [one.pk for one in mine.select_for_update(of=("self",)).order_by("id")]
    Item.objects.of(actor).filter(pk__in=kept).update(lease_until=now + LEASE)
    return kept


@transaction.atomic
def item_release(*, actor: Actor, item_id: UUID) -> Item:
    """Give an item back: it waits again, at its old place. Twice is once.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: the actor is no officer.
        HeldByAnother: it is another's.
    """
    policies.require_work(actor)
    item = selectors.item_get(actor, item_id, lock=True)
    if item.held_by_id is None:
        return item
    if item.held_by_id != actor.user_id:
        raise HeldByAnother(_("这个事项不在你手上。"))
    let_go([item])
    item.save(update_fields=LEASED)
    note(actor, item, "review.item_released")
    return item


@transaction.atomic
def items_leave(*, actor: Actor) -> int:
    """Give back whatever a person holds, because he leaves; return how many that was.

    Whoever he is by now: who lost his role gives back what he held as an officer.
    """
    if actor.user_id is None:
        return 0
    held = Item.objects.of(actor).filter(held_by=actor.user_id)
    found = list(held.select_for_update(of=("self",)).order_by("id"))
    _give_back(actor, found, "review.item_released")
    return len(found)


@transaction.atomic
def leases_follow(*, actor: Actor) -> int:
    """Let go what nobody holds any more: the ten minutes are over, or he is no officer now.

    Raises:
        Forbidden: only the product itself does.
    """
    policies.require_open(actor)
    held = Item.objects.of(actor).filter(held_by__isnull=False)
    if not held.exists():
        return 0
    now = clock.now()
    members = accounts.membership_list(actor).filter(roles__contains=[Role.OFFICER], is_active=True)
    officers = set(members.values_list("user_id", flat=True))
    rows = held.select_for_update(of=("self",), skip_locked=True).order_by("id")
    over = [one for one in rows if not _is_held(one, now) or one.held_by_id not in officers]
    _give_back(actor, over, "review.lease_ended")
    return len(over)


def let_go(items: Sequence[Item]) -> None:
    """Make items nobody's, in memory."""
    for one in items:
        one.held_by = one.held_since = one.lease_until = None
        one.version += 1


def _give_back(actor: Actor, items: Sequence[Item], action: str) -> None:
    holders = {one.pk: str(one.held_by_id) for one in items}
    let_go(items)
    for one in items:
        one.save(update_fields=LEASED)
        note(actor, one, action, holder=holders[one.pk])


def note(actor: Actor, item: Item, action: str, **data: Any) -> None:
    """Write what happened to an item into the record, and ring the consoles."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=("review_item", item.pk),
        clause="M-content-patrol",
        data={"kind": item.kind, "about": str(item.subject_id), "version": item.version} | data,
    )
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")
