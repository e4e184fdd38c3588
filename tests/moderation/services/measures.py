"""What tests of measures share: to issue one, to let time pass, to read the record."""

from datetime import timedelta

import time_machine

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import rules, services


def order(kind="warning", clause="M-18-2", zh="把普通茶说成药。", **fields):
    return rules.Order(
        kind=kind, clause=clause, reason={"zh": zh, "en": "Tea sold as medicine."}, **fields
    )


def issue(actor, session, *words, **fields):
    with acting(actor):
        return services.measure_issue(
            actor=actor, session_id=session.pk, order=order(*words, **fields)
        )


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def follow(session):
    """What the sweep does in one tenant."""
    actor = system_actor(session.tenant_id)
    with acting(actor):
        services.measures_release_due(actor=actor)
        services.measures_escalate_due(actor=actor)
        services.executions_alarm_due(actor=actor)


def as_system(session):
    return acting(system_actor(session.tenant_id))


def released(lin, session, kind="warning", **fields):
    measure = issue(lin, session, kind, **fields)
    with acting(lin):
        return services.measure_release(actor=lin, measure_id=measure.pk)


def acts(measure):
    rows = Entry.objects.filter(subject_kind="measure", subject_ref=str(measure.pk))
    return list(rows.order_by("at", "id").values_list("action", flat=True))


def platform(tenant_id):
    return Actor(
        tenant_ids=frozenset({tenant_id}),
        roles=frozenset({"integrator"}),
        scopes=frozenset({"measures.write"}),
        key_id=tenant_id,
    )
