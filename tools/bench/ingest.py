"""Durable ingest over HTTP against the stock way, and what one chat event weighs on disk."""

import gzip
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from tools import database
from tools.bench import Figure, services
from tools.bench._load import comment
from tools.bench._web import child, gunicorn
from tools.process import HOST
from tools.services import ROOT, Services

BATCH, ROUNDS, SECONDS, STOCK_SECONDS = 200, 5, 4.0, 3.0
CONNECTIONS, SESSIONS = 4, 8
EVENTS_PER_S, TIMES_STOCK, STORED_BYTES = 50_000, 50, 60
CHAT = Path(os.environ.get("LC_CHAT_DATA", ROOT.parent / "shared/data/01_livechat/sessions"))
CHAT_LINES = 60_000
SIZE = """
SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('rooms_segment') WHERE isleaf
"""


def make_stock_table(services: Services) -> None:
    """Have Django make the table of the stock way."""
    words = "import django; django.setup(); from tools.bench._stock import make_table; make_table()"
    subprocess.run(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env=services.child_environment(DJANGO_SETTINGS_MODULE="tools.bench._stock_settings"),
        check=True,
    )


def load(services: Services, **plan: Any) -> dict[str, Any]:
    """Post for some seconds from another process; every answer must be the one expected."""
    plan = {"batch": BATCH, "connections": CONNECTIONS, "most_per_s": 1_000, "expect": 202} | plan
    result: dict[str, Any] = child(services, "tools.bench._load", given=json.dumps(plan))
    if set(result["statuses"]) != {str(plan["expect"])}:
        raise RuntimeError(f"the load was not taken: {result['statuses']}")
    return result


def rounds(services: Services, seeded: dict[str, Any]) -> list[tuple[dict[str, Any], float]]:
    """Measure ours and the stock way turn and turn about; give (ours, stock events/s) each."""
    ours = {"path": "/api/v1/sessions/{session}/events", "form": "ndjson"} | seeded
    stock = {"path": "/stock/{session}", "form": "json"} | seeded
    found = []
    with ExitStack() as stack:
        port = stack.enter_context(gunicorn(services, "livecompliance.settings.dev", "/healthz"))
        other = stack.enter_context(gunicorn(services, "tools.bench._stock_settings", "/stock/x"))
        load(services, port=port, seconds=1.0, round=0, **ours)
        load(services, port=other, seconds=1.0, round=0, **stock)
        for number in range(1, ROUNDS + 1):
            mine = load(services, port=port, seconds=SECONDS, round=number, **ours)
            its = load(services, port=other, seconds=STOCK_SECONDS, round=number, **stock)
            found.append((mine, its["events_per_s"]))
    return found


def chat(most: int) -> tuple[str, list[bytes]]:
    """Return real chat as wire comments where it is at hand, else invented chat; and which."""
    files = sorted(CHAT.glob("*.jsonl.gz"))
    lines: list[bytes] = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as messages:
            for message in islice(map(json.loads, messages), most // len(files)):
                lines.append(wire_comment(len(lines), message))
    if lines:
        return "real chat", lines
    draw = random.Random(5)
    return "invented chat", [comment(draw, number, b"c") for number in range(most)]


def wire_comment(number: int, message: dict[str, Any]) -> bytes:
    """Return a recorded message as a platform would report it."""
    said = {
        "id": f"c{number:08d}",
        "type": "comment",
        "at": 1_767_225_600_000 + number * 137,
        "speaker": {"role": "viewer", "id": str(message.get("user", 0))},
        "text": message["text"],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def stored_bytes(services: Services, seeded: dict[str, Any], lines: list[bytes]) -> float:
    """Post lines in batches; return heap, TOAST and indexes in bytes for each event."""
    before = size(services)
    with gunicorn(services, "livecompliance.settings.dev", "/healthz") as port:
        for first in range(0, len(lines), BATCH):
            body = b"\n".join(lines[first : first + BATCH])
            link = http.client.HTTPConnection(HOST, port)
            link.request(
                "POST",
                f"/api/v1/sessions/{seeded['sessions'][0]}/events",
                body,
                {
                    "Authorization": f"Bearer {seeded['key']}",
                    "Content-Type": "application/x-ndjson",
                    "Idempotency-Key": f"stored-{first}",
                },
            )
            answer = link.getresponse()
            taken = json.loads(answer.read()).get("count")
            if taken != len(lines[first : first + BATCH]):
                raise RuntimeError(f"{taken} of {BATCH} events were taken: {answer.status}")
    return (size(services) - before) / len(lines)


def size(services: Services) -> int:
    """Return the bytes of all partitions of the segments: heap, TOAST and indexes."""
    with database.cursor(services.environment["LC_OWNER_DATABASE_URL"]) as db:
        db.execute(SIZE)
        return int(db.fetchone()[0])


def figures() -> list[Figure]:
    """Return throughput beside the stock way, latency under full load, and bytes an event."""
    with services() as found:
        make_stock_table(found)
        measured = rounds(found, child(found, "tools.bench._seed", str(SESSIONS)))
        kind, lines = chat(CHAT_LINES)
        weight = stored_bytes(found, child(found, "tools.bench._seed", "1"), lines)
    speed = statistics.median(ours["events_per_s"] for ours, _ in measured)
    stock = statistics.median(its for _, its in measured)
    ratio = statistics.median(ours["events_per_s"] / its for ours, its in measured)
    waits = statistics.median(ours["p99_ms"] for ours, _ in measured)
    return [
        {
            "name": "durable ingest over HTTP, batches of 200, 2 web processes",
            "value": speed,
            "unit": "events/s",
            "baseline": stock,
            "ratio": ratio,
            "target": f">= {EVENTS_PER_S:,} and {TIMES_STOCK}x the stock way",
            "ok": speed >= EVENTS_PER_S and ratio >= TIMES_STOCK,
            "note": {"rounds": [[ours["events_per_s"], its] for ours, its in measured]},
        },
        {"name": "ingest answer at full load, p99", "value": waits, "unit": "ms"},
        {
            "name": f"stored bytes per chat event ({kind})",
            "value": weight,
            "unit": "bytes",
            "target": f"<= {STORED_BYTES}",
            "ok": weight <= STORED_BYTES,
        },
    ]
