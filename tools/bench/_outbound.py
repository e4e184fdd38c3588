"""Fetches over the checked client and over a plain one, from a server next door. Prints JSON.

`python -m tools.bench._outbound serve` prints a port and answers there until it is stopped;
`... measure PORT` asks it both ways, in turn. Every check is made: the address of this machine is
judged like any other, and only then let through.
"""

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address

import django
import httpx

ROUNDS, WARM = 400, 20
BODY = b"<p>" + b"x" * 4_000 + b"</p>"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve() -> None:
    """Answer every GET with the same small page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    print(server.server_port, flush=True)
    server.serve_forever()


def measure(port: int) -> dict[str, float]:
    """Return the median milliseconds of a fetch, each way, and how many addresses were judged."""
    from livecompliance.kernel import outbound, outbound_address, outbound_wire

    logging.disable()
    url, judged, judge = f"http://localhost:{port}/page", [], outbound_address.is_public

    def is_public(address: IPv4Address | IPv6Address) -> bool:
        """Judge as always, and let this machine pass for the world."""
        judged.append(judge(address))
        return True

    outbound_address.is_public = is_public
    bounds = outbound.Bounds(schemes=frozenset({"http"}), ports=frozenset({port}), kinds=("text/",))
    request, context = outbound.Request("GET", url), outbound_wire.tls()
    hops: list[outbound.Hop] = []

    def checked() -> bytes:
        return outbound.fetch(request, bounds, hops.append).body

    def plain() -> bytes:
        with httpx.Client(verify=context, trust_env=False) as client:
            return client.get(url).content

    ours, theirs = _in_turn(checked, plain)
    return {"ms": ours, "plain_ms": theirs, "judged": len(judged), "hops": len(hops)}


def _in_turn(*ways: Callable[[], bytes]) -> list[float]:
    took: list[list[float]] = [[] for _ in ways]
    for number in range(ROUNDS):
        for way, times in zip(ways, took, strict=True):
            began = time.perf_counter()
            if way() != BODY:
                raise RuntimeError("another page was answered")
            if number >= WARM:
                times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in took]


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        django.setup()
        from django.conf import settings

        settings.ALLOW_PRIVATE_WEBHOOKS = False
        print(json.dumps(measure(int(sys.argv[2]))))
