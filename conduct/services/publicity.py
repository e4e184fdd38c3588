"""No help for false publicity: a room with an open finding of it is promoted nowhere."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from conduct import selectors
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation import selectors as asks
from moderation import services as moderation
from moderation.models import Measure
from moderation.rules import Words
from stage import selectors as stage_asks
from stage import services as stage
from stage.rules.minors import PROMOTED

CLAUSE, RULE = "M-no-false-help", "publicity-barred"
REASON: Words = {
    "zh": "直播间有未了结的虚假宣传发现，平台不得为其提供推广、推荐等便利。",
    "en": "A finding of false publicity stands open: the platform may not help it along.",
}
ADVICE: Words = {
    "zh": "请当场更正；核实不成立或者整改后恢复推广。",
    "en": "Correct it on air. Promotion comes back once it is disproved or put right.",
}


def withheld(actor: Actor, room_id: UUID) -> list[str]:
    """Return where a room is not shown while a finding of false publicity stands open.

    Law: M-no-false-help
    """
    return list(PROMOTED) if selectors.false_publicity(actor, room_id) else []


@transaction.atomic
def publicity_bar(*, actor: Actor, room_id: UUID, finding_ids: Collection[UUID]) -> Measure | None:
    """Take a room off everything that promotes it, as soon as false publicity was found in it.

    The platform is told by a signed callback where the room may be shown now, and by a measure
    that limits traffic, while the broadcast is on air. A room that is barred already is not told
    again.

    Returns: the measure; None where nothing bars the room, it is barred already or off air.

    Law: M-no-false-help, M-risk-measures
    """
    if not selectors.are_false(actor, finding_ids):
        return None
    standing = selectors.false_publicity(actor, room_id)
    fresh = {one.pk for one in standing} & set(finding_ids)
    if not fresh:
        return None
    if not {one.pk for one in standing} - fresh:
        _tell(actor, room_id, fresh)
    return _limit(actor, fresh)


def _tell(actor: Actor, room_id: UUID, fresh: Collection[UUID]) -> None:
    now = set(stage_asks.placements(actor, room_id))
    before = stage_asks.placements_but(actor, room_id, "publicity")
    if set(before) == now:
        return
    stage.placements_tell(actor=actor, room_id=room_id, before=before)
    record.entry_append(
        actor=actor,
        action="conduct.publicity_barred",
        subject=("room", room_id),
        clause=CLAUSE,
        data={"findings": sorted(str(one) for one in fresh)},
    )


def _limit(actor: Actor, fresh: Collection[UUID]) -> Measure | None:
    """Limit the room's traffic while it is on air; once a broadcast."""
    session = asks.finding_get(actor, sorted(fresh)[-1]).session
    if session.ended_at is not None or selectors.is_limited(actor, session.pk, RULE):
        return None
    order = rules.Order(
        kind=Measure.Kind.LIMIT_TRAFFIC,
        clause=CLAUSE,
        reason=REASON,
        advice=ADVICE,
        rule=RULE,
        findings=tuple(sorted(fresh)),
    )
    return moderation.measure_enforce(actor=actor, session_id=session.pk, order=order)


@transaction.atomic
def publicity_release(*, actor: Actor, room_id: UUID) -> None:
    """Tell the platform that a room may be promoted again, where nothing else bars it.

    Law: M-no-false-help
    """
    if selectors.false_publicity(actor, room_id):
        return
    after = stage_asks.placements(actor, room_id)
    before = [one for one in after if one not in PROMOTED]
    if before == after:
        return
    stage.placements_tell(actor=actor, room_id=room_id, before=before)
    record.entry_append(
        actor=actor,
        action="conduct.publicity_released",
        subject=("room", room_id),
        clause=CLAUSE,
        data={"on": f"{clock.today()}"},
    )
