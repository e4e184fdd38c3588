"""The gate before a broadcast: decisions a second of one process, with eight marketers each."""

from tools.bench import Figure, services
from tools.bench._web import told_by

SECONDS = 12
LEAST, SLOWEST_MS, STATEMENTS = 80, 100, 12


def figures() -> list[Figure]:
    """Measure decisions that are recorded, durably, against asking person by person."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        found = told_by(environment, "tools.bench._gate", str(SECONDS))
    per_s, plain, p99 = found["per_s"], found["plain_per_s"], found["p99_ms"]
    statements = max(found["statements"].values())
    return [
        {
            "name": "gate, 8 marketers and the operator, one process",
            "value": round(per_s, 1),
            "unit": "gates/s",
            "baseline": round(plain, 1),
            "ratio": per_s / plain,
            "target": f"≥ {LEAST}",
            "ok": per_s >= LEAST,
            "note": "answer and record committed; baseline: every person asked about by himself",
        },
        {
            "name": "gate, slowest hundredth",
            "value": round(p99, 1),
            "unit": "ms",
            "target": f"≤ {SLOWEST_MS}",
            "ok": p99 <= SLOWEST_MS,
        },
        {
            "name": "gate, statements for casts of 1, 8 and 40, and whatever is declared",
            "value": statements,
            "unit": "statements",
            "target": f"≤ {STATEMENTS}",
            "ok": statements <= STATEMENTS,
            "note": found["statements"],
        },
    ]
