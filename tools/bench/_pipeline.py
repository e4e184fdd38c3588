"""Children of the pipeline bench: posting chat, and the stock way of judging it.

`python -m tools.bench._pipeline post|stock` reads one JSON object from stdin, prints one.
"""

import json
import selectors
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.bench._load import Connection

BATCH = 200


def bodies(plan: dict[str, Any], number: int) -> list[bytes]:
    """Return what one session is sent: its own stretch of the lines, in batches."""
    lines = Path(plan["lines"]).read_bytes().splitlines()
    first = number * plan["events"]
    own = [lines[(first + n) % len(lines)] for n in range(plan["events"])]
    named = [line.replace(b'"id":"', b'"id":"%d-' % n, 1) for n, line in enumerate(own)]
    return [b"\n".join(named[n : n + BATCH]) for n in range(0, len(named), BATCH)]


def requests(plan: dict[str, Any], number: int) -> Iterator[bytes]:
    """Return whole requests of one session, in order, made beforehand."""
    made = []
    for each, body in enumerate(bodies(plan, number)):
        head = (
            f"POST /api/v1/sessions/{plan['sessions'][number]}/events HTTP/1.1\r\n"
            f"Host: 127.0.0.1\r\nAuthorization: Bearer {plan['key']}\r\n"
            f"Content-Type: application/x-ndjson\r\nIdempotency-Key: p-{each}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return iter(made)


def posting(plan: dict[str, Any]) -> dict[str, Any]:
    """Post to every session at once, each in order, from one thread; say what was not taken."""
    asks = [requests(plan, number) for number in range(len(plan["sessions"]))]
    poll, faults = selectors.DefaultSelector(), list[str]()
    began = time.time()
    for each in asks:
        Connection(plan["port"], each).begin(poll)
    while poll.get_map():
        for key, _events in poll.select(30):
            status, _wait = key.data.end(poll)
            if status != "202":
                faults.append(status)
            with suppress(StopIteration):  # this session has been sent all of its events
                key.data.begin(poll)
    return {
        "began": began,
        "posted": time.time() - began,
        "cpu": time.process_time(),
        "faults": faults,
    }


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
    rows: Any = StockEvent._default_manager
    whose = {"tenant_id": UUID(plan["tenant"]), "session_id": UUID(plan["session"])}
    began, count = time.perf_counter(), 0
    with acting(system_actor(UUID(plan["tenant"]))):
        while time.perf_counter() - began < plan["seconds"]:
            event = json.loads(lines[count % len(lines)])
            name = f"{plan['name']}-{count}"
            said = {key: event[key] for key in ("type", "at", "speaker", "text")}
            with transaction.atomic():
                rows.create(event=name, **whose, **said)
                for term in trie.find(event["text"]):
                    found = {"type": "goods", "at": event["at"], "speaker": {"finding": term}}
                    rows.create(event=f"{name}/{term}"[:64], **whose, **found)
            count += 1
    return {"events_per_s": count / (time.perf_counter() - began)}


if __name__ == "__main__":
    work = {"post": posting, "stock": stock}[sys.argv[1]]
    print(json.dumps(work(json.load(sys.stdin))))
