"""What a policy would do to 10,000 operators, and judging them all, against a loop over rows."""

from tools.bench import Figure, services
from tools.bench._web import told_by

OPERATORS = 10_000
PREVIEW_S, JUDGED_PER_S, AGAIN_MS = 6, 500, 400


def figures() -> list[Figure]:
    """Measure the preview, the first judging of everybody, and a look with nobody due."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        tenant = told_by(environment, "tools.bench._tiers", "fill", str(OPERATORS))
        found = told_by(environment, "tools.bench._tiers", "measure", tenant)
    preview, loop = found["preview_s"], found["loop_s"]
    judged = found["judged"] / found["judge_s"]
    return [
        {
            "name": "tiers, preview of a policy, 10,000 operators",
            "value": round(preview, 2),
            "unit": "s",
            "baseline": round(loop, 1),
            "ratio": loop / preview,
            "target": f"≤ {PREVIEW_S}",
            "ok": preview <= PREVIEW_S,
            "note": "baseline: operator by operator through the ORM, 300 of them, scaled up",
        },
        {
            "name": "tiers, operators judged, kept and recorded",
            "value": round(judged),
            "unit": "/s",
            "target": f"≥ {JUDGED_PER_S}",
            "ok": judged >= JUDGED_PER_S,
        },
        {
            "name": "tiers, a look at 10,000 with nobody due",
            "value": round(found["again_ms"]),
            "unit": "ms",
            "target": f"≤ {AGAIN_MS}",
            "ok": found["again_ms"] <= AGAIN_MS,
        },
    ]
