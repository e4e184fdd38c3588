"""Review before publication: the engine answers at once, a person decides what it will not."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, TooLarge
from livecompliance.kernel.ids import uuid7
from moderation import policies, selectors
from moderation.engine import Engine, Result
from moderation.engine.events import KINDS
from moderation.engine.judgement import How
from moderation.events import PublicationDecided, PublicationsHeld
from moderation.models import Decision
from moderation.selectors import words
from moderation.services.batch import fault_of, of
from moderation.services.review_clock import review_clock_meet, review_clock_start
from moderation.services.ruleset import ruleset_of
from rooms import selectors as rooms
from rooms import wire

log = logging.getLogger(__name__)
MOST_ITEMS = 100
MOST_CHARACTERS = 100_000  # of all items: one call must not keep a process busy for long


class AlreadyDecided(Conflict):
    code = "already_decided"


class Answer(NamedTuple):
    """What is answered about one item; `decision` is where an officer's word will stand."""

    result: Result
    decision: UUID | None


def items_read(items: Sequence[Mapping[str, Any]]) -> list[wire.Publication]:
    """Return items of the wire format, checked.

    Raises:
        Invalid: some are not; names the number and the field of each.
        TooLarge: together they hold more than 100,000 characters.
    """
    read: list[wire.Publication] = []
    errors = []
    for number, item in enumerate(items):
        try:
            event = wire.decode_any(msgspec.json.encode(item))
            if "\0" in str(event.id):  # no column holds it
                raise msgspec.ValidationError("not an id - at `$.id`")
            read.append(event)
        except (ValueError, OverflowError, RecursionError) as fault:
            name = wire.field_of(str(fault))
            field = f"/items/{number}" + (f"/{name}" if name else "")
            errors.append({"field": field, "detail": _("字段缺失、类型不对或超出长度。")})
    if errors:
        raise Invalid(_("请求内容有误。"), errors=errors)
    if (
        sum(len(words) for event in read for _field, words in wire.texts_of(event))
        > MOST_CHARACTERS
    ):
        raise TooLarge(_("一次最多提交 %(most)d 个字。") % {"most": MOST_CHARACTERS})
    return read


@transaction.atomic
def publication_review(
    *, actor: Actor, items: Sequence[wire.Event], room_id: UUID | None = None
) -> list[Answer]:
    """Say of every item whether it may be published: pass, review or block.

    What does not pass is kept, sealed, with the reasons; what is in review stays unpublished
    until an officer has decided. An item that the engine fails on goes to review. Where the
    platform has set itself a time, a clock runs on each item in review.

    Raises:
        Forbidden: the actor may not hand in content.
        NotFound: no such room for this actor.
        Invalid: no item, or more than a hundred.

    Law: M-content-patrol, M-key-elements, O117-content-review
    """
    policies.require_submit(actor)
    if not 0 < len(items) <= MOST_ITEMS:
        raise Invalid(_("一次请提交 1 到 100 项。"), field="items")
    room = rooms.room_get(actor, room_id) if room_id else None
    rules = ruleset_of(actor)
    results = [_judged(rules.engine, item) for item in items]
    rows = [
        _row(actor, item, result, rules.version, room.pk if room else None)
        for item, result in zip(items, results, strict=True)
    ]
    Decision.objects.bulk_create([row for row in rows if row])
    waiting = [row for row in rows if row and row.state == Decision.State.REVIEW]
    for row in waiting:
        review_clock_start(actor=actor, decision=row)
    record.entry_append(
        actor=actor,
        action="moderation.publication_reviewed",
        subject=("room", room.pk) if room else ("tenant", actor.tenant_id),
        clause="M-content-patrol",
        data={
            "results": dict(Counter(result.suggestion for result in results)),
            "decisions": [str(row.pk) for row in rows if row],
            "ruleset": rules.version,
        },
    )
    if waiting:
        events.publish(PublicationsHeld(actor, tuple(row.pk for row in waiting)))
        live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return [
        Answer(result, row.pk if row else None) for result, row in zip(results, rows, strict=True)
    ]


def item_judge(*, actor: Actor, item: wire.Event) -> tuple[Result, str]:
    """Say of one item whether it may be shown, by which version of the rules; keep nothing.

    An item that the engine fails on goes to review.

    Law: M-key-elements
    """
    rules = ruleset_of(actor)
    return _judged(rules.engine, item), rules.version


def items_judge(*, actor: Actor, items: Sequence[wire.Event]) -> list[Result]:
    """Say of many items what the rules of the platform find in them; keep nothing.

    Law: M-content-patrol
    """
    engine = ruleset_of(actor).engine
    return [_judged(engine, item) for item in items]


def _judged(engine: Engine, item: wire.Event) -> Result:
    try:
        return engine.inspect([item], how=How(is_explained=True))[0]
    except Exception as fault:  # noqa: BLE001  (whatever went wrong, it must not pass)
        log.error("the engine failed on a publication, it goes to review: %s", of(fault))
        return fault_of(item.id)


def _row(
    actor: Actor, item: wire.Event, result: Result, version: str, room_id: UUID | None
) -> Decision | None:
    if result.suggestion == "pass":
        return None
    pk = uuid7()
    content = json.dumps(
        {"event": msgspec.to_builtins(item), "labels": msgspec.to_builtins(result.labels)},
        ensure_ascii=False,
    )
    context = words.bound_to(actor.tenant_id, words.CONTENT, pk).decode()
    return Decision(
        id=pk,
        tenant_id=actor.tenant_id,
        room_id=room_id,
        data_id=str(item.id)[:80],
        event_type=KINDS[type(item)],
        suggestion=result.suggestion,
        state=result.suggestion,
        risk_level=result.risk_level,
        score=result.score,
        labels=[_public(label) for label in msgspec.to_builtins(result.labels)],
        content_sealed=crypto.keyring().wrap(content.encode(), context),
        pack_version=version,
        created_at=clock.now(),
    )


def _public(label: dict[str, Any]) -> dict[str, Any]:
    """Return a label without the words it found, which are sealed with the content."""
    return {name: value for name, value in label.items() if name != "text"}


@transaction.atomic
def decision_decide(*, actor: Actor, decision_id: UUID, state: str, reason: str) -> Decision:
    """Let what is in review be published, or not. The same word twice is said once.

    Raises:
        NotFound: no such decision in the tenant.
        Forbidden: the actor is no officer.
        Invalid: neither pass nor block, or no reason.
        AlreadyDecided: it was decided otherwise, or the engine blocked it.

    Law: M-content-patrol
    """
    policies.require_decide(actor)
    if state not in (Decision.State.PASS, Decision.State.BLOCK):
        raise Invalid(_("请选择通过或拦截。"), field="state")
    if not reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    decision = selectors.decision_get(actor, decision_id, lock=True)
    if decision.state == state and decision.decided_at is not None:
        return decision
    if decision.state != Decision.State.REVIEW:
        raise AlreadyDecided(_("这项内容已有结论。"))
    decision.state, decision.reason = state, reason[:300]
    decision.decided_at, decision.decided_by_id = clock.now(), actor.user_id
    decision.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record.entry_append(
        actor=actor,
        action="moderation.publication_decided",
        subject=("decision", decision.pk),
        clause="M-content-patrol",
        after={"reason": reason},
        data={"state": state, "suggestion": decision.suggestion},
    )
    review_clock_meet(actor=actor, decision=decision)
    record.message_add(
        actor=actor,
        topic="decision.decided",
        subject_ref=decision.pk,
        payload={"id": str(decision.pk), "data_id": decision.data_id, "state": state},
    )
    events.publish(PublicationDecided(actor, decision.pk))
    live.ring_on_commit(actor.tenant_id, "queue", "reviews")
    return decision
