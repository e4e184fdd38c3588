"""An officer decides an item: through the services that decide such things, and no other way."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import randbelow
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation import rules as measures
from moderation import services as moderation
from review import policies, selectors
from review.models import Item
from review.rules.queue import OUTCOMES, agree, due_s
from review.services.apart import apart_tell
from review.services.desk import desk_lock
from review.services.lease import LEASED, StaleVersion, let_go, note
from review.services.patrol import round_finish

Outcome = Item.Outcome
PERCENT, MOST_REASON = 100, 400
SECOND_WITHIN_MIN = 24 * 60
DONE = [*LEASED, "state", "outcome", "reason", "decided_by", "decided_at", "handled_s"]


class ItemDecided(Conflict):
    code = "item_decided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an officer says: the outcome and why.

    `cause` is the reason of the list for a finding that is none; `order` the measure to take.
    """

    outcome: str
    reason: str = ""
    cause: str = ""
    order: measures.Order | None = None


@transaction.atomic
def item_decide(*, actor: Actor, item_id: UUID, version: int, verdict: Verdict) -> Item:
    """Decide an item that the officer holds. The same word twice is said once.

    A lease that ran out while he thought does not matter as long as nobody else was given the
    item: `version` says so. A second review and content with a known answer change nothing
    outside the queue: only the answer is kept.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: the actor is no officer, or not any more.
        Invalid: no such outcome for this kind, or no reason.
        ItemDecided: it was decided otherwise, or needs nobody any more.
        StaleVersion: it is in other hands by now.

    Law: M-content-patrol, M-risk-measures
    """
    policies.require_work(actor)
    desk_lock(actor)
    item = selectors.item_get(actor, item_id, lock=True)
    if _is_repeated(item, actor, verdict):
        return item
    _require_mine(item, actor, version)
    _require_whole(item, verdict)
    now = clock.now()
    since = item.held_since or now
    _finish(item, actor, verdict, now)
    if item.golden_id is None and item.second_of_id is None:
        _carry_out(actor, item, verdict, since)
        _sample(actor, item)
    else:
        _compare(item)
    note(actor, item, "review.item_decided", outcome=item.outcome)
    return item


def _is_repeated(item: Item, actor: Actor, verdict: Verdict) -> bool:
    mine = item.state == Item.State.DONE and item.decided_by_id == actor.user_id
    return mine and item.outcome == verdict.outcome


def _require_mine(item: Item, actor: Actor, version: int) -> None:
    if item.state != Item.State.OPEN:
        raise ItemDecided(_("这个事项已经处理，你的决定没有生效。"))
    if item.held_by_id == actor.user_id and item.version == version:
        return
    if item.held_by is not None and item.held_by_id != actor.user_id:
        who = item.held_by.display_name
        raise StaleVersion(
            _("租约已过，%(who)s正在处理这个事项；你的决定没有生效。") % {"who": who}
        )
    raise StaleVersion(_("这个事项在你打开之后变化过，请重新领取后再决定。"))


def _require_whole(item: Item, verdict: Verdict) -> None:
    if verdict.outcome not in OUTCOMES[item.kind]:
        raise Invalid(_("请选择一个结论。"), field="outcome")
    is_told = verdict.outcome in (Outcome.MEASURE, Outcome.DISMISS, Outcome.CLEAN)
    if not is_told and not verdict.reason.strip():
        raise Invalid(_("请写明理由。"), field="reason")
    if len(verdict.reason) > MOST_REASON:
        raise Invalid(_("理由不能超过 %(most)d 个字。") % {"most": MOST_REASON}, field="reason")


def _finish(item: Item, actor: Actor, verdict: Verdict, now: datetime) -> None:
    held = now - (item.held_since or now)
    let_go([item])
    item.state, item.outcome = Item.State.DONE, verdict.outcome
    item.reason = verdict.reason.strip() or (verdict.order.reason["zh"] if verdict.order else "")
    item.reason = item.reason[:MOST_REASON]
    item.decided_by_id, item.decided_at = actor.user_id, now
    item.handled_s = max(0, int(held / timedelta(seconds=1)))
    item.save(update_fields=DONE)


def _carry_out(actor: Actor, item: Item, verdict: Verdict, since: datetime) -> None:
    """Do what the outcome means, through the services of moderation."""
    subject = item.subject_id
    if verdict.outcome == Outcome.MEASURE:
        _measure(actor, item, verdict)
    elif verdict.outcome == Outcome.DISMISS:
        moderation.finding_dismiss(
            actor=actor, finding_id=subject, reason=verdict.cause, note=verdict.reason.strip()
        )
    elif verdict.outcome in (Outcome.PASS, Outcome.BLOCK):
        moderation.decision_decide(
            actor=actor, decision_id=subject, state=verdict.outcome, reason=verdict.reason
        )
    elif item.kind == Item.Kind.PATROL:
        round_finish(actor, item, since)


def _measure(actor: Actor, item: Item, verdict: Verdict) -> None:
    """Take the measure for this finding and for the others of its kind that wait in the room."""
    if verdict.order is None or item.session_id is None:
        raise Invalid(_("请选择措施、条款并写明理由。"), field="kind")
    same = Item.objects.of(actor).filter(
        state=Item.State.OPEN,
        kind=Item.Kind.FINDING,
        session_id=item.session_id,
        code=item.code,
        held_by__isnull=True,
        second_of__isnull=True,
    )
    others = list(same.select_for_update(of=("self",), skip_locked=True).order_by("id")[:200])
    findings = (item.subject_id, *(one.subject_id for one in others))
    measure = moderation.measure_issue(
        actor=actor,
        session_id=item.session_id,
        order=replace(verdict.order, findings=findings),
    )
    for one in [item, *others]:
        one.measure_id = measure.pk
        one.save(update_fields=["measure_id"])
    for one in others:
        let_go([one])
        one.state = Item.State.CLOSED
        one.save(update_fields=[*LEASED, "state"])


def _sample(actor: Actor, item: Item) -> None:
    """Ask another officer the same, now and then; he is not told what the first one said."""
    if item.kind == Item.Kind.PATROL:
        return
    if randbelow(PERCENT) >= selectors.terms_of(actor).second_percent:
        return
    now = clock.now()
    Item.objects.create(
        tenant_id=item.tenant_id,
        kind=item.kind,
        subject_id=item.subject_id,
        room_id=item.room_id,
        session_id=item.session_id,
        code=item.code,
        tier=item.tier,
        risk=item.risk,
        due_s=due_s(now, SECOND_WITHIN_MIN),
        opened_at=now,
        second_of=item,
        not_for_id=item.decided_by_id,
    )


def _compare(item: Item) -> None:
    known = item.golden.answer if item.golden else item.second_of.outcome if item.second_of else ""
    item.agrees = agree(item.outcome, known)
    item.save(update_fields=["agrees"])
    if item.second_of is not None and not item.agrees:
        apart_tell(item)
