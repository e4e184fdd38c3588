"""Statements of reasons: how many a second a job writes, and that more take no more memory."""

from tools.bench import Figure, services
from tools.bench._web import told_by

FEW, MANY = 2_000, 20_000
PER_S, RATIO, MIB = 500, 2, 64


def figures() -> list[Figure]:
    """Measure an export of 20,000 measures against one by one, and its memory against few."""
    few, many = (_of(number) for number in (FEW, MANY))
    per_s = many["stated"] / many["took_s"]
    ratio = per_s * many["alone_s"]
    grown = max(0.0, many["mib"] - few["mib"])
    return [
        {
            "name": "statements, written a second, of 20,000",
            "value": round(per_s),
            "unit": "/s",
            "baseline": round(1 / many["alone_s"]),
            "ratio": ratio,
            "target": f"≥ {PER_S}, {RATIO}x",
            "ok": per_s >= PER_S and ratio >= RATIO,
            "note": "baseline: each decision read and stated by itself",
        },
        {
            "name": "statements, memory that ten times as many take more",
            "value": round(grown, 1),
            "unit": "MiB",
            "target": f"≤ {MIB}",
            "ok": grown <= MIB,
        },
    ]


def _of(number: int) -> dict[str, float]:
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        given = told_by(environment, "tools.bench._statements", "fill", str(number))
        found: dict[str, float] = told_by(environment, "tools.bench._statements", "measure", *given)
    return found
