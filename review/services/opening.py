"""Put into the queue what waits for a person; take out what waits no longer."""

from collections.abc import Collection, Iterable
from secrets import randbelow
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pg import hot
from moderation import selectors as moderation
from moderation.models import Decision
from review import policies, selectors
from review.models import Golden, Item
from review.rules import queue as rules
from review.services.lease import let_go

PERCENT, SEVERE = 100, ("medium", "high")


@transaction.atomic
def findings_open(*, actor: Actor, session_id: UUID, finding_ids: Collection[UUID]) -> int:
    """Put the findings of a broadcast that need an officer into the queue; return how many.

    Those of medium and high severity that are not of viewers, that no measure answers and no
    officer dismissed meanwhile. The same findings again change nothing.

    Raises:
        Forbidden: only the product itself fills the queue.

    Law: M-content-patrol
    """
    policies.require_open(actor)
    rows = moderation.findings_unanswered(actor, finding_ids, SEVERE)
    if not rows:
        return 0
    terms, now = selectors.terms_of(actor), clock.now()
    items = [
        Item(
            tenant_id=actor.tenant_id,
            kind=Item.Kind.FINDING,
            subject_id=one.id,
            room_id=one.room_id,
            session_id=session_id,
            code=one.code,
            tier=rules.TIERS.get(one.tier, 0),
            risk=rules.risk_of(max(one.risk, one.score * 100)),
            due_s=rules.due_s(
                now, terms.finding_min * (1 if one.severity == "high" else rules.MEDIUM_TAKES)
            ),
            opened_at=now,
        )
        for one in rows
    ]
    return _put(actor, items)


@transaction.atomic
def contents_open(*, actor: Actor, decision_ids: Collection[UUID]) -> int:
    """Put content that waits before publication into the queue; return how many pieces.

    Now and then content with a known answer goes with it.

    Raises:
        Forbidden: only the product itself fills the queue.

    Law: M-content-patrol
    """
    policies.require_open(actor)
    rows = moderation.decision_queue(actor).filter(pk__in=decision_ids).select_related("room")
    terms = selectors.terms_of(actor)
    items = [_content(one, terms.content_min) for one in rows]
    made = _put(actor, items)
    if made and any(randbelow(PERCENT) < terms.golden_percent for _one in range(made)):
        _mix_in(actor, items[0])
    return made


def _content(one: Decision, minutes: int) -> Item:
    labels = one.labels
    return Item(
        tenant_id=one.tenant_id,
        kind=Item.Kind.CONTENT,
        subject_id=one.pk,
        room_id=one.room_id,
        code=str(labels[0].get("code", ""))[:40] if labels else "",
        tier=rules.TIERS.get(one.room.tier, 0) if one.room else 0,
        risk=rules.risk_of(one.score * 100),
        due_s=rules.due_s(one.created_at, minutes),
        opened_at=one.created_at,
    )


def _mix_in(actor: Actor, like: Item) -> None:
    """Put content with a known answer beside a piece of real content, looking like it."""
    known = Golden.objects.of(actor).filter(is_active=True)
    one = known.order_by("?").first()
    if one is None:
        return
    _put(
        actor,
        [
            Item(
                tenant_id=actor.tenant_id,
                kind=Item.Kind.CONTENT,
                subject_id=uuid7(),
                golden=one,
                room_id=like.room_id,
                code=like.code,
                tier=like.tier,
                risk=like.risk,
                due_s=like.due_s,
                opened_at=like.opened_at,
            )
        ],
    )


def _put(actor: Actor, items: list[Item]) -> int:
    """Write items that are not there yet; return how many that was."""
    fresh = hot.insert_new(*items) if items else []
    if fresh:
        live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return len(fresh)


@transaction.atomic
def items_settle(*, actor: Actor, subject_ids: Collection[UUID]) -> int:
    """Take out of the queue what was settled elsewhere; whoever held it holds it no more.

    What is being decided this moment is left to that: it will be told that it came too late.

    Raises:
        Forbidden: only the product itself does.
    """
    policies.require_open(actor)
    if not subject_ids:
        return 0
    open_items = Item.objects.of(actor).filter(
        state=Item.State.OPEN, subject_id__in=subject_ids, second_of__isnull=True
    )
    rows = list(open_items.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    return _close(actor, rows)


def _close(actor: Actor, rows: Iterable[Item]) -> int:
    closed = 0
    for one in rows:
        let_go([one])
        one.state, closed = Item.State.CLOSED, closed + 1
        one.save(update_fields=["state", "held_by", "held_since", "lease_until", "version"])
    if closed:
        live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return closed


@transaction.atomic
def items_reopen(
    *, actor: Actor, subject_ids: Collection[UUID] = (), measure_id: UUID | None = None
) -> int:
    """Let wait again what was settled by a measure that was taken back, or by a dismissal.

    Raises:
        Forbidden: only the product itself does.
    """
    policies.require_open(actor)
    found = Item.objects.of(actor).filter(second_of__isnull=True, golden__isnull=True)
    found = found.exclude(state=Item.State.OPEN)
    found = (
        found.filter(measure_id=measure_id)
        if measure_id
        else found.filter(subject_id__in=subject_ids)
    )
    rows = list(found.select_for_update(of=("self",)).order_by("id"))
    for one in rows:
        one.state, one.outcome, one.reason, one.measure_id = Item.State.OPEN, "", "", None
        one.decided_by = one.decided_at = one.handled_s = None
        one.version += 1
        one.save()
    if rows:
        live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return len(rows)


@transaction.atomic
def queue_reconcile(*, actor: Actor, most: int = 500) -> int:
    """Take out of the queue content that was decided while its item was held by somebody.

    Raises:
        Forbidden: only the product itself does.
    """
    policies.require_open(actor)
    rows = Item.objects.of(actor).filter(
        state=Item.State.OPEN, kind=Item.Kind.CONTENT, second_of__isnull=True, golden__isnull=True
    )
    oldest = list(rows.order_by("rank", "id").values_list("subject_id", flat=True)[:most])
    if not oldest:
        return 0
    waiting = set(
        moderation.decision_queue(actor).filter(pk__in=oldest).values_list("pk", flat=True)
    )
    return items_settle(actor=actor, subject_ids=[one for one in oldest if one not in waiting])
