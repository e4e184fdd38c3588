"""The record: entries sealed a second, and how long an entry waits for its seal."""

from tools.bench import Figure, services
from tools.bench._web import told_by

ENTRIES = 200_000
SECONDS, RATE = 20, 2_000


def figures() -> list[Figure]:
    """Measure the sealer alone, against a chain of rows, and beside a writer."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        fast = told_by(environment, "tools.bench._seal", "rate", str(ENTRIES))
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        slow = told_by(environment, "tools.bench._seal", "lag", str(SECONDS), str(RATE))
    return [
        {
            "name": f"entries sealed, {ENTRIES:,} waiting",
            "value": round(fast["rate"]),
            "unit": "entries/s",
            "baseline": round(fast["chain"]),
            "ratio": fast["rate"] / fast["chain"],
            "target": "≥ 20,000",
            "ok": fast["rate"] >= 20_000,
            "note": "one sealer and its PostgreSQL in turn, fsync on, 4,000 a checkpoint;"
            f" Python has {fast['python_share']:.0%}; baseline: a hash chain, row by row",
        },
        {
            "name": f"oldest entry when sealed, {slow['rate']:,.0f} entries/s written",
            "value": round(slow["worst"], 2),
            "unit": "s",
            "target": "≤ 5",
            "ok": slow["worst"] <= 5 and slow["rate"] >= 0.9 * RATE,
            "note": f"{SECONDS} s, the worst of all rounds; the sealer is rung every 2 s",
        },
    ]
