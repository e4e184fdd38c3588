"""Visitors of two pages in turn, eight at once, from addresses that look at twenty pages each.

Plan in, JSON out. Short turns, first one way round and then the other, so that whatever else the
machine does falls on both alike. Raw sockets, read to the end: the load runs on the machine that
it measures.
"""

import itertools
import json
import selectors
import socket
import sys
import time
from typing import Any

HOST = "127.0.0.1"
PAGES = 20  # that a visitor looks at before the next address comes


class Visitor:
    """One request on a connection of its own, then the next."""

    def __init__(self, way: dict[str, Any], numbers: "itertools.count[int]") -> None:
        self.way, self.numbers = way, numbers

    def begin(self, poll: selectors.BaseSelector) -> None:
        """Ask once more."""
        who = next(self.numbers) // PAGES if self.way["each_his_own"] else 0
        address = f"10.{who >> 16 & 255}.{who >> 8 & 255}.{who & 255}"
        lines = [f"GET {self.way['path']} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        lines += [f"X-Forwarded-For: {address}", *self.way["headers"], "", ""]
        self.link = socket.create_connection((HOST, self.way["port"]), timeout=30)
        self.head = b""
        self.link.sendall("\r\n".join(lines).encode())
        poll.register(self.link, selectors.EVENT_READ, self)

    def more(self, poll: selectors.BaseSelector) -> str:
        """Take what is there; at its end return the status."""
        piece = self.link.recv(65_536)
        if piece:
            self.head = self.head or piece
            return ""
        poll.unregister(self.link)
        self.link.close()
        return self.head[9:12].decode() or "cut"


def turn(
    way: dict[str, Any], plan: dict[str, Any], numbers: "itertools.count[int]"
) -> tuple[dict[str, int], float]:
    """Ask one way for a moment; return the statuses, and how many came a second."""
    statuses: dict[str, int] = {}
    poll, began = selectors.DefaultSelector(), time.perf_counter()
    for _ in range(plan["connections"]):
        Visitor(way, numbers).begin(poll)
    while poll.get_map():
        for key, _events in poll.select(30):
            if not (status := key.data.more(poll)):
                continue
            statuses[status] = statuses.get(status, 0) + 1
            if time.perf_counter() - began < plan["seconds"]:
                key.data.begin(poll)
    poll.close()
    return statuses, sum(statuses.values()) / (time.perf_counter() - began)


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Ask both ways in turn, and say what came of each."""
    numbers = itertools.count((plan["place"] + 1) * 100_000 * PAGES)
    statuses: list[dict[str, int]] = [{}, {}]
    speeds: list[list[float]] = [[], []]
    for number in range(plan["turns"]):
        for side in (0, 1) if number % 2 else (1, 0):
            found, speed = turn(plan["ways"][side], plan, numbers)
            speeds[side].append(speed)
            for status, count in found.items():
                statuses[side][status] = statuses[side].get(status, 0) + count
    return {"statuses": statuses, "per_s": speeds}


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
