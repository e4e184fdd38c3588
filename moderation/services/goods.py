"""Goods on air lack what they had, or never had it: the streamer is told, with the exact paper."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from moderation import policies, rules, selectors
from moderation.models import Measure
from moderation.services.lifting import measure_void
from moderation.services.listed import said
from moderation.services.measure import measure_take
from rooms import selectors as rooms
from rooms.models import Admission

RULE, GOODS = "GATE-GOODS", "goods_"
OVER = "商品已补齐、撤下或获得放行，警告撤回。"


@transaction.atomic
def goods_warn(*, actor: Actor, session_id: UUID, admission_id: UUID) -> Measure | None:
    """Warn who sells on air what may be sold no more, naming each of the goods and what it lacks.

    The same words twice are one warning; other words take the place of those before. What the
    gate says when a broadcast begins is answered there.

    Raises:
        NotFound: no such session or answer for this actor. Forbidden: the actor is no officer.

    Law: O117-supplier-check, O117-illegal-goods
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    admission = rooms.admission_get(actor, admission_id)
    reasons = _of_goods(admission)
    if session.ended_at is not None or admission.kind != Admission.Kind.AGAIN or not reasons:
        return None
    order = rules.Order(
        kind=Measure.Kind.WARNING,
        clause=reasons[0]["clause"],
        reason=said(reasons, "message"),
        advice=said(reasons, "cure"),
        rule=RULE,
    )
    standing = selectors.warnings_standing(actor, session, RULE)
    known = next((one for one in standing if one.reason_zh == order.reason["zh"]), None)
    if known is not None:
        return known
    for one in standing:
        measure_void(actor=actor, measure_id=one.pk, reason=OVER)
    return measure_take(actor, session, order, selectors.terms_of(actor))


@transaction.atomic
def goods_release(*, actor: Actor, session_id: UUID, admission_id: UUID) -> int:
    """Withdraw what `goods_warn` said once the gate has nothing more against the goods.

    Raises:
        NotFound: no such session or answer for this actor. Forbidden: the actor is no officer.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    if _of_goods(rooms.admission_get(actor, admission_id)):
        return 0
    standing = selectors.warnings_standing(actor, session, RULE)
    for one in standing:
        measure_void(actor=actor, measure_id=one.pk, reason=OVER)
    return len(standing)


def _of_goods(admission: Admission) -> list[Mapping[str, Any]]:
    return [
        one
        for one in admission.reasons
        if one["code"].startswith(GOODS) and gate.words_of(one["code"]).is_news
    ]
