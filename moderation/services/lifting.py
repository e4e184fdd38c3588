"""Lift what still weighs on a room: a traffic limit or a suspension that an officer ends."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation import policies, rules, selectors
from moderation.models import Measure
from moderation.services.withdrawal import tell

MOST_REASON = 200


class NotStanding(Conflict):
    """There is nothing to lift: it never went out, or it is no limit and no suspension."""

    code = "not_standing"


@transaction.atomic
def measure_lift(*, actor: Actor, measure_id: UUID, reason: str) -> Measure:
    """End a traffic limit or a suspension, whoever took it; the platform is told at once.

    Twice is once. What an officer lifted stands again only if somebody takes it anew.

    Raises:
        NotFound: no such measure in the tenant.
        Forbidden: the actor is no officer.
        Invalid: no reason, or one that is too long.
        NotStanding: it never went out, or is neither a limit nor a suspension.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    measure = selectors.measure_get(actor, measure_id, lock=True)
    if measure.withdrawn_at is not None:
        return measure
    if measure.kind not in rules.BY_THE_PLATFORM or measure.released_at is None:
        raise NotStanding(_("这项处置没有可以解除的内容。"))
    return _end(actor, measure, reason)


@transaction.atomic
def measure_void(*, actor: Actor, measure_id: UUID, reason: str) -> Measure:
    """End a measure of any kind because the decision that it carried out does not stand any more.

    Twice is once. A prompt or a warning that was given is withdrawn, and counts no more.

    Raises:
        NotFound: no such measure in the tenant. Forbidden: the actor is no officer.
        Invalid: no reason, or one that is too long. NotStanding: it never went out.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    measure = selectors.measure_get(actor, measure_id, lock=True)
    if measure.withdrawn_at is not None:
        return measure
    if measure.released_at is None:
        raise NotStanding(_("这项处置没有可以解除的内容。"))
    return _end(actor, measure, reason)


def _end(actor: Actor, measure: Measure, reason: str) -> Measure:
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        raise Invalid(
            _("请写明解除的理由，最多 %(most)d 个字。") % {"most": MOST_REASON}, field="reason"
        )
    now = clock.now()
    measure.withdrawn_at, measure.closed_at = now, measure.closed_at or now
    measure.lifted_by_id, measure.lifted_reason = actor.user_id, said
    measure.save(update_fields=["withdrawn_at", "closed_at", "lifted_by", "lifted_reason"])
    record.entry_append(
        actor=actor,
        action="moderation.measure_lifted",
        subject=("measure", measure.pk),
        clause=measure.clause,
        after={"reason": said},
        data={"kind": measure.kind, "origin": measure.origin, "room": str(measure.room_id)},
    )
    tell(actor, "measure.withdrawn", measure, now)
    live.ring_on_commit(actor.tenant_id, "room", measure.room_id)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return measure
