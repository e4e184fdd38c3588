"""Notices with proof of delivery, against a plain row and `send_mail`; a sweep with nothing due."""

from tools.bench import Figure, _web, services

LETTERS, WAITING = 1_000, 100_000
LEAST, IDLE_MS = 0.2, 5


def figures() -> list[Figure]:
    """Measure both ways in turn, a hundred letters each, then the beat's look at what waits."""
    with services() as own:
        found = _web.child(own, "tools.bench._letters", str(LETTERS), str(WAITING))
    ours, plain = found["ours_per_s"], found["plain_per_s"]
    written, row = found["written_per_s"], found["plain_written_per_s"]
    idle, loop = found["idle_ms"], found["plain_idle_ms"]
    return [
        {
            "name": "legal notices written, recorded and mailed",
            "value": round(ours),
            "unit": "/s",
            "baseline": round(plain),
            "ratio": ours / plain,
            "target": f"≥ {LEAST} of the usual",
            "ok": ours >= LEAST * plain and found["mails"] == 2 * LETTERS,
            "note": "sealed by person, every step in the record; baseline: a row, then send_mail",
        },
        {
            "name": "legal notices, the writing alone",
            "value": round(written),
            "unit": "/s",
            "baseline": round(row),
            "ratio": written / row,
            "target": f"≥ {LEAST} of a row",
            "ok": written >= LEAST * row,
        },
        {
            "name": "letters, a sweep with nothing due, 100,000 waiting",
            "value": round(idle, 2),
            "unit": "ms",
            "baseline": round(loop),
            "ratio": loop / idle,
            "target": f"≤ {IDLE_MS}",
            "ok": idle <= IDLE_MS,
            "note": "baseline: every waiting row asked whether its time has come",
        },
    ]
