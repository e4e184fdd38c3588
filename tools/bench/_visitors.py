"""Visitors of one page, many at once, each from an address of his own. Plan in, JSON out.

Raw sockets, read to the end: the load runs on the machine that it measures.
"""

import json
import selectors
import socket
import sys
import time
from typing import Any

HOST = "127.0.0.1"


class Visitor:
    """One request on a connection of its own, then the next."""

    def __init__(self, plan: dict[str, Any], place: int) -> None:
        self.plan, self.number = plan, place * 1_000_000
        self.length = 0

    def begin(self, poll: selectors.BaseSelector) -> None:
        """Ask once more."""
        self.number += 1
        who = self.number if self.plan["each_his_own"] else 0
        address = f"10.{who >> 16 & 255}.{who >> 8 & 255}.{who & 255}"
        lines = [f"GET {self.plan['path']} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        lines += [f"X-Forwarded-For: {address}", *self.plan["headers"], "", ""]
        self.link = socket.create_connection((HOST, self.plan["port"]), timeout=30)
        self.began, self.head = time.perf_counter(), b""
        self.link.sendall("\r\n".join(lines).encode())
        poll.register(self.link, selectors.EVENT_READ, self)

    def more(self, poll: selectors.BaseSelector) -> tuple[str, float] | None:
        """Take what is there; at its end return the status and how long it took."""
        piece = self.link.recv(65_536)
        if piece:
            self.head = self.head or piece
            return None
        poll.unregister(self.link)
        self.link.close()
        return self.head[9:12].decode() or "cut", time.perf_counter() - self.began


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Ask for some seconds, and say what came of it."""
    statuses: dict[str, int] = {}
    waits: list[float] = []
    poll = selectors.DefaultSelector()
    began = time.perf_counter()
    for place in range(plan["connections"]):
        Visitor(plan, place + plan["round"] * plan["connections"]).begin(poll)
    while poll.get_map():
        for key, _events in poll.select(30):
            if (done := key.data.more(poll)) is None:
                continue
            statuses[done[0]] = statuses.get(done[0], 0) + 1
            waits.append(done[1])
            if time.perf_counter() - began < plan["seconds"]:
                key.data.begin(poll)
    waits.sort()
    return {
        "statuses": statuses,
        "per_s": sum(statuses.values()) / (time.perf_counter() - began),
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
    }


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
