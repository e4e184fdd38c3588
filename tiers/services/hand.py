"""Set a tier by hand, for a reason and for a time; let the figures decide again."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from livecompliance.kernel.ids import uuid7
from rooms.services.tier import rooms_tier_set
from tiers import policies, selectors
from tiers.models import Standing
from tiers.rules.grade import decide
from tiers.rules.grading import TIERS
from tiers.services.standing import Change, standings_begin, standings_compute, tier_lock

SHORTEST, LONGEST = 4, 200
MOST_DAYS = 366


class NotByHand(Conflict):
    """There is nothing set by hand to let go of."""

    code = "not_by_hand"


@dataclass(frozen=True, slots=True)
class Order:
    """A tier that somebody wants, why, and the last day on which it stands."""

    tier: str
    reason: str
    until: date


@transaction.atomic
def tier_set(*, actor: Actor, operator_id: UUID, order: Order) -> Standing:
    """Set an operator's tier by hand. It stands until its last day, whatever the figures say.

    Raises:
        Forbidden: only officers may.
        NotFound: no such operator in the tenant.
        Invalid: no such tier, no reason or one that names somebody, a day past or after a year.

    Law: M-tiering
    """
    policies.require_grade(actor)
    if actor.user_id is None:
        raise Forbidden(_("只有合规专员可以调整分级、策略和专人安排。"))
    operator = selectors.operator_get(actor, operator_id)
    order = _sense(order)
    tier_lock(actor)
    today, held = clock.today(), selectors.policy_in_force(actor)
    old = selectors.standings_now(actor, [operator.pk]).first()
    wish = (order.tier, order.reason, order.until)
    if old is not None and (old.tier, old.note, old.by_hand_until) == wish:
        return old
    found = selectors.known(actor, [operator.pk], held.body, today)
    present = selectors.present_of(old, found.rooms.get(operator.pk, ()), today)
    said = decide(held.body, found.values.get(operator.pk, {}), present, today)
    new = Standing(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        operator_id=operator.pk,
        tier=order.tier,
        origin=Standing.Origin.HAND,
        since=clock.now(),
        policy=held.row,
        policy_version=held.version,
        reason=said.kept(),
        note=order.reason,
        set_by_id=actor.user_id,
        by_hand_until=order.until,
        score=said.score,
        latest=said.kept(),
        latest_version=held.version,
        looked_on=today,
        is_due=True,
    )
    standings_begin(actor, [Change(old, new, present.tier)])
    rooms_tier_set(actor=actor, operator_id=operator.pk, tier=order.tier)
    return new


def _sense(order: Order) -> Order:
    reason = " ".join(order.reason.split())
    if order.tier not in TIERS:
        raise Invalid(_("没有这个级别。"), field="tier")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Invalid(_("请用 4–200 个字说明调整的原因。"), field="reason", law="M-tiering")
    if personal.names_somebody(reason):
        raise Invalid(_("原因中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    today = clock.today()
    if not today <= order.until <= today + timedelta(days=MOST_DAYS):
        raise Invalid(_("人工调整的截止日须在今天至一年之内。"), field="until")
    return Order(order.tier, reason, order.until)


@transaction.atomic
def tier_release(*, actor: Actor, operator_id: UUID) -> Standing:
    """Let go of what was set by hand: the figures decide again, now.

    Raises:
        Forbidden: only officers may.
        NotFound: no such operator in the tenant.
        NotByHand: his tier is computed.
    """
    policies.require_grade(actor)
    operator = selectors.operator_get(actor, operator_id)
    tier_lock(actor)
    standing = selectors.standings_now(actor, [operator.pk]).first()
    if standing is None or standing.origin != Standing.Origin.HAND:
        raise NotByHand(_("这个运营者的级别不是人工调整的。"))
    yesterday = clock.today() - timedelta(days=1)
    Standing.objects.of(actor).filter(pk=standing.pk).update(by_hand_until=yesterday)
    standings_compute(actor=actor, operator_ids=[operator.pk])
    return selectors.standings_now(actor, [operator.pk]).get()
