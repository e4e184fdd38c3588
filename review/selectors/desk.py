"""What stands on the officer's desk beside an item: what he may choose, in which words."""

from typing import Any

from accounts import selectors as accounts
from accounts.models import Role
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from moderation.selectors import action, choices, labels
from review import policies
from review.models import Item
from review.selectors.queue import is_plain
from review.selectors.subject import Subject, subject_of
from review.selectors.words import kind_name, title_of, why_now

FIRST_DISMISSAL = "harmless"


def desk_of(actor: Actor, item: Item) -> dict[str, Any]:
    """Return what a page shows of one item.

    Raises:
        Forbidden: the actor may not see the queue.
        NotFound: what it is about cannot be seen by this actor.
    """
    subject = subject_of(actor, item)
    mine = policies.can_work(actor) and item.held_by_id == actor.user_id
    shown: dict[str, Any] = {
        "item": item,
        "subject": subject,
        "kind": kind_name(item.kind),
        "title": title_of(item),
        "why_now": why_now(item),
        "is_mine": mine and item.state == Item.State.OPEN,
        "is_plain": is_plain(actor) if mine else False,
    }
    if not mine:
        return shown
    near = [one.clause.id for one in subject.why if one.clause.id]
    return shown | {
        "steps": action.steps(),
        "can_measure": _can_measure(subject),
        "dismissals": [pair for pair in labels.DISMISSED.items() if pair[0] != "other"],
        "choices": choices.clause_choices(near) if item.kind == Item.Kind.FINDING else [],
        "terms": moderation.terms_of(actor),
        "colleagues": colleagues(actor),
        "lease_until": item.lease_until,
        "now": clock.now(),
    }


def _can_measure(subject: Subject) -> bool:
    is_on_air = subject.session is not None and subject.session.ended_at is None
    return is_on_air and subject.item.kind == Item.Kind.FINDING


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """Return the other active officers of the tenant."""
    members = accounts.membership_list(actor).filter(roles__contains=[Role.OFFICER], is_active=True)
    others = members.exclude(user=actor.user_id)
    return [(str(one.user_id), str(one.user)) for one in others]
