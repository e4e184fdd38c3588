"""A tenant's own list of a million terms: what it costs to compile and to put in force on air."""

import json
import subprocess
import sys

from tools.bench import Figure, services
from tools.bench._web import told_by
from tools.services import ROOT

TERMS = 1_000_000
IN_FORCE_S, STALL_MS, MEMORY_MB = 2.0, 250.0, 2_048.0
IMPORT_MB, ROWS_S = 96.0, 1_000.0


def figures() -> list[Figure]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "tools.bench._packs", str(TERMS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    name = f"list of {TERMS:,} terms"
    return [
        *_imported(),
        Figure(name=f"{name}: compiled by the job", value=told["compile_s"], unit="s"),
        _bounded(f"{name}: memory while compiling", told["compile_mb"], "MiB", MEMORY_MB),
        Figure(name=f"{name}: compiled form", value=told["image_mb"], unit="MiB"),
        Figure(name=f"{name}: loaded in a thread", value=told["load_s"], unit="s"),
        _bounded(f"{name}: in force in a process that judges", told["in_force_s"], "s", IN_FORCE_S),
        Figure(
            name=f"{name}: a batch of 200 lines before",
            value=told["before_p50_ms"],
            unit="ms, p50",
            note=f"slowest {told['before_max_ms']:.0f} ms",
        ),
        Figure(name=f"{name}: a batch with it", value=told["p50_ms"], unit="ms, p50"),
        _bounded(f"{name}: the slowest batch while it comes", told["max_ms"], "ms", STALL_MS),
    ]


def _imported() -> list[Figure]:
    """Read a CSV of so many rows in through the job, one in a hundred of them faulty."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        told = told_by(environment, "tools.bench._packs_import", str(TERMS))
    name, rate = f"CSV of {TERMS:,} rows through the job", told["rows_s"]
    taken, faults = int(told["terms"]), int(told["faults"])
    whole = taken + faults == int(told["rows"]) == TERMS
    return [
        Figure(name=f"{name}: rows/s", value=rate, unit="/s", target=f">= {ROWS_S:,.0f}",
               ok=rate >= ROWS_S, note=f"{told['import_s']:.0f} s in all"),
        _bounded(f"{name}: memory", told["import_mb"], "MiB", IMPORT_MB),
        Figure(name=f"{name}: taken", value=taken, unit="terms", target="every other row is named",
               ok=whole, note=f"{faults:,} named with why"),
        Figure(name=f"{name}: then compiled and measured", value=told["build_s"], unit="s"),
    ]  # fmt: skip


def _bounded(name: str, value: float, unit: str, most: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, target=f"<= {most:g}", ok=value <= most)
