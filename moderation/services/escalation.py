"""What nobody answered: measures climb, unexecuted ones alarm, the end of a broadcast closes."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from moderation import rules, selectors
from moderation.models import Measure
from moderation.services import measure as measures

MOST = 100


@transaction.atomic
def measures_escalate_due(*, actor: Actor, most: int = MOST) -> int:
    """Let every measure climb that nobody acknowledged in time; return how many were overdue.

    An overdue prompt becomes a warning, an overdue warning a traffic limit where the tenant's
    policy lets it; what may not climb by itself is put before the officers. Every measure is
    escalated once.

    Law: M-risk-measures
    """
    overdue = Measure.objects.of(actor).filter(
        released_at__isnull=False,
        acknowledged_at__isnull=True,
        escalated_at__isnull=True,
        closed_at__isnull=True,
        deadline_at__lte=clock.now(),
    )
    locked = overdue.select_related("room", "session").select_for_update(
        of=("self",), skip_locked=True
    )
    found = list(locked.order_by("deadline_at", "id")[:most])
    terms = selectors.terms_of(actor)
    for measure in found:
        _escalate(actor, measure, terms)
    return len(found)


def _escalate(actor: Actor, measure: Measure, terms: rules.Terms) -> None:
    measure.escalated_at = clock.now()
    measure.save(update_fields=["escalated_at"])
    kind = rules.next_step(measure.kind, terms)
    taken = None
    if kind is not None and not _is_settled(actor, measure, kind, terms):
        taken = measures.measure_take(
            actor,
            measure.session,
            _order(measure, kind, terms),
            terms,
            origin=Measure.Origin.ESCALATION,
            escalated_from=measure,
        )
    record.entry_append(
        actor=actor,
        action="moderation.measure_unacknowledged",
        subject=("measure", measure.pk),
        clause=measure.clause,
        data={"kind": measure.kind, "became": str(taken.pk) if taken else ""},
    )
    live.ring_on_commit(actor.tenant_id, "wall", "all")


def _is_settled(actor: Actor, measure: Measure, kind: str, terms: rules.Terms) -> bool:
    standing = selectors.measure_standing(actor, measure.session_id)
    standing = [one for one in standing if one.pk != measure.pk]
    return rules.is_settled(kind, measure.clause, standing, clock.now(), terms)


def _order(measure: Measure, kind: str, terms: rules.Terms) -> rules.Order:
    reason = {"zh": measure.reason_zh, "en": measure.reason_en}
    return rules.Order(
        kind=kind,
        clause=measure.clause,
        reason=rules.escalated_reason(measure.kind, reason, terms.acknowledge_s),
        advice={"zh": measure.advice_zh, "en": measure.advice_en},
        rule=measure.rule,
        findings=tuple(measure.findings),
        quote=selectors.quote_of(measure.session, measure),
    )


@transaction.atomic
def executions_alarm_due(*, actor: Actor, most: int = MOST) -> int:
    """Alarm about traffic limits and suspensions that the platform has not carried out in time.

    Law: M-risk-measures
    """
    terms = selectors.terms_of(actor)
    unexecuted = Measure.objects.of(actor).filter(
        kind__in=rules.BY_THE_PLATFORM,
        released_at__lte=clock.now() - timedelta(seconds=terms.execute_s),
        executed_at__isnull=True,
        execution_alarm_at__isnull=True,
        closed_at__isnull=True,
    )
    found = list(unexecuted.select_for_update(skip_locked=True).order_by("released_at")[:most])
    for measure in found:
        measure.execution_alarm_at = clock.now()
        measure.save(update_fields=["execution_alarm_at"])
    record.entries_append(
        actor=actor,
        acts=[
            {
                "action": "moderation.measure_unexecuted",
                "subject": ("measure", one.pk),
                "clause": one.clause,
                "data": {"kind": one.kind, "seconds": terms.execute_s},
            }
            for one in found
        ],
    )
    if found:
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return len(found)


@transaction.atomic
def session_close(*, actor: Actor, session_id: UUID) -> int:
    """Stop pursuing a session's measures: the broadcast is over. Return how many that were.

    A suspension whose broadcast ended has been carried out.
    """
    now = clock.now()
    pursued = Measure.objects.of(actor).filter(
        session_id=session_id,
        undone_at__isnull=True,
        closed_at__isnull=True,
        released_at__isnull=False,
    )
    suspended = list(pursued.filter(kind=Measure.Kind.SUSPEND, executed_at__isnull=True))
    pursued.filter(pk__in=[one.pk for one in suspended]).update(executed_at=now)
    closed = pursued.update(closed_at=now)
    record.entries_append(
        actor=actor,
        acts=[
            {
                "action": "moderation.measure_executed",
                "subject": ("measure", one.pk),
                "clause": one.clause,
                "data": {"kind": one.kind, "by": "session_ended"},
            }
            for one in suspended
        ],
    )
    return closed
