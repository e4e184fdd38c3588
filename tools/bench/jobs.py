"""Jobs: a look among ended ones, what a step and a checkpoint cost, the export of the record."""

from tools.bench import Figure, services
from tools.bench._web import told_by

ENDED, STEPS, ENTRIES = 100_000, 1_000_000, 5_000
IDLE_MS, STEP_US, CHECKPOINTS, EXPORTED, MIB = 5, 5, 100, 1_000, 24


def figures() -> list[Figure]:
    """Measure with 100,000 ended jobs of 20 tenants in the table."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        tenants = told_by(environment, "tools.bench._jobs", "fill", str(ENDED))
        counts = str(STEPS), str(ENTRIES)
        found = told_by(environment, "tools.bench._jobs", "measure", *counts, *tenants)
    return [
        {
            "name": "jobs, a sweep with nothing due, 100,000 ended",
            "value": round(found["idle_ms"], 2),
            "unit": "ms",
            "baseline": round(found["plain_ms"]),
            "ratio": found["plain_ms"] / found["idle_ms"],
            "target": f"≤ {IDLE_MS}",
            "ok": found["idle_ms"] <= IDLE_MS,
            "note": "baseline: every row asked whether it waits",
        },
        _most("jobs, a step told, of a million", found["step_us"], "µs", STEP_US),
        _most("jobs, memory that a million steps took", found["step_mib"], "MiB", MIB),
        _least("jobs, checkpoints kept", found["checkpoints_per_s"], CHECKPOINTS),
        _least("jobs, entries of the record exported", found["exported_per_s"], EXPORTED),
        _most("jobs, memory that the export took", found["export_mib"], "MiB", MIB),
    ]


def _least(name: str, value: float, least: float) -> Figure:
    ok = value >= least
    return {"name": name, "value": round(value), "unit": "/s", "target": f"≥ {least:,}", "ok": ok}


def _most(name: str, value: float, unit: str, most: float) -> Figure:
    ok = value <= most
    return {"name": name, "value": round(value, 2), "unit": unit, "target": f"≤ {most}", "ok": ok}
