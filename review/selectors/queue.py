"""Ask what waits, who holds what, and what an officer may be given next."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Tenant
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from review import policies
from review.models import Desk, Item, Skip
from review.rules.rest import Limits, Sitting, begins, sitting
from tiers.selectors import watch

HOUR = timedelta(hours=1)


class Terms(NamedTuple):
    """What a tenant sets for its queue; the law names none of these numbers."""

    finding_min: int
    content_min: int
    hold_most: int
    skip_min: int
    second_percent: int
    golden_percent: int
    rest: Limits
    patrol_every: timedelta
    patrol_within: timedelta


def terms_of(actor: Actor) -> Terms:
    """Return the numbers of the actor's tenant."""
    tenant = accounts.tenant_get(actor)
    promised = _number(tenant, "review_within_h", 0) * 60
    return Terms(
        finding_min=_number(tenant, "review_finding_min", 10),
        content_min=promised or _number(tenant, "review_content_min", 60),
        hold_most=_number(tenant, "review_hold_most", 3),
        skip_min=_number(tenant, "review_skip_min", 30),
        second_percent=_number(tenant, "review_second_percent", 5),
        golden_percent=_number(tenant, "review_golden_percent", 2),
        rest=Limits(
            _number(tenant, "review_rest_min", 50),
            _number(tenant, "review_most_hour", 200),
            bool(_number(tenant, "review_rest_binds", 0)),
        ),
        patrol_every=timedelta(minutes=_number(tenant, "patrol_every_min", 30)),
        patrol_within=timedelta(minutes=_number(tenant, "patrol_within_min", 15)),
    )


def _number(tenant: Tenant, name: str, default: int) -> int:
    return accounts.policy_number(tenant, name, default)


def item_get(actor: Actor, item_id: UUID, *, lock: bool = False) -> Item:
    """Return one item; locked until the end of the transaction if asked for.

    Raises:
        Forbidden: the actor may not see the queue.
        NotFound: no such item in the actor's tenant.
    """
    policies.require_see(actor)
    found = Item.objects.of(actor).filter(pk=item_id)
    item = (
        found.select_for_update(of=("self",)).first()
        if lock
        else found.select_related("room", "held_by", "decided_by").first()
    )
    if item is None:
        raise NotFound(_("没有这个审核事项。"))
    return item


def item_of(actor: Actor, subject_id: UUID) -> Item | None:
    """Return the item about something, where it waits or waited for a person."""
    policies.require_see(actor)
    found = Item.objects.of(actor).filter(subject_id=subject_id, second_of=None, golden=None)
    return found.select_related("held_by", "decided_by").first()


def item_list(actor: Actor) -> TenantQuerySet[Item]:
    """Return what waits, in the order in which it is to be looked at; who was first, first.

    Raises:
        Forbidden: the actor may not see the queue.
    """
    policies.require_see(actor)
    found = Item.objects.of(actor).filter(state=Item.State.OPEN)
    return found.select_related("room", "held_by", "assigned_to").order_by("rank", "id")


def claimable(actor: Actor, now: datetime) -> TenantQuerySet[Item]:
    """Return what an officer may be given: free, not passed on by him, not another's.

    Raises:
        Forbidden: the actor is no officer.
    """
    policies.require_work(actor)
    me = actor.user_id
    passed = Skip.objects.of(actor).filter(item=OuterRef("pk"), officer_id=me, until__gt=now)
    free = Q(held_by__isnull=True) | Q(lease_until__lte=now)
    for_me = Q(assigned_to__isnull=True) | Q(assigned_to=me)
    allowed = Q(not_for__isnull=True) | ~Q(not_for=me)
    found = Item.objects.of(actor).filter(free & for_me & allowed, state=Item.State.OPEN)
    return found.filter(~Exists(passed)).order_by("rank", "id")


def held_by(actor: Actor, now: datetime) -> TenantQuerySet[Item]:
    """Return what the actor himself holds, what he took first, first."""
    policies.require_work(actor)
    found = Item.objects.of(actor).filter(held_by=actor.user_id, lease_until__gt=now)
    return found.select_related("room").order_by("held_since", "id")


class Counts(NamedTuple):
    """What a queue comes to: how much waits, is held, is late; since when the oldest waits."""

    waiting: int
    held: int
    late: int
    oldest_at: datetime | None
    by_kind: dict[str, int]
    decided_hour: int


def counts(actor: Actor) -> Counts:
    """Return the numbers of the queue: two queries, however long it is.

    Raises:
        Forbidden: the actor may not see the queue.
    """
    policies.require_see(actor)
    now = clock.now()
    rows = Item.objects.of(actor).filter(state=Item.State.OPEN).order_by()
    held = Q(held_by__isnull=False, lease_until__gt=now)
    found = rows.aggregate(
        waiting=Count("id"),
        held=Count("id", filter=held),
        late=Count("id", filter=Q(due_s__lt=int(now.timestamp()))),
        oldest=Min("opened_at"),
        **{kind: Count("id", filter=Q(kind=kind)) for kind in Item.Kind.values},
    )
    lately = Item.objects.of(actor).filter(decided_at__gte=now - HOUR)
    return Counts(
        found["waiting"],
        found["held"],
        found["late"],
        found["oldest"],
        {kind: found[kind] for kind in Item.Kind.values},
        lately.count(),
    )


def inspectors(actor: Actor, item: Item) -> set[UUID]:
    """Return who is on shift for the room of an item, or for its operator."""
    if item.room is None:
        return set()
    now = clock.now()
    return watch.on_shift(watch.live_assignments(actor, now), [item.room], now)[item.room.pk]


def sitting_of(actor: Actor) -> Sitting:
    """Return how long the officer has been at it, and whether he should rest.

    What he did before his last rest counts no more.
    """
    policies.require_work(actor)
    now, me = clock.now(), actor.user_id
    desk = Desk.objects.of(actor).filter(officer_id=me).first()
    since = begins(desk.sat_since, desk.acted_at, now) if desk else now
    begun = max(since, now - HOUR)
    done = Item.objects.of(actor).filter(decided_by_id=me, decided_at__gte=begun).count()
    return sitting(since, now, done, terms_of(actor).rest)


def is_plain(actor: Actor) -> bool:
    """Tell whether the officer chose to see harmful pictures as they are."""
    return Desk.objects.of(actor).filter(officer_id=actor.user_id, is_plain=True).exists()


def tenants_due(now: datetime) -> list[UUID]:
    """Return the tenants with something to be followed: leases, patrol rounds, broadcasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM review_due(%s)", [now])
        return [row[0] for row in cursor.fetchall()]
