"""A tenant's own list of a million terms: what it costs to compile and to put in force on air.

A table of 100,000 rows is read in through the job; `./lc bench packs=1000000` reads a million.
"""

import json
import subprocess
import sys

from moderation.engine.state import MAX_TALLIES
from tools.bench import Figure, services
from tools.bench._web import told_by
from tools.services import ROOT

TERMS, ROWS = 1_000_000, 100_000
IN_FORCE_S, STALL_MS, MEMORY_MB = 2.0, 250.0, 2_048.0
IMPORT_MB, ROWS_S = 96.0, 1_000.0
NOTED_RATIO, STATE_MS = 1.15, 2.0


def figures(rows: int = ROWS) -> list[Figure]:
    """Measure in processes of their own.

    Args:
        rows: how long the table is that is read in.
    """
    command = [sys.executable, "-m", "tools.bench._packs", str(TERMS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    name = f"list of {TERMS:,} terms"
    return [
        *_imported(rows),
        *_counted(),
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


def _imported(rows: int) -> list[Figure]:
    """Read a CSV of so many rows in through the job, one in a hundred of them faulty."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        told = told_by(environment, "tools.bench._packs_import", str(rows))
    name, rate = f"CSV of {rows:,} rows through the job", told["rows_s"]
    taken, faults = int(told["terms"]), int(told["faults"])
    whole = taken + faults == int(told["rows"]) == rows
    return [
        Figure(name=f"{name}: rows/s", value=rate, unit="/s", target=f">= {ROWS_S:,.0f}",
               ok=rate >= ROWS_S, note=f"{told['import_s']:.0f} s in all"),
        _bounded(f"{name}: memory", told["import_mb"], "MiB", IMPORT_MB),
        Figure(name=f"{name}: taken", value=taken, unit="terms", target="every other row is named",
               ok=whole, note=f"{faults:,} named with why"),
        Figure(name=f"{name}: then compiled and measured", value=told["build_s"], unit="s"),
    ]  # fmt: skip


def _counted() -> list[Figure]:
    """Judge with a tenant's lists, noting what they did and not; and what a session carries."""
    command = [sys.executable, "-m", "tools.bench._packs_apart"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    found = []
    for kind, said in (("ordinary", "one line in twenty hits"), ("crowded", "every line hits")):
        plain, noted = told[f"{kind}_us"], told[f"{kind}_noted_us"]
        found.append(
            Figure(name=f"own lists, {said}: a line, counted", value=noted, unit="us",
                   baseline=plain, ratio=noted / plain, target=f"<= {NOTED_RATIO:g}x",
                   ok=noted <= NOTED_RATIO * plain, note="baseline: nobody counts")
        )  # fmt: skip
    kept, most = (told[f"state_ms_{size}"] for size in (MAX_TALLIES, 10 * MAX_TALLIES))
    found.append(
        Figure(name=f"a session with {MAX_TALLIES:,} counted terms: read and written a batch",
               value=kept, unit="ms", target=f"<= {STATE_MS:g}", ok=kept <= STATE_MS,
               note=f"{told[f'state_kib_{MAX_TALLIES}']:.0f} KiB; ten times as many: {most:.0f} ms")
    )  # fmt: skip
    return found


def _bounded(name: str, value: float, unit: str, most: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, target=f"<= {most:g}", ok=value <= most)
