"""A quarter in the database: three months computed, its package made as CSV and JSON.

Two workers carry each job, as they would in a small installation.

Processor time is what the two workers and PostgreSQL took together: on a machine with other work it
tells more than the clock does. The promise is of a million payees, and is measured by naming them.
"""

import json
import subprocess
import sys
from typing import Any

from tools.bench import Figure, services
from tools.process import Broken
from tools.services import ROOT

MOST_SECONDS, MOST_MB, LINEAR, CORES = 600, 1024, 0.8, 2
FULL, STEP, DEFAULT = 1_000_000, 10, 100_000


def quarters(sizes: list[int]) -> list[dict[str, Any]]:
    """Return what quarters of so many payees took, one after another in one database."""
    with services() as own:
        if own.postgres is None:
            raise Broken("this measurement needs a PostgreSQL of its own")
        name = own.environment["LC_OWNER_DATABASE_URL"].rpartition("/")[2]
        environment = own.child_environment(
            LC_LOG_LEVEL="ERROR", LC_BENCH_ADMIN_URL=own.postgres.url(name)
        )
        command = [sys.executable, "-m", "tools.bench._tax_store", *map(str, sizes)]
        found = []
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                sys.stderr.write(line)
                found.append(json.loads(line))
        if process.returncode or len(found) < len(sizes):
            raise Broken("not every size was measured")
        return found


def figures(largest: int = DEFAULT) -> list[Figure]:
    """Measure a size and a tenth of it; a million, a tenth and a hundredth."""
    parts = (STEP * STEP, STEP, 1) if largest >= FULL else (STEP, 1)
    measured = quarters([largest // part for part in parts])
    return [*(one for each in measured for one in _of(each)), *_judged(measured)]


def _cpu_us(one: dict[str, Any]) -> float:
    """Return the processor time that a payee takes, in microseconds."""
    spent = float(one["computed_cpu_s"] + one["exported_cpu_s"])
    return spent / int(one["payees"]) * 1e6


def _whole(one: dict[str, Any]) -> float:
    took: float = one["computed_s"] + one["exported_s"]
    return took


def _of(one: dict[str, Any]) -> list[Figure]:
    name, each = f"{one['payees']:,} payees", one["payees"] / 1e6
    python = (one["computed_python_s"] + one["exported_python_s"]) / each
    return [
        Figure(
            name=f"{name}, {one['payments']:,} payments: computed and exported",
            value=_whole(one),
            unit="s",
            target=f"< {MOST_SECONDS} s" if one["payees"] >= FULL else None,
            ok=_whole(one) < MOST_SECONDS if one["payees"] >= FULL else None,
            note=f"{one['rows']:,} rows, {one['bytes'] / 1e6:,.0f} MB of CSV and JSON lines",
        ),
        Figure(name=f"{name}: three months computed", value=one["computed_s"], unit="s"),
        Figure(name=f"{name}: package exported", value=one["exported_s"], unit="s"),
        Figure(
            name=f"{name}: processor time a payee",
            value=_cpu_us(one),
            unit="us",
            note=f"of that {python:,.0f} in the two workers, the rest in PostgreSQL",
        ),
    ]


def _judged(measured: list[dict[str, Any]]) -> list[Figure]:
    small, large = measured[0], measured[-1]
    at_best = _cpu_us(large) / CORES * FULL / 1e6
    ratio = _cpu_us(small) / _cpu_us(large)
    memory = max(one["mb"] for one in measured)
    found = [
        Figure(
            name="processor time a payee at the smallest to the largest",
            value=ratio,
            unit="",
            target=f">= {LINEAR}: cost grows linearly",
            ok=ratio >= LINEAR,
        ),
        Figure(
            name="memory of a worker, at most",
            value=memory,
            unit="MiB",
            target=f"<= {MOST_MB}",
            ok=memory <= MOST_MB,
        ),
    ]
    if large["payees"] < FULL:
        found.append(
            Figure(
                name="a million payees, at this processor time on two free cores",
                value=at_best,
                unit="s",
                target=f"< {MOST_SECONDS} s",
                ok=at_best < MOST_SECONDS,
            )
        )
    return found
