"""Many suspensions on air, each about a finding: stated as a job, and one by one.

`python -m tools.bench._statements fill MEASURES`, then `... measure USER TENANT` with what that
printed, inside `services().child_environment()`: two processes, so that filling is no memory.
"""

import json
import resource
import sys
import time
from typing import Any
from uuid import UUID

import django

PAGE, SAMPLE = 1_000, 300


def fill(number: int) -> list[str]:
    """Make a tenant with so many suspensions that went out; return its officer and itself."""
    from django.db import connections, transaction

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from moderation.models import Finding, Measure
    from rooms.models import Session
    from tools.bench import _crowd

    officer = _crowd.officer("stated")
    _crowd.crowd(officer, PAGE)
    system = system_actor(officer.tenant_id)
    for first in range(0, number, PAGE):
        with acting(system), transaction.atomic():
            sessions = list(Session.objects.all()[: min(PAGE, number - first)])
            found = [_finding(one, first) for one in sessions]
            Finding.objects.bulk_create(found)
            Measure.objects.bulk_create(
                _measure(one, finding, first) for one, finding in zip(sessions, found, strict=True)
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE moderation_finding, moderation_measure, rooms_session")
    return [str(officer.user_id), str(officer.tenant_id)]


def _finding(session: Any, first: int) -> Any:
    from livecompliance.kernel import clock
    from moderation.models import Finding

    return Finding(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        segment_seq=1,
        position=first,
        event_key=f"stated-{first}",
        event_type="speech",
        speaker="marketer",
        at=clock.now(),
        code="F-MED",
        clause="M-18-2",
        rule="F-MED",
        rule_version="bench",
        severity="high",
        suggestion="review",
        score=0.8,
        excerpt=b"",
    )


def _measure(session: Any, finding: Any, first: int) -> Any:
    from livecompliance.kernel import clock
    from moderation.models import Measure

    now = clock.now()
    return Measure(
        tenant_id=session.tenant_id,
        room_id=session.room_id,
        session=session,
        kind=Measure.Kind.SUSPEND,
        origin=Measure.Origin.RULE,
        clause="M-18-2",
        reason_zh="宣称普通食品有医疗作用。",
        findings=[finding.pk],
        minutes=60,
        released_at=now,
        delivered_at=now,
        seq=first + 2,
    )


def measure(user: UUID, tenant: UUID) -> dict[str, Any]:
    """Return how many a second the job states, what memory it took, and one by one."""
    from django.db import transaction

    from complaints.rules.periods import month_code
    from livecompliance.kernel import clock
    from livecompliance.kernel.actors import Actor, system_actor
    from livecompliance.kernel.tenancy import acting
    from office import services as office
    from office.models import Job
    from oversight.models import StatementExport
    from oversight.services import statements

    actor, system = Actor(frozenset({tenant}), user, frozenset({"officer"})), system_actor(tenant)
    with acting(actor):
        row = statements.statements_order(actor=actor, period=month_code(clock.today()), form="csv")
    before, began = _peak(), time.perf_counter()
    with acting(system):
        state: str | None = Job.State.WAITING
        while row.job_id and state == Job.State.WAITING:  # it gives its worker back in between
            state = office.job_run(actor=system, job_id=row.job_id)
    took = time.perf_counter() - began
    if state != Job.State.DONE:
        raise RuntimeError(f"the export is {state}")
    with acting(system), transaction.atomic():
        made = StatementExport.objects.get(pk=row.pk)
    return {
        "stated": made.statements,
        "took_s": took,
        "mib": (_peak() - before) / 1024,
        "alone_s": _one_by_one(actor),
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _one_by_one(actor: Any) -> float:
    """What is written first: each measure with its findings and names by itself; of one."""
    from django.db import transaction

    from livecompliance.kernel import clock
    from livecompliance.kernel.tenancy import acting
    from oversight.rules.statements import MEASURE, stated
    from oversight.selectors.decided import Place, Span, decided_page

    today = clock.today()
    span = Span(today.replace(day=1), today.replace(year=today.year + 1), clock.now())
    at, began = Place(MEASURE), time.perf_counter()
    for _one in range(SAMPLE):
        with acting(actor), transaction.atomic():
            page, at = decided_page(actor, span, at, 1)
        for one in page:
            stated(one)
    return (time.perf_counter() - began) / SAMPLE


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        print(json.dumps(measure(UUID(sys.argv[2]), UUID(sys.argv[3]))))
