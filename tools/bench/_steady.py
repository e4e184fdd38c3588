"""A steady load for the push bench: batches of chat at a given rate, over several sessions.

`python -m tools.bench._steady` reads one JSON object from stdin, prints one.
"""

import json
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

BATCH, THREADS = 200, 4


def requests(plan: dict[str, Any], thread: int) -> list[bytes]:
    """Return whole requests, enough for the time, made beforehand."""
    lines = Path(plan["lines"]).read_bytes().splitlines()
    count = int(plan["seconds"] * plan["events_per_s"] / BATCH / THREADS) + 1
    made = []
    for number in range(count):
        first = (thread * count + number) * BATCH
        own = [lines[(first + n) % len(lines)] for n in range(BATCH)]
        mark = b'"id":"%d-%d-' % (thread, number)
        body = b"\n".join(line.replace(b'"id":"', mark, 1) for line in own)
        session = plan["sessions"][(thread + number * THREADS) % len(plan["sessions"])]
        head = (
            f"POST /api/v1/sessions/{session}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {plan['key']}\r\nContent-Type: application/x-ndjson\r\n"
            f"Idempotency-Key: s-{thread}-{number}\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def post(port: int, request: bytes) -> int:
    """Send one request on a connection of its own (sync workers keep none); return the status."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(request)
        answer = link.recv(65_536)
        while more := link.recv(65_536):
            answer += more
    return int(answer[9:12] or 0)


def send(plan: dict[str, Any], made: list[bytes], statuses: list[int]) -> None:
    """Post each when its moment has come."""
    step = BATCH * THREADS / plan["events_per_s"]
    began = time.perf_counter()
    for number, request in enumerate(made):
        wait = began + number * step - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        if time.perf_counter() - began > plan["seconds"]:
            return
        statuses.append(post(plan["port"], request))


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """Keep the rate for so long; say what was taken."""
    statuses: list[int] = []
    made = [requests(plan, thread) for thread in range(THREADS)]
    began = time.perf_counter()
    threads = [threading.Thread(target=send, args=(plan, each, statuses)) for each in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = statuses.count(202) * BATCH / (time.perf_counter() - began)
    return {"events_per_s": taken, "refused": len(statuses) - statuses.count(202)}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
