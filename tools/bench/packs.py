"""A tenant's own list of a million terms: what it costs to compile and to put in force on air."""

import json
import subprocess
import sys

from tools.bench import Figure
from tools.services import ROOT

TERMS = 1_000_000
IN_FORCE_S, STALL_MS, MEMORY_MB = 2.0, 250.0, 2_048.0


def figures() -> list[Figure]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "tools.bench._packs", str(TERMS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    name = f"list of {TERMS:,} terms"
    return [
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


def _bounded(name: str, value: float, unit: str, most: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, target=f"<= {most:g}", ok=value <= most)
