"""The beat's sweep over 100,000 open clocks, against a loop over every open row."""

from tools.bench import Figure, services
from tools.bench._web import told_by

CLOCKS = 100_000
IDLE_MS, MARKED_PER_S, MIB, RECOMPUTE_S = 20, 50, 64, 60


def figures() -> list[Figure]:
    """Measure a sweep with nothing due, the marks of 500 breaches, and computing all anew."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        tenants = told_by(environment, "tools.bench._clocks", "fill", str(CLOCKS))
        found = told_by(environment, "tools.bench._clocks", "measure", *tenants)
    idle, plain = found["idle_ms"], found["plain_ms"]
    return [
        {
            "name": "clocks, a sweep with nothing due, 100,000 open",
            "value": round(idle, 2),
            "unit": "ms",
            "baseline": round(plain),
            "ratio": plain / idle,
            "target": f"≤ {IDLE_MS}",
            "ok": idle <= IDLE_MS,
            "note": "baseline: every open row asked whether its time has come",
        },
        _figure("clocks, breaches marked, recorded and written of", found["marked_per_s"],
                "/s", MARKED_PER_S),
        _most("clocks, memory that marking took", found["mib"], "MiB", MIB),
        _most("clocks, all 100,000 computed anew", found["recompute_s"], "s", RECOMPUTE_S),
        _most("clocks, memory that computing anew took", found["recompute_mib"], "MiB", MIB),
    ]  # fmt: skip


def _figure(name: str, value: float, unit: str, least: float) -> Figure:
    ok = value >= least
    return {"name": name, "value": round(value, 1), "unit": unit, "target": f"≥ {least}", "ok": ok}


def _most(name: str, value: float, unit: str, most: float) -> Figure:
    ok = value <= most
    return {"name": name, "value": round(value, 1), "unit": unit, "target": f"≤ {most}", "ok": ok}
