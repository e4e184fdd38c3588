"""A quarter of a tenant's payees in the database: months computed and the package made, by jobs.

`python -m tools.bench._tax_store PAYEES ...` inside `services().child_environment()`; prints JSON,
one object a size. It starts itself again as two workers, one that carries each job and one that
helps, and asks the system what processor time they and PostgreSQL have taken.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from tools.bench import _tax_load as load
from tools.bench.files import high_water

QUARTER = load.MONTHS[0]
TICK = os.sysconf("SC_CLK_TCK")
BASICS = {
    "platform_name": "范例平台", "platform_code": "91110000600037341L", "site_name": "范例直播",
    "domain": "example.test", "business": "网络直播", "begun_on": "2024-05-01", "ended_on": "",
}  # fmt: skip
IDLE_S = 0.25  # between two looks of a helper that found nothing to do


class Worker:
    """A process that carries jobs, or helps with them, when it is told to."""

    def __init__(self, what: str, tenant: str) -> None:
        self.what = what
        command = [sys.executable, "-m", "tools.bench._tax_store", "work", what, tenant]
        theirs, mine = os.pipe()
        said, saying = os.pipe()
        self.process = subprocess.Popen(command, stdin=theirs, stdout=saying)
        os.close(theirs)
        os.close(saying)
        self._to, self._from = os.fdopen(mine, "w"), os.fdopen(said)
        self.began = self.done()  # what it took to begin

    def tell(self, job: str) -> None:
        """Name the job that it is to work on."""
        self._to.write(f"{job}\n")
        self._to.flush()

    def done(self) -> dict[str, Any]:
        """Wait for the job to be over; return what the worker took so far."""
        line = self._from.readline()
        if not line:
            raise SystemExit(f"the worker that is to {self.what} is gone")
        found: dict[str, Any] = json.loads(line)
        return found

    def end(self) -> None:
        """Let the process end."""
        self._to.close()
        self.process.wait()
        self._from.close()


def work(what: str, tenant: str) -> None:
    """Carry one job after another, or help with them, as they are named on the standard input."""
    from livecompliance.kernel.actors import system_actor

    actor = system_actor(UUID(tenant))
    say = {"carry": carried, "help": helped}[what]
    for line in _lines():
        if line:
            say(actor, UUID(line))
        spent = os.times()
        told = {"cpu_s": spent.user + spent.system, "mb": high_water()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _lines() -> Iterator[str]:
    yield ""
    for line in sys.stdin:
        yield line.strip()


def carried(actor: Any, job: UUID) -> None:
    """Carry a job to its end, turn by turn, as a worker does."""
    from livecompliance.kernel.tenancy import acting
    from office.services import job_run

    state = "waiting"
    while state == "waiting":
        with acting(actor):
            state = job_run(actor=actor, job_id=job) or "lost"
    if state != "done":
        raise SystemExit(f"the job is {state}: {result_of(actor, job)}")


def helped(actor: Any, job: UUID) -> None:
    """Help with a job until it is over, as often as a worker would be asked to."""
    from livecompliance.kernel.tenancy import acting
    from office.services import job_help

    while True:
        with acting(actor):
            job_help(actor=actor, job_id=job)
        if not is_open(actor, job):
            return
        time.sleep(IDLE_S)


def is_open(actor: Any, job: UUID) -> bool:
    """Tell whether a job is not over."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office.models import Job

    with acting(actor), transaction.atomic():
        return bool(Job.objects.of(actor).filter(pk=job, state__in=Job.OPEN).exists())


def result_of(actor: Any, job: UUID) -> dict[str, Any]:
    """Return what came of a job."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office.models import Job

    with acting(actor), transaction.atomic():
        row = Job.objects.of(actor).get(pk=job)
        return dict(row.result) if row.result else {"error": row.error}


def postgres_s(postmaster: int) -> float:
    """Return the processor time of a PostgreSQL: of its processes, and of those that are gone."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == postmaster:
            total += int(fields[11]) + int(fields[12])
        elif stat.parent.name == str(postmaster):
            total += sum(map(int, fields[11:15]))
    return total / TICK


def postmaster_of() -> int:
    """Return the process that all of PostgreSQL's are children of."""
    with closing(load.admin()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
        stat = Path(f"/proc/{backend}/stat").read_text(encoding="ascii")
    return int(stat.rpartition(")")[2].split()[1])


class Meter:
    """What a part of the work took: time, processor time of workers and of PostgreSQL."""

    def __init__(self, workers: list[Worker], postmaster: int) -> None:
        self.workers, self.postmaster = workers, postmaster
        self.before = [one.began["cpu_s"] for one in workers]
        self.mb = 0.0

    @contextmanager
    def measured(self, into: dict[str, Any], name: str) -> Iterator[list[str]]:
        """Time what is ordered within: give the jobs to the workers, wait for them."""
        began, postgres = time.perf_counter(), postgres_s(self.postmaster)
        jobs: list[str] = []
        yield jobs
        spent = 0.0
        for job in jobs:
            for one in self.workers:
                one.tell(job)
            told = [one.done() for one in self.workers]
            spent += sum(one["cpu_s"] for one in told) - sum(self.before)
            self.before = [one["cpu_s"] for one in told]
            self.mb = max(self.mb, *(one["mb"] for one in told))
        into[f"{name}_s"] = into.get(f"{name}_s", 0) + time.perf_counter() - began
        used = spent + postgres_s(self.postmaster) - postgres
        into[f"{name}_cpu_s"] = into.get(f"{name}_cpu_s", 0) + used
        into[f"{name}_python_s"] = into.get(f"{name}_python_s", 0) + spent


def loaded(officer: Any, number: int) -> int:
    """Write payees, by two processes, and what they were paid; return how many payments."""
    from django.db import transaction

    from accounts import services as accounts
    from livecompliance.kernel.tenancy import acting
    from tax.services.payment import months_open

    with acting(officer), transaction.atomic():
        accounts.tenant_key(officer)
        months_open(officer, load.MONTHS)
    names = [str(officer.tenant_id), str(officer.user_id)]
    command = [sys.executable, "-m", "tools.bench._tax_load", *names]
    half = number // 2
    spans = [[str(0), str(half)], [str(half), str(number)]]
    writing = [subprocess.Popen([*command, *span]) for span in spans]
    if sum(abs(one.wait()) for one in writing):
        raise SystemExit("payees were not written")
    return load.payments(names[0])


def measure(number: int) -> dict[str, Any]:
    """Load a tenant, compute its months, make its package; return the figures."""
    from livecompliance.kernel.tenancy import acting
    from tax import services
    from tools.bench import _crowd

    officer = _crowd.officer(f"taxes-{number}")
    began = time.perf_counter()
    found: dict[str, Any] = {"payees": number, "payments": loaded(officer, number)}
    found["loaded_s"] = time.perf_counter() - began
    with acting(officer):
        services.basics_note(actor=officer, facts=BASICS, entities=[])
        for month in load.MONTHS:
            services.period_close(actor=officer, kind="month", first_on=month)
        services.period_close(actor=officer, kind="quarter", first_on=QUARTER)
    workers = [Worker(what, str(officer.tenant_id)) for what in ("carry", "help")]
    meter = Meter(workers, postmaster_of())
    for month in load.MONTHS:
        _order(meter, found, "computed", officer, month)
    _order(meter, found, "exported", officer, None)
    for one in workers:
        one.end()
    return found | {"mb": meter.mb} | checked(officer, number)


def _order(
    meter: Meter, found: dict[str, Any], name: str, officer: Any, month: date | None
) -> None:
    from livecompliance.kernel.tenancy import acting
    from tax import services

    with meter.measured(found, name) as jobs, acting(officer):
        if month is None:
            job = services.package_make(actor=officer, first_on=QUARTER)
        else:
            job = services.month_run(actor=officer, first_on=month)
        jobs.append(str(job.pk))


def checked(officer: Any, number: int) -> dict[str, Any]:
    """Refuse a measurement of what was not done: every payee has his lines and rows."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from tax import selectors

    with acting(officer), transaction.atomic():
        runs = list(selectors.run_list(officer))
        (package,) = selectors.package_list(officer)
    rows = {one["key"]: one["rows"] for one in package.forms}
    want = {"basics": 1, "identities_natural": number, "income": number, "live": number}
    lines = [one.payees for one in runs]
    if rows != want or set(package.problems) != {"month_unfiled"} or set(lines) != {number}:
        raise SystemExit(f"not all was done: {rows} {package.problems} {lines}")
    sizes = [one["size"] for form in package.forms for one in form["files"]]
    return {"lines": sum(lines), "bytes": sum(sizes), "rows": sum(rows.values())}


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "work":
        work(*sys.argv[2:])
    else:
        for size in sys.argv[1:]:
            sys.stdout.write(json.dumps(measure(int(size))) + "\n")
            sys.stdout.flush()
