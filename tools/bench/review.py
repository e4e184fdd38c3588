"""The next item of a queue of 10,000: claimed, drawn, decided; the list beside it."""

from tools.bench import Figure, services
from tools.bench._web import told_by

ITEMS = 10_000
NEXT_MS, DECIDE_MS, LIST_MS = 100, 120, 120


def figures() -> list[Figure]:
    """Measure what an officer waits for between two items, through the whole stack of a request."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        found = told_by(environment, "tools.bench._review", str(ITEMS))
    return [
        _figure("review, the next of 10,000 claimed and drawn, p95", found["next_ms"], NEXT_MS),
        _figure("review, decided, p95", found["decide_ms"], DECIDE_MS),
        _figure("review, the list of 10,000, p95", found["list_ms"], LIST_MS),
    ]


def _figure(name: str, value: float, most: int) -> Figure:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "ms",
        "target": f"≤ {most}",
        "ok": value <= most,
    }
