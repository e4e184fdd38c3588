"""A table of ended jobs under the beat's look, and jobs that count and export under a worker.

`python -m tools.bench._jobs fill JOBS`, then `... measure STEPS ENTRIES TENANT ...`, inside
`services().child_environment()`: two processes, so that filling does not count as memory.
"""

import io
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

TENANTS, ROUNDS, CHECKPOINTS = 20, 9, 300


def fill(number: int) -> list[str]:
    """Make the tenants and their jobs of the past; return the tenants."""
    from django.db import connections

    from livecompliance.kernel import clock
    from tools.bench import _crowd
    from tools.bench._clocks import _copy

    tenants = [_crowd.officer(f"jobs{n}").tenant_id for n in range(TENANTS)]
    rows, now = io.StringIO(), clock.now()
    for n in range(number):
        pk, tenant = UUID(int=(1 << 120) + n), tenants[n % TENANTS]
        rows.write(
            f"{pk}\t{tenant}\tpast\t\t{{}}\t{n}\tdone\t1\t0\t0\t{{}}\t{{}}\t\t{now}\t{now}\t{now}\n"
        )
    with connections["owner"].cursor() as cursor:
        _copy(cursor, "office_job", COLUMNS, rows)
    return [str(one) for one in tenants]


COLUMNS = (
    "id", "tenant_id", "kind", "language", "arguments", "fingerprint", "state", "done", "rate",
    "attempts", "checkpoint", "result", "error", "created_at", "available_at", "ended_at",
)  # fmt: skip


def measure(steps: int, entries: int, tenants: list[UUID]) -> dict[str, Any]:
    """Return what the beat's look, steps, checkpoints and an export cost."""
    from livecompliance.kernel import clock
    from office import selectors
    from office.services.progress import STALE

    now = clock.now()
    idle = _median(lambda: len(selectors.jobs_due(now, now - STALE)))
    plain = _median(lambda: _loop(tenants))
    found = {"idle_ms": idle * 1000, "plain_ms": plain * 1000}
    found |= _counted(tenants[0], steps)
    return found | _exported(tenants[0], entries)


def _loop(tenants: list[UUID]) -> int:
    """What is written first: every row, asked whether it waits."""
    from django.db import transaction

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office.models import Job

    due = 0
    for tenant in tenants:
        with acting(system_actor(tenant)), transaction.atomic():
            due += sum(one.is_open for one in Job.objects.iterator())
    return due


def _counted(tenant: UUID, steps: int) -> dict[str, float]:
    from office import services

    took: dict[str, float] = {}

    def count(progress: Any, _arguments: Any) -> None:
        progress.total(steps)
        began, before = time.perf_counter(), _peak_mib()
        for _ in range(steps):
            progress.step()
        took["step_us"] = (time.perf_counter() - began) / steps * 1e6
        took["step_mib"] = _peak_mib() - before
        began = time.perf_counter()
        for number in range(CHECKPOINTS):
            progress.checkpoint({"after": number})
        took["checkpoints_per_s"] = CHECKPOINTS / (time.perf_counter() - began)

    services.job_kind("count", count)
    _work(tenant, "count", {})
    return took


def _exported(tenant: UUID, entries: int) -> dict[str, float]:
    from django.db import transaction

    from ledger import services as record
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting

    actor = system_actor(tenant)
    for begin in range(0, entries, 500):
        with acting(actor), transaction.atomic():
            for number in range(begin, begin + 500):
                record.entry_append(
                    actor=actor,
                    action="office.job_started",
                    subject=("job", str(number)),
                    data={"kind": "past"},
                )
    before, began = _peak_mib(), time.perf_counter()
    _work(tenant, "record_export", {"form": "ndjson", "given": {}})
    took = time.perf_counter() - began
    return {"exported_per_s": entries / took, "export_mib": _peak_mib() - before}


def _work(tenant: UUID, kind: str, arguments: dict[str, Any]) -> None:
    """Order a job as an auditor does and carry it to its end, turn by turn.

    Raises:
        RuntimeError: it did not end well.
    """
    from django.db import transaction

    from accounts.models import Membership, Role
    from livecompliance.kernel.actors import Actor, system_actor
    from livecompliance.kernel.tenancy import acting
    from office import services

    system = system_actor(tenant)
    with acting(system), transaction.atomic():
        person = Membership.objects.of(system).get()
        person.roles = [Role.AUDIT_ADMIN]
        person.save()
        user_id = person.user_id
    auditor = Actor(system.tenant_ids, user_id=user_id, roles=frozenset({Role.AUDIT_ADMIN}))
    with acting(auditor), transaction.atomic():
        job = services.job_start(actor=auditor, kind=kind, arguments=arguments)
    state: str | None = "waiting"
    with acting(system):
        while state in ("waiting", "running"):
            state = services.job_run(actor=system, job_id=job.pk)
    if state != "done":
        raise RuntimeError(f"{kind}: {state}")


def _median(look: Callable[[], int]) -> float:
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        look()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        steps, entries, *tenants = sys.argv[2:]
        print(json.dumps(measure(int(steps), int(entries), [UUID(one) for one in tenants])))
