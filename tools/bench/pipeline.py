"""The whole way of an event: posted over HTTP, inspected by workers, findings committed."""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tools import database
from tools.bench import Figure, services
from tools.bench._web import child, gunicorn
from tools.bench.ingest import chat, make_stock_table
from tools.process import Child
from tools.services import ROOT, Services

LEXICONS = Path(os.environ.get("LC_LEXICONS", ROOT.parent / "shared/data/03_lexicons"))
SESSIONS, EVENTS, STOCK_SECONDS, WORKERS, ROUNDS = 8, 24_000, 5.0, 2, 3
LINES, EVERY = 60_000, 100  # one event in a hundred is a marketer's breach
TARGETS = {10_000: 25_000, 100_000: 15_000}
QUEUES = "hot,live"
BREACHES = (
    "想要更低价的加我微信 tea88766 私下转账",
    "喝这款茶可以降血压，三天治好糖尿病",
    "全网第一，国家级品质，绝对没有副作用",
    "最后三分钟，错过再等一年",
)
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


def terms(count: int) -> list[str]:
    """Return terms of published lists where they are at hand, the rest made up; always the same."""
    draw, found = random.Random(11), dict[str, None]()
    for path in sorted(LEXICONS.rglob("*.txt")):
        for line in path.read_text(encoding="utf-8", errors="ignore").splitlines():
            word = line.strip().strip(",，")
            if 4 <= len(word) <= 12 and not word.startswith("#"):
                found.setdefault(word)
    listed = sorted(found)
    draw.shuffle(listed)
    made = dict.fromkeys(listed[:count])
    while len(made) < count:
        made.setdefault("".join(draw.choice(HAN) for _ in range(draw.randrange(4, 7))))
    return list(made)


def load() -> tuple[str, list[bytes]]:
    """Return chat with a breach now and then, as lines of the wire format; and whose chat it is."""
    kind, lines = chat(LINES)
    for number in range(EVERY, len(lines), EVERY):
        event = json.loads(lines[number])
        event |= {"type": "speech", "speaker": "marketer"}
        event["text"] = BREACHES[number // EVERY % len(BREACHES)]
        lines[number] = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return kind, lines


@contextmanager
def workers(found: Services, pack: Path) -> Iterator[Child]:
    """Run the product's own inspection workers, as many as by default, with a lexicon on top."""
    log = found.folder / f"workers-{pack.stem}.log"
    command = [sys.executable, "-m", "celery", "-q", "-A", "livecompliance", "worker"]
    command += ["--queues", QUEUES, "--loglevel", "ERROR"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    child_ = Child("celery")
    environment = found.child_environment(LC_EXTRA_PACKS=str(pack), LC_LOG_LEVEL="ERROR")
    with log.open("wb") as output:
        child_.spawn(command, output=output, env=environment, cwd=ROOT)
    try:
        yield child_
    finally:
        child_.stop()


def inspected(found: Services, sessions: list[str]) -> int:
    """Return how many events of some sessions have been inspected."""
    with database.cursor(found.environment["LC_OWNER_DATABASE_URL"]) as db:
        db.execute(
            "SELECT coalesce(sum(events), 0) FROM rooms_cursor WHERE session_id = ANY(%s::uuid[])",
            [sessions],
        )
        return int(db.fetchone()[0])


def wait_for(found: Services, sessions: list[str], events: int) -> float:
    """Wait until so many events have been inspected; return when that was seen."""
    last, moved = -1, time.monotonic()
    while True:
        done = inspected(found, sessions)
        if done >= events:
            return time.time()
        if done != last:
            last, moved = done, time.monotonic()
        if time.monotonic() - moved > 60:
            raise RuntimeError(f"inspection stands still at {done} of {events} events")
        time.sleep(0.05)


def count(found: Services, table: str, sessions: list[str]) -> int:
    """Return how many rows of a table belong to some sessions."""
    with database.cursor(found.environment["LC_OWNER_DATABASE_URL"]) as db:
        query = f"SELECT count(*) FROM {table} WHERE session_id = ANY(%s::uuid[])"  # noqa: S608
        db.execute(query, [sessions])
        return int(db.fetchone()[0])


def run(found: Services, lines: Path, pack: Path, port: int) -> dict[str, Any]:
    """Post, inspect, and say how many events a second went the whole way."""
    warm = child(found, "tools.bench._seed", "1")
    seeded = child(found, "tools.bench._seed", str(SESSIONS))
    plan = {"port": port, "lines": str(lines)}
    with workers(found, pack):
        one = plan | warm | {"events": 1_000}
        child(found, "tools.bench._pipeline", "post", given=json.dumps(one))
        wait_for(found, warm["sessions"], 1_000)
        all_ = plan | seeded | {"events": EVENTS}
        posted = child(found, "tools.bench._pipeline", "post", given=json.dumps(all_))
        if posted["faults"]:
            raise RuntimeError(f"batches were not taken: {posted['faults'][:5]}")
        ended = wait_for(found, seeded["sessions"], SESSIONS * EVENTS)
    return {
        "events_per_s": SESSIONS * EVENTS / (ended - posted["began"]),
        "findings": count(found, "moderation_finding", seeded["sessions"]),
        "measures": count(found, "moderation_measure", seeded["sessions"]),
    }


def stock(found: Services, lines: Path, pack: Path) -> float:
    """Return how many events a second the stock way judges, in as many processes."""
    seeded = child(found, "tools.bench._seed", "1")
    plan = {
        "tenant": seeded["tenant"],
        "session": seeded["sessions"][0],
        "lines": str(lines),
        "terms": str(pack),
        "seconds": STOCK_SECONDS,
    }

    def one(name: int) -> float:
        given = json.dumps(plan | {"name": name})
        said = child(found, "tools.bench._pipeline", "stock", given=given)
        return float(said["events_per_s"])

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(one, range(WORKERS)))


def figures() -> list[Figure]:
    """Return the throughput of the whole pipeline with small and large lexicons."""
    measured: list[Figure] = []
    kind, chatter = load()
    with services() as found:
        make_stock_table(found)
        lines = found.folder / "lines.ndjson"
        lines.write_bytes(b"\n".join(chatter))
        with gunicorn(found, "livecompliance.settings.dev", "/healthz") as port:
            for size, target in TARGETS.items():
                pack = found.folder / f"lexicon-{size}.txt"
                pack.write_text("\n".join(terms(size)), encoding="utf-8")
                pairs = [  # ours and the stock way in turn: the machine is not always the same
                    (run(found, lines, pack, port), stock(found, lines, pack))
                    for _ in range(ROUNDS)
                ]
                measured.append(figure(size, target, kind, pairs))
    return measured


def figure(size: int, target: int, kind: str, pairs: list[tuple[dict[str, Any], float]]) -> Figure:
    """Return one line of the table: medians of the rounds."""
    rounds = [ours["events_per_s"] for ours, _its in pairs]
    speed, its = median(rounds), median(its for _ours, its in pairs)
    return {
        "name": f"pipeline over HTTP, {size:,} terms beside the base packs ({kind})",
        "value": speed,
        "unit": "events/s",
        "baseline": its,
        "ratio": speed / its,
        "target": f">= {target:,}",
        "ok": speed >= target,
        "note": {"rounds": rounds, **{key: pairs[0][0][key] for key in ("findings", "measures")}},
    }
