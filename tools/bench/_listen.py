"""Clients of sockets for the push bench: raw, so that they leave the machine to what is measured.

`python -m tools.bench._listen` reads one JSON object from the first line of stdin, prints "ready"
once every socket is open and greeted, and prints what it counted as JSON. With `probe` it posts a
breach into each socket's own session, one after the other, and times the way to the socket.
"""

import asyncio
import base64
import json
import os
import statistics
import sys
import time
from typing import Any

PATIENCE_S = 60.0
TEXT, CLOSE, PING = 1, 8, 9


class Socket(asyncio.Protocol):
    """One client: opens, then counts the frames it is sent and notes when the last came."""

    def __init__(self, path: str, headers: str, heard: Any) -> None:
        self.path, self.headers, self.heard = path, headers, heard
        self.buffer, self.is_open, self.frames, self.last = b"", False, 0, 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"{self.headers}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        whole = self.buffer + data if self.buffer else data
        if not self.is_open:
            end = whole.find(b"\r\n\r\n")
            if end < 0:
                self.buffer = whole
                return
            if b" 101 " not in whole[:20]:
                raise SystemExit(f"refused: {whole[:80]!r}")
            self.is_open, whole = True, whole[end + 4 :]
        self.buffer = self._count(whole)

    def _count(self, whole: bytes) -> bytes:
        """Count whole frames by their heads alone; return what is left of the last one."""
        place, size, found = 0, len(whole), 0
        while size - place >= 4:
            length, head = whole[place + 1] & 127, 2
            if length == 126:
                length, head = int.from_bytes(whole[place + 2 : place + 4], "big"), 4
            if size - place < head + length:
                break
            if whole[place] & 15 == TEXT:
                found += 1
            else:
                self._answer(whole[place] & 15, whole[place + head : place + head + length])
            place += head + length
        if found:
            self.frames += found
            self.last = time.time()
            self.heard(found)
        return whole[place:]

    def _answer(self, kind: int, payload: bytes) -> None:
        """Answer a ping, masked with zeros; a close is a failure of what is measured."""
        if kind == PING:
            self.transport.write(bytes([0x8A, 0x80 | len(payload)]) + bytes(4) + payload)
        if kind == CLOSE:
            raise SystemExit(f"closed with {int.from_bytes(payload[:2], 'big')}")


class Clients:
    """All sockets of this process and how many frames they had."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan, self.count, self.sockets = plan, 0, list[Socket]()
        self.wanted, self.reached = 0, asyncio.Event()
        self.first = 0.0

    def heard(self, found: int) -> None:
        if not self.first:
            self.first = time.time()
        self.count += found
        if self.count >= self.wanted:
            self.reached.set()

    async def reach(self, count: int) -> bool:
        """Wait until so many frames came in all; tell whether they did in time."""
        self.wanted = count
        if self.count < count:
            self.reached.clear()
            try:
                await asyncio.wait_for(self.reached.wait(), PATIENCE_S)
            except TimeoutError:
                return False
        return True

    async def open(self) -> None:
        """Open every socket and hear its greeting."""
        loop, plan = asyncio.get_running_loop(), self.plan
        for path in plan["paths"]:
            socket = Socket(path, plan["headers"], self.heard)
            self.sockets.append(socket)
            await loop.create_connection(lambda made=socket: made, "127.0.0.1", plan["port"])  # type: ignore[misc]
        if not await self.reach(len(self.sockets) * plan["greeting"]):
            raise SystemExit(f"{self.count} greetings of {len(self.sockets)} sockets")
        self.first = 0.0
        print("ready", flush=True)

    async def tally(self) -> dict[str, Any]:
        """Count what is broadcast until all of it has come to all."""
        greeted = len(self.sockets) * self.plan["greeting"]
        expected = len(self.sockets) * self.plan["frames"]
        is_whole = await self.reach(greeted + expected)
        last = max(socket.last for socket in self.sockets)
        got = self.count - greeted
        return {"frames": got, "is_whole": is_whole, "frames_per_s": got / (last - self.first)}

    async def probes(self) -> dict[str, Any]:
        """Post one breach after the other and time each to its socket."""
        accepted, sent = list[float](), list[float]()
        for number, socket in enumerate(self.sockets):
            await asyncio.sleep(self.plan["pause"])
            before, began = socket.frames, time.time()
            answered = await self._post(number)
            while socket.frames == before and time.time() - answered < PATIENCE_S:
                await asyncio.sleep(0.0005)
            if socket.frames == before:
                raise SystemExit(f"no warning for session {number}")
            accepted.append(socket.last - answered)
            sent.append(socket.last - began)
        skip = self.plan["warm_up"]
        return {"accepted": summary(accepted[skip:]), "sent": summary(sent[skip:])}

    async def _post(self, number: int) -> float:
        body = json.dumps(self.plan["probe"] | {"id": f"probe-{number}"}, ensure_ascii=False)
        data = body.encode()
        head = (
            f"POST /api/v1/sessions/{self.plan['sessions'][number]}/events HTTP/1.1\r\n"
            f"Host: 127.0.0.1\r\n{self.plan['headers']}Content-Type: application/x-ndjson\r\n"
            f"Idempotency-Key: probe\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", self.plan["web_port"])
        writer.write(head.encode() + data)
        answer = await reader.readline()
        answered = time.time()
        writer.close()
        if b" 202 " not in answer:
            raise SystemExit(f"the probe was not taken: {answer!r}")
        return answered


def summary(seconds: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the worst, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return {"p50": cuts[49] * 1e3, "p99": cuts[98] * 1e3, "max": max(seconds) * 1e3}


async def main() -> None:
    """Open, then do what the plan says."""
    clients = Clients(json.loads(sys.stdin.readline()))
    await clients.open()
    work = clients.probes() if "probe" in clients.plan else clients.tally()
    print(json.dumps(await work), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
