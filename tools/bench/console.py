"""The console's live wall with 10,000 rooms on air: server time of what moves, per look."""

from tools.bench import Figure, services
from tools.bench._web import told_by

ROOMS = 10_000
TARGET_MS, TARGET_QUERIES = 300, 25


def figures() -> list[Figure]:
    """Measure one page of the wall against asking for each room by itself."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        found = told_by(environment, "tools.bench._wall", str(ROOMS))
    return [
        {
            "name": "live wall, 10,000 rooms on air",
            "value": round(found["ms"], 1),
            "unit": "ms",
            "baseline": round(found["stock_ms"]),
            "ratio": found["stock_ms"] / found["ms"],
            "target": f"≤ {TARGET_MS}",
            "ok": found["ms"] <= TARGET_MS,
            "note": "median of a whole request; baseline: each room's card asked for by itself",
        },
        {
            "name": "live wall, queries",
            "value": found["queries"],
            "unit": "queries",
            "baseline": None,
            "ratio": None,
            "target": f"≤ {TARGET_QUERIES}",
            "ok": found["queries"] <= TARGET_QUERIES,
        },
    ]
