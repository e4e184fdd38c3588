"""Many open clocks of several tenants under the beat's sweep, and under a loop over all rows.

`python -m tools.bench._clocks fill CLOCKS`, then `... measure TENANT ...` with what that printed,
inside `services().child_environment()`: two processes, so that filling does not count as memory.
"""

import io
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django

TENANTS, ROUNDS, DUE, DAYS = 20, 9, 500, 10
EVENT = UUID(int=1 << 121).int


def fill(number: int) -> list[str]:
    """Make the tenants and their clocks; return the tenants."""
    from django.db import connections

    from livecompliance.kernel import clock
    from tools.bench import _crowd

    tenants = [_crowd.officer(f"clocks{n}").tenant_id for n in range(TENANTS)]
    with connections["owner"].cursor() as cursor:
        _fill(cursor, number, tenants, clock.now())
    return [str(one) for one in tenants]


def measure(tenants: list[UUID]) -> dict[str, Any]:
    """Return the cost of looks at open clocks: none due, some due, and how much memory it took."""
    from livecompliance.kernel import clock
    from office import selectors

    now = clock.now()
    before = _peak_mib()
    idle = _median(lambda: len(selectors.tenants_with_clocks_due(now)))
    at = now + timedelta(hours=1)
    due = selectors.tenants_with_clocks_due(at)
    began = time.perf_counter()
    marked = sum(_follow(tenant, at) for tenant in due)
    took = time.perf_counter() - began
    after = _peak_mib()
    began = time.perf_counter()
    moved = sum(_recompute(one) for one in tenants)
    recomputed = time.perf_counter() - began
    last = _peak_mib()
    plain = _median(lambda: _loop(tenants, now))
    return {
        "idle_ms": idle * 1000,
        "plain_ms": plain * 1000,
        "marked": marked,
        "marked_per_s": marked / took,
        "mib": after - before,
        "recompute_s": recomputed,
        "moved": moved,
        "recompute_mib": last - after,
    }


def _loop(tenants: list[UUID], now: datetime) -> int:
    """What is written first: every open row, asked whether its time has come."""
    from django.db import transaction

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office.models import Clock

    due = 0
    for tenant in tenants:
        with acting(system_actor(tenant)), transaction.atomic():
            rows = Clock.objects.filter(state__in=["running", "paused"])
            due += sum(one.next_at is not None and one.next_at <= now for one in rows.iterator())
    return due


def _follow(tenant: UUID, at: datetime) -> int:
    from livecompliance.kernel import clock
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office import services
    from office.tasks.clock import MOST

    really, actor, marked = clock.now, system_actor(tenant), 0
    clock.now = lambda: at
    try:
        with acting(actor):
            while followed := services.clocks_follow(actor=actor, most=MOST):
                marked += followed
    finally:
        clock.now = really
    return marked


def _recompute(tenant: UUID) -> int:
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office import services

    actor = system_actor(tenant)
    with acting(actor):
        return services.clocks_recompute(actor=actor)


def _median(look: Callable[[], int]) -> float:
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        look()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(cursor: Any, number: int, tenants: list[UUID], now: datetime) -> None:
    """Copy clocks in, as the owner: DUE of them end within the hour, all others later."""
    from office.rules import notices
    from office.rules.days import deadline
    from office.rules.policies import Policy

    calendar = notices.shipped()
    by_hours = Policy(amount=100, unit="hour", warn_before=0)
    by_days = Policy(amount=DAYS, unit="working_day", warn_before=0)
    hours, days = json.dumps(by_hours.kept()), json.dumps(by_days.kept())
    clocks, log = io.StringIO(), io.StringIO()
    for n in range(number):
        tenant, pk = tenants[n % len(tenants)], UUID(int=(1 << 120) + n)
        began = now - timedelta(hours=99.5 if n < DUE else n % 90)
        held = hours if n < DUE else days
        due = began + timedelta(hours=100)
        if n >= DUE:
            due = deadline(calendar, began, DAYS, "working_day").at
        late = due + timedelta(microseconds=1)
        clocks.write(
            f"{pk}\t{tenant}\tcomplaint\tc-{n}\tanswer\t\t{held}\trunning\t1\t{began}\t{due}\tf"
            f"\t{late}\t{began}\n"
        )
        data = json.dumps({"policy": json.loads(held), "owner": ""})
        head = f"{UUID(int=EVENT + n)}\t{tenant}\t{pk}\t1\tstart\t{began}\t{began}"
        log.write(f"{head}\tsystem\t\t\t{data}\n")
    _copy(cursor, "office_clock", CLOCK, clocks)
    _copy(cursor, "office_clockevent", LINE, log)


CLOCK = (
    "id", "tenant_id", "subject_kind", "subject_ref", "kind", "clause", "policy", "state", "round",
    "started_at", "due_at", "is_provisional", "next_at", "created_at",
)  # fmt: skip
LINE = (
    "id", "tenant_id", "clock_id", "seq", "kind", "at", "recorded_at", "actor_kind", "actor_ref",
    "reason", "data",
)  # fmt: skip


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: io.StringIO) -> None:
    rows.seek(0)
    cursor.execute(f"CREATE TEMP TABLE filled (LIKE {table})")  # no COPY into a walled table
    cursor.copy_expert(f"COPY filled ({', '.join(columns)}) FROM STDIN", rows)
    cursor.execute(f"INSERT INTO {table} SELECT * FROM filled ORDER BY id")  # noqa: S608
    cursor.execute("DROP TABLE filled")
    cursor.execute(f"VACUUM ANALYZE {table}")


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        print(json.dumps(measure([UUID(one) for one in sys.argv[2:]])))
