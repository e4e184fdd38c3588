"""Pass an item on: to whoever is next, or to somebody by name."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from review import policies, selectors
from review.models import Item, Skip
from review.selectors import words
from review.services.lease import LEASED, StaleVersion, let_go, note

MOST_REASON = 300
ROLES = ("inspector", "free")


@transaction.atomic
def item_skip(*, actor: Actor, item_id: UUID) -> Item:
    """Pass an item over: it waits again, and is not offered to this officer for a while.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: the actor is no officer.
        StaleVersion: he does not hold it.
    """
    policies.require_work(actor)
    item = _mine(actor, item_id)
    until = clock.now() + timedelta(minutes=selectors.terms_of(actor).skip_min)
    Skip.objects.update_or_create(
        tenant_id=actor.tenant_id,
        item=item,
        officer_id=actor.user_id,
        defaults={"until": until},
    )
    let_go([item])
    item.save(update_fields=LEASED)
    note(actor, item, "review.item_skipped")
    return item


@transaction.atomic
def item_escalate(
    *, actor: Actor, item_id: UUID, reason: str, to: UUID | None = None, role: str = ""
) -> Item:
    """Put an item before another officer, one by name or any other, and say why.

    Args:
        role: `inspector`, for those who have this room or its operator and are on shift; `free`,
            for whoever has the most room on his desk. Of either the one who holds least gets it.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: the actor is no officer.
        Invalid: no reason, the other is no officer of the tenant, or nobody in that role has room.
        StaleVersion: he does not hold it.
    """
    policies.require_work(actor)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        raise Invalid(_("请写明为什么要升级，不超过 300 个字。"), field="reason")
    item = _mine(actor, item_id)
    others = accounts.membership_list(actor).filter(roles__contains=[Role.OFFICER], is_active=True)
    people = set(others.exclude(user=actor.user_id).values_list("user_id", flat=True))
    if not people or (to is not None and to not in people):
        raise Invalid(_("请选择另一位合规专员。"), field="to")
    if role:
        to = _with_room(actor, item, role, people)
    let_go([item])
    item.assigned_to_id, item.not_for_id = to, actor.user_id
    item.escalated_by_id, item.escalation = actor.user_id, reason.strip()
    item.save(update_fields=[*LEASED, "assigned_to", "not_for", "escalated_by", "escalation"])
    note(actor, item, "review.item_escalated", to=str(to or ""), role=role)
    office.message_send(
        actor=actor,
        to=[to] if to else sorted(people),
        topic="review_escalated",
        context={
            "item": words.pair(lambda: words.title_of(item)),
            "why": item.escalation,
        },
        about=office.About("review_item", f"{item.pk}.{item.version}"),
    )
    return item


def _with_room(actor: Actor, item: Item, role: str, people: set[UUID]) -> UUID:
    """Return who of a role holds least, and less than he may; who is longest at it comes last."""
    if role not in ROLES:
        raise Invalid(_("请选择交给谁。"), field="to")
    if role == "inspector":
        people = people & selectors.inspectors(actor, item)
    now, most = clock.now(), selectors.terms_of(actor).hold_most
    held = Item.objects.of(actor).filter(held_by__in=people, lease_until__gt=now).order_by()
    loads = dict(held.values_list("held_by").annotate(n=Count("id")))
    waits = Item.objects.of(actor).filter(assigned_to__in=people, state=Item.State.OPEN).order_by()
    asked = dict(waits.values_list("assigned_to").annotate(n=Count("id")))
    free = [one for one in people if loads.get(one, 0) < most]
    if not free:
        raise Invalid(_("没有有空的专员，请改为任何其他专员。"), field="to")
    return min(free, key=lambda one: (loads.get(one, 0) + asked.get(one, 0), one))


def _mine(actor: Actor, item_id: UUID) -> Item:
    item = selectors.item_get(actor, item_id, lock=True)
    if item.state != Item.State.OPEN or item.held_by_id != actor.user_id:
        raise StaleVersion(_("这个事项已经不在你手上。"))
    return item
