"""Load for the ingest bench: posts batches as fast as a server takes them, from one process.

`python -m tools.bench._load` reads one JSON object from stdin and prints one. It is kept cheap,
because it runs on the machine it measures: bodies are made beforehand, sockets are raw.
"""

import json
import random
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

HOST = "127.0.0.1"
MARK = b"@@@@@@@@"
OPENINGS = ("主播", "这个", "刚才那款", "家人们", "请问", "哈哈哈", "来了来了", "阿姨", "老板", "")
MIDDLES = ("多少钱", "还有货吗", "适合老人喝吗", "颜色真好看", "上次买过", "怎么拍")
ENDINGS = (
    "",
    "？",
    "！！",
    "呀",
    "求解答",
    "已经下单了",
    "666",
    "，帮我看看",
    "[捂脸]",
    "，催发货",
)


def comment(draw: random.Random, number: int, name: bytes = MARK) -> bytes:
    """Return one invented comment; `name` stands where the batch's own number goes."""
    text = draw.choice(OPENINGS) + draw.choice(MIDDLES) + draw.choice(ENDINGS)
    said = {
        "id": f"{name.decode()}-{number}",
        "type": "comment",
        "at": 1_767_225_600_000 + number * 137,
        "speaker": {"role": "viewer", "id": str(draw.randrange(10_000, 60_000))},
        "text": text * draw.choice((1, 1, 1, 2)),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def bodies(batch: int, form: str, kinds: int = 16) -> list[bytes]:
    """Return bodies of `batch` events as lines ("ndjson") or as one array ("json")."""
    draw = random.Random(17)
    made = []
    for _kind in range(kinds):
        lines = [comment(draw, number) for number in range(batch)]
        made.append(b"\n".join(lines) if form == "ndjson" else b"[" + b",".join(lines) + b"]")
    return made


def requests(plan: dict[str, Any], connection: int) -> Iterator[bytes]:
    """Yield whole requests for ever, each with event ids and an idempotency key of its own."""
    content = "application/x-ndjson" if plan["form"] == "ndjson" else "application/json"
    templates = bodies(plan["batch"], plan["form"])
    number = 0
    while True:
        name = f"{plan['round']:02x}{connection:02x}{number & 0xFFFF:04x}".encode()
        body = templates[number % len(templates)].replace(MARK, name)
        session = plan["sessions"][(number + connection) % len(plan["sessions"])]
        head = (
            f"POST {plan['path'].format(session=session)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {plan['key']}\r\nContent-Type: {content}\r\n"
            f"Idempotency-Key: {name.decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body
        number += 1


class Connection:
    """One request on a connection of its own (sync workers keep none), then the next."""

    def __init__(self, port: int, asks: Iterator[bytes]) -> None:
        self.port, self.asks = port, asks

    def begin(self, poll: selectors.BaseSelector) -> None:
        """Send the next request and wait for its answer."""
        request = next(self.asks)
        self.link = socket.create_connection((HOST, self.port), timeout=30)
        self.began = time.perf_counter()
        self.link.sendall(request)
        poll.register(self.link, selectors.EVENT_READ, self)

    def end(self, poll: selectors.BaseSelector) -> tuple[str, float]:
        """Take the answer that is there; return its status and how long it took."""
        poll.unregister(self.link)
        answer = self.link.recv(65_536)
        self.link.close()
        return answer[9:12].decode() or "cut", time.perf_counter() - self.began


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Post on several connections at once, from one thread, and say what came of it."""
    most = int(plan["seconds"] * plan["most_per_s"] / plan["connections"]) + 1
    queues = [
        iter(list(islice(requests(plan, number), most))) for number in range(plan["connections"])
    ]
    statuses: dict[str, int] = {}
    waits: list[float] = []
    poll = selectors.DefaultSelector()
    began = time.perf_counter()
    end = began + plan["seconds"]
    for queue in queues:
        Connection(plan["port"], queue).begin(poll)
    while poll.get_map():
        for key, _events in poll.select(30):
            status, wait = key.data.end(poll)
            statuses[status] = statuses.get(status, 0) + 1
            waits.append(wait)
            if time.perf_counter() < end:
                key.data.begin(poll)
    seconds = time.perf_counter() - began
    waits.sort()
    return {
        "statuses": statuses,
        "events_per_s": statuses.get(str(plan["expect"]), 0) * plan["batch"] / seconds,
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
    }


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
