"""Going to a room by number or name among a million: server time, against LIKE behind the wall."""

from tools.bench import Figure, services
from tools.bench._web import told_by

ROOMS = 1_000_000
TARGET_MS = 100


def figures() -> list[Figure]:
    """Measure the words that are looked for, each way, in turn."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        found = told_by(environment, "tools.bench._search", str(ROOMS))
    return [_figure(one) for one in found]


def _figure(one: dict[str, float | str]) -> Figure:
    ms, plain = float(one["ms"]), float(one["plain_ms"])
    return {
        "name": f"search, 1,000,000 rooms: {one['what']}",
        "value": round(ms, 1),
        "unit": "ms",
        "baseline": round(plain, 1),
        "ratio": plain / ms,
        "target": f"≤ {TARGET_MS}",
        "ok": ms <= TARGET_MS,
        "note": "slowest of the words, median of each; baseline: LIKE as the app role, same words",
    }
