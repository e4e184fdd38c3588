"""Children of the pipeline bench: posting chat, and the stock way of judging it.

`python -m tools.bench._pipeline post|stock` reads one JSON object from stdin, prints one.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tools.bench._load import post

BATCH = 200


def bodies(plan: dict[str, Any], number: int) -> list[bytes]:
    """Return what one session is sent: its own stretch of the lines, in batches."""
    lines = Path(plan["lines"]).read_bytes().splitlines()
    first = number * plan["events"]
    own = [lines[(first + n) % len(lines)] for n in range(plan["events"])]
    named = [line.replace(b'"id":"', b'"id":"%d-' % n, 1) for n, line in enumerate(own)]
    return [b"\n".join(named[n : n + BATCH]) for n in range(0, len(named), BATCH)]


def send(plan: dict[str, Any], number: int, ready: threading.Barrier, faults: list[int]) -> None:
    """Post one session's events in order."""
    made = []
    for each, body in enumerate(bodies(plan, number)):
        head = (
            f"POST /api/v1/sessions/{plan['sessions'][number]}/events HTTP/1.1\r\n"
            f"Host: 127.0.0.1\r\nAuthorization: Bearer {plan['key']}\r\n"
            f"Content-Type: application/x-ndjson\r\nIdempotency-Key: p-{each}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    ready.wait()
    for request in made:
        status = post(plan["port"], request)
        if status != 202:
            faults.append(status)


def posting(plan: dict[str, Any]) -> dict[str, Any]:
    """Post to every session at once; say when it began and what was not taken."""
    ready, faults = threading.Barrier(len(plan["sessions"]) + 1), list[int]()
    threads = [
        threading.Thread(target=send, args=(plan, number, ready, faults))
        for number in range(len(plan["sessions"]))
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.time()
    for thread in threads:
        thread.join()
    return {"began": began, "posted": time.time() - began, "faults": faults}


class Trie:
    """The filter that tutorials show: nested dicts, tried from every character."""

    def __init__(self, terms: list[str]) -> None:
        self.root: dict[str, Any] = {}
        for term in terms:
            node = self.root
            for char in term:
                node = node.setdefault(char, {})
            node[""] = term

    def find(self, text: str) -> list[str]:
        """Return every term in a text."""
        found = []
        for start in range(len(text)):
            node = self.root
            for char in text[start:]:
                node = node.get(char)  # type: ignore[assignment]
                if node is None:
                    break
                if "" in node:
                    found.append(node[""])
        return found


def stock(plan: dict[str, Any]) -> dict[str, Any]:
    """Judge events one by one: a row, a filter, a row per hit, a transaction for each event.

    The sending through a broker is left out, which favours it.
    """
    import django

    django.setup()
    from uuid import UUID

    from django.db import transaction

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from tools.bench._stock import StockEvent

    trie = Trie(Path(plan["terms"]).read_text(encoding="utf-8").splitlines())
    lines = Path(plan["lines"]).read_bytes().splitlines()
    began, count = time.perf_counter(), 0
    with acting(system_actor(UUID(plan["tenant"]))):
        while time.perf_counter() - began < plan["seconds"]:
            event = json.loads(lines[count % len(lines)])
            with transaction.atomic():
                row = StockEvent._default_manager.create(
                    tenant_id=UUID(plan["tenant"]),
                    session=UUID(plan["session"]),
                    event=f"{plan['name']}-{count}",
                    type="comment",
                    at=event["at"],
                    speaker=event["speaker"],
                    text=event["text"],
                )
                for term in trie.find(event["text"]):
                    StockEvent._default_manager.create(
                        tenant_id=UUID(plan["tenant"]),
                        session=UUID(plan["session"]),
                        event=f"{row.event}/{term}"[:64],
                        type="goods",
                        at=event["at"],
                        speaker={"finding": term},
                    )
            count += 1
    return {"events_per_s": count / (time.perf_counter() - began)}


if __name__ == "__main__":
    work = {"post": posting, "stock": stock}[sys.argv[1]]
    print(json.dumps(work(json.load(sys.stdin))))
