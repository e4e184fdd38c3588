"""Load for the ingest bench: posts batches as fast as a server takes them, from one process.

`python -m tools.bench._load` reads one JSON object from stdin and prints one. It is kept cheap,
because it runs on the machine it measures: bodies are made beforehand, sockets are raw.
"""

import json
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

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


def requests(plan: dict[str, Any], thread: int) -> Iterator[bytes]:
    """Yield whole requests for ever, each with event ids and an idempotency key of its own."""
    content = "application/x-ndjson" if plan["form"] == "ndjson" else "application/json"
    templates = bodies(plan["batch"], plan["form"])
    number = 0
    while True:
        name = f"{plan['round']:02x}{thread:02x}{number & 0xFFFF:04x}".encode()
        body = templates[number % len(templates)].replace(MARK, name)
        session = plan["sessions"][(number + thread) % len(plan["sessions"])]
        head = (
            f"POST {plan['path'].format(session=session)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {plan['key']}\r\nContent-Type: {content}\r\n"
            f"Idempotency-Key: {name.decode()}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body
        number += 1


def post(port: int, request: bytes) -> int:
    """Send one request on a connection of its own (sync workers keep none); return the status."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(request)
        answer = link.recv(65_536)
        while b"\r\n\r\n" not in answer:
            more = link.recv(65_536)
            if not more:
                break
            answer += more
    return int(answer[9:12] or 0)


def work(plan: dict[str, Any], thread: int, end: float, found: dict[int, int], waits: Any) -> None:
    """Post until the time is over; count answers by status and remember how long each took."""
    for request in requests(plan, thread):
        began = time.perf_counter()
        if began >= end:
            return
        status = post(plan["port"], request)
        waits.append(time.perf_counter() - began)
        found[status] = found.get(status, 0) + 1


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Post from several connections at once and say what came of it."""
    counts: list[dict[int, int]] = [{} for _ in range(plan["connections"])]
    waits: list[float] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=work, args=(plan, i, began + plan["seconds"], counts[i], waits))
        for i in range(plan["connections"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    total: dict[str, int] = {}
    for each in counts:
        for status, count in each.items():
            total[str(status)] = total.get(str(status), 0) + count
    waits.sort()
    return {
        "statuses": total,
        "events_per_s": total.get(str(plan["expect"]), 0) * plan["batch"] / seconds,
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
    }


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
