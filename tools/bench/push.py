"""Push: frames a second to 500 sockets of one room, and from an event to the warning it causes."""

import json
import random
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from tools import database
from tools.bench import Figure, services
from tools.bench._live import beat, live_process, workers
from tools.bench._load import comment
from tools.bench._web import child, gunicorn
from tools.services import ROOT, Services

SOCKETS, FRAMES, AT_ONCE, ROUNDS = 500, 200, 20, 3
FRAMES_PER_S, TIMES_STOCK = 25_000, 8
PROBES, WARM_UP, PAUSE_S, LOAD_SESSIONS = 120, 20, 0.15, 8
SHARE_OF_PEAK, PEAK_EVENTS_PER_S = 0.3, 20_000  # the peak where none was measured yet
LINES, BREACH_EVERY = 20_000, 100
REPORT = ROOT / ".local" / "bench.json"
P50_MS, P99_MS = 30, 150
OURS, STOCK = "livecompliance.asgi:application", "tools.bench._stock_live:application"
PROBE = {"type": "speech", "speaker": "marketer", "text": "想要更低价的加我微信 tea88766 私下转账"}


class Listening:
    """A child that holds many sockets, ready when it is made."""

    def __init__(self, found: Services, plan: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench._listen"],
            cwd=ROOT,
            env=found.child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None  # noqa: S101 (for the type checker)
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        self._line("ready")

    def _line(self, wanted: str = "") -> str:
        assert self.process.stdout is not None  # noqa: S101 (for the type checker)
        line = self.process.stdout.readline().strip()
        if not line or (wanted and line != wanted):
            raise RuntimeError(f"the clients failed: {line!r}, exit {self.process.poll()}")
        return line

    def result(self) -> dict[str, Any]:
        """Wait for the end and return what was counted."""
        said: dict[str, Any] = json.loads(self._line())
        self.process.wait(10)
        return said


def fan_out(found: Services) -> dict[str, Any]:
    """Release measures into a room with many sockets; count what reaches them."""
    seeded = child(found, "tools.bench._seed", "1")
    plan = {"tenant": seeded["tenant"], "session": seeded["sessions"][0]}
    plan |= {"frames": FRAMES, "most": AT_ONCE}
    room = child(found, "tools.bench._ring", "prepare", given=json.dumps(plan))["room"]
    with live_process(found, OURS) as port:
        clients = Listening(
            found,
            {
                "paths": [f"/ws/rooms/{room}/"] * SOCKETS,
                "headers": f"Authorization: Bearer {seeded['key']}\r\n",
                "port": port,
                "greeting": 2,
                "frames": FRAMES,
            },
        )
        child(found, "tools.bench._ring", "release", given=json.dumps(plan))
        counted = clients.result()
    text = child(found, "tools.bench._ring", "frame", given=json.dumps(plan | {"room": room}))
    return counted | dict(text)


def stock(found: Services, text: str, layer: str) -> dict[str, Any]:
    """Send the same frame to as many sockets with `group_send`; count what reaches them."""
    environment = {"DJANGO_SETTINGS_MODULE": "tools.bench._stock_live_settings"}
    environment["LC_BENCH_LAYER"] = layer
    frames = FRAMES if layer == "pubsub" else FRAMES // 4
    with live_process(found, STOCK, **environment) as port:
        plan = {"paths": ["/"] * SOCKETS, "headers": "", "port": port, "greeting": 1}
        clients = Listening(found, plan | {"frames": frames})
        subprocess.run(
            [sys.executable, "-m", "tools.bench._ring", "stock"],
            cwd=ROOT,
            env=found.child_environment(**environment),
            input=json.dumps({"frames": frames, "text": text}),
            stdout=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        return clients.result()


def rooms_of(found: Services, sessions: list[str]) -> list[str]:
    """Return each session's room."""
    with database.cursor(found.environment["LC_OWNER_DATABASE_URL"]) as db:
        db.execute("SELECT id::text, room_id::text FROM rooms_session")
        by_session = dict(db.fetchall())
    return [by_session[session] for session in sessions]


def chatter() -> list[bytes]:
    """Return invented chat with a breach now and then, as lines of the wire format."""
    draw = random.Random(3)
    lines = [comment(draw, number, b"c") for number in range(LINES)]
    for number in range(0, LINES, BREACH_EVERY):
        event = json.loads(lines[number]) | PROBE
        lines[number] = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return lines


def peak() -> float:
    """Return how many events a second the whole pipeline took when that was last measured."""
    try:
        measured = json.loads(REPORT.read_text(encoding="utf-8"))["benches"]["pipeline"]["figures"]
    except (OSError, ValueError, KeyError):
        return PEAK_EVENTS_PER_S
    return max((each["value"] for each in measured), default=PEAK_EVENTS_PER_S)


def latency(found: Services) -> dict[str, Any]:
    """Time breaches on their way to the socket while a steady load is taken and inspected."""
    lines = found.folder / "lines.ndjson"
    lines.write_bytes(b"\n".join(chatter()))
    probed = child(found, "tools.bench._seed", str(PROBES))
    loaded = child(found, "tools.bench._seed", str(LOAD_SESSIONS))
    with ExitStack() as stack:
        web = stack.enter_context(gunicorn(found, "livecompliance.settings.dev", "/healthz"))
        stack.enter_context(workers(found))
        stack.enter_context(beat(found))
        port = stack.enter_context(live_process(found, OURS))
        seconds = PROBES * (PAUSE_S + 0.06) + 15
        steady = loaded | {"port": web, "lines": str(lines), "seconds": seconds}
        steady |= {"events_per_s": SHARE_OF_PEAK * peak()}
        pool = stack.enter_context(ThreadPoolExecutor(1))
        load = pool.submit(child, found, "tools.bench._steady", given=json.dumps(steady))
        clients = Listening(
            found,
            {
                "paths": [f"/ws/rooms/{room}/" for room in rooms_of(found, probed["sessions"])],
                "headers": f"Authorization: Bearer {probed['key']}\r\n",
                "port": port,
                "web_port": web,
                "greeting": 2,
                "sessions": probed["sessions"],
                "probe": PROBE,
                "pause": PAUSE_S,
                "warm_up": WARM_UP,
            },
        )
        measured = clients.result()
        return measured | {"load": load.result()}


def figures() -> list[Figure]:
    """Return fan-out beside the stock way, and the latency of a warning under load."""
    with services() as found:
        ours = [fan_out(found) for _ in range(ROUNDS)]
        its = [stock(found, ours[0]["text"], "core") for _ in range(ROUNDS)]
        pubsub = stock(found, ours[0]["text"], "pubsub")
    with (
        services() as found
    ):  # its own: hundreds of measures of the fan-out still wait in the other
        timed = latency(found)
    if not all(each["is_whole"] for each in ours):
        raise RuntimeError("frames were lost")
    speed = statistics.median(each["frames_per_s"] for each in ours)
    base = statistics.median(each["frames_per_s"] for each in its)
    note = {"stock layer": "channels_redis.core", "stock pubsub layer": pubsub["frames_per_s"]}
    return [
        {
            "name": f"fan-out, one live process, {SOCKETS} sockets in a room",
            "value": speed,
            "unit": "frames/s",
            "baseline": base,
            "ratio": speed / base,
            "target": f">= {FRAMES_PER_S:,} and {TIMES_STOCK}x stock group_send",
            "ok": speed >= FRAMES_PER_S and speed >= TIMES_STOCK * base,
            "note": note | {"rounds": [each["frames_per_s"] for each in ours]},
        },
        delay("p50", P50_MS, timed),
        delay("p99", P99_MS, timed),
    ]


def delay(which: str, target: int, timed: dict[str, Any]) -> Figure:
    """Return one line of latency: from the 202 to the frame."""
    value = timed["accepted"][which]
    return {
        "name": f"event accepted to warning on the socket, {which}",
        "value": value,
        "unit": "ms",
        "target": f"<= {target}",
        "ok": value <= target,
        "note": timed,
    }
