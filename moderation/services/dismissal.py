"""Dismiss a finding that is none, restore one that was dismissed in error."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation import policies, rules, selectors
from moderation.engine import Engine
from moderation.engine import RoomState as Memory
from moderation.engine.retraction import Hit, Retracted, reinstate, retract, weight_of
from moderation.engine.score import DUTY_POINTS, POINTS
from moderation.engine.state import DUTY
from moderation.events import FindingDismissed, FindingRestored
from moderation.models import Dismissal, Finding, RoomState
from moderation.services.inspection import SHOWN, show_risk, state_ensure
from moderation.services.ruleset import ruleset_of
from moderation.services.withdrawal import measures_reinstate, measures_withdraw

MOST_NOTE = 300
CAP = 0.95


class NotDismissed(Conflict):
    code = "not_dismissed"


@transaction.atomic
def finding_dismiss(*, actor: Actor, finding_id: UUID, reason: str, note: str = "") -> Dismissal:
    """Say that a finding is none: it weighs on the room no more, and stays on the record.

    A prompt or warning that rested on nothing else is withdrawn, and so is what followed from it
    by itself: a traffic limit or suspension that nobody acknowledged.

    Returns:
        The dismissal; the one in force when it was dismissed already.

    Raises:
        NotFound: no such finding for this actor.
        Forbidden: the actor is no officer.
        Invalid: no such reason, a note that is too long, or none where the reason is another.

    Law: M-content-patrol
    """
    policies.require_decide(actor)
    finding = selectors.finding_get(actor, finding_id)
    _require_reason(reason, note)
    row = state_ensure(finding.session)
    standing = selectors.dismissal_find(actor, finding)
    if standing is not None:
        return standing
    hit = _hit_of(ruleset_of(actor).engine, finding)
    memory = Memory.from_bytes(bytes(row.state))
    taken = retract(memory, hit)
    dismissal = Dismissal.objects.create(
        tenant_id=actor.tenant_id,
        finding=finding,
        session=finding.session,
        reason=reason,
        note=note,
        share_code=hit.code,
        share=taken.points,
        share_at=rules.instant_of(taken.at),
        dismissed_by_id=actor.user_id,
    )
    measures_withdraw(actor, dismissal, memory)
    _remember(actor, row, memory, finding, -1)
    _note(actor, "moderation.finding_dismissed", dismissal)
    events.publish(FindingDismissed(actor, finding.pk))
    return dismissal


def _require_reason(reason: str, note: str) -> None:
    if reason not in Dismissal.Reason.values:
        raise Invalid(_("请选择发现不成立的理由。"), field="reason")
    if reason == Dismissal.Reason.OTHER and not note.strip():
        raise Invalid(_("请写明发现为什么不成立。"), field="note")
    if len(note) > MOST_NOTE:
        raise Invalid(_("说明不能超过 %(most)d 个字。") % {"most": MOST_NOTE}, field="note")


@transaction.atomic
def finding_restore(*, actor: Actor, finding_id: UUID) -> Finding:
    """Let a dismissed finding stand again, with what it still added to the room's risk.

    Raises:
        NotFound: no such finding for this actor.
        Forbidden: the actor is no officer.
        NotDismissed: it stands already.

    Law: M-content-patrol
    """
    policies.require_decide(actor)
    finding = selectors.finding_get(actor, finding_id)
    row = state_ensure(finding.session)
    dismissal = selectors.dismissal_find(actor, finding)
    if dismissal is None:
        raise NotDismissed(_("这条发现没有被标记为不成立。"))
    dismissal.restored_at, dismissal.restored_by_id = clock.now(), actor.user_id
    dismissal.save(update_fields=["restored_at", "restored_by"])
    memory = Memory.from_bytes(bytes(row.state))
    hit = _hit_of(ruleset_of(actor).engine, finding)._replace(code=dismissal.share_code)
    taken = Retracted(dismissal.share, int(dismissal.share_at.timestamp() * 1000))
    reinstate(memory, hit, taken)
    measures_reinstate(actor, dismissal, memory)
    _remember(actor, row, memory, finding, 1)
    _note(actor, "moderation.finding_restored", dismissal)
    events.publish(FindingRestored(actor, finding.pk))
    return finding


def _hit_of(engine: Engine, finding: Finding) -> Hit:
    """Return what a finding added to its room, as the engine reckons.

    Rules that read the risk set their label after the points were given.

    Law: M-comment-management
    """
    late = {rule.source.id for rule in engine.rules.rules if rule.late}
    parts = [(one["lane"], one["weight"]) for one in finding.spans if one["rule"] not in late]
    cap = engine.caps.get(finding.code, CAP)
    weight, side = weight_of(parts, cap), "v" if finding.speaker == "viewer" else "s"
    is_counted = weight_of([one for one in parts if one[0] != "rule"], cap) > 0
    family = engine.families.get(finding.code)
    code, points = finding.code, POINTS[finding.severity] * weight  # type: ignore[index]
    if side == "v" and not (family and family.viewer_risk):
        code, points = DUTY, DUTY_POINTS * weight
    return Hit(
        code=code,
        points=points,
        at=int(finding.at.timestamp() * 1000),
        counter=f"{side}:{finding.code}" if is_counted else "",
        event=finding.event_key,
    )


def _remember(actor: Actor, row: RoomState, memory: Memory, finding: Finding, by: int) -> None:
    """Keep the room's state, and show what it comes to now."""
    last = selectors.finding_standing(actor, finding.session_id).first()
    row.state = memory.to_bytes()
    row.findings = max(0, row.findings + by)
    row.last_finding_id = last.pk if last else None
    row.figures |= {"duty": round(memory.duty())}
    at = finding.session.ended_at or clock.now()
    show_risk(row, memory, int(at.timestamp() * 1000))
    row.save(update_fields=[*SHOWN, "state", "figures", "findings", "last_finding_id"])
    live.ring_on_commit(actor.tenant_id, "room", finding.room_id)
    live.ring_on_commit(actor.tenant_id, "wall", "all")


def _note(actor: Actor, action: str, dismissal: Dismissal) -> None:
    finding = dismissal.finding
    record.entry_append(
        actor=actor,
        action=action,
        subject=("finding", finding.pk),
        clause=finding.clause,
        after={"note": dismissal.note},
        data={
            "reason": dismissal.reason,
            "code": finding.code,
            "rule": finding.rule,
            "ruleset": finding.rule_version,
            "room": str(finding.room_id),
            "session": str(finding.session_id),
        },
    )
