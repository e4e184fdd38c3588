"""The demo's storage of video: what its platform says it recorded, served by range.

    python3 -m tools.demo_storage [--port N]

Nothing lies on the disk: each recording is made from its name when it is asked for
(livecompliance/demo/reel.py), so that it is the same on every start. It listens on 127.0.0.1.
"""

import argparse
import re
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from livecompliance.demo import reel

PORT = 8660
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})\Z")


def command(port: int) -> list[str]:
    """Return the command that serves the demo's recordings."""
    return ["tools.demo_storage", "--port", str(port)]


def window(said: str | None, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that are asked for; None where nothing there fits."""
    found = RANGE.match(said or "")
    if found is None:
        return 0, size - 1
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last) if first <= last else None


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, whole or by range."""

    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def _answer(self, *, has_body: bool) -> None:
        body = reel.found(self.path.partition("?")[0])
        if body is None:
            self._say(404, {}, b"")
            return
        asked = self.headers.get("Range")
        found = window(asked, len(body))
        if found is None:
            self._say(416, {"Content-Range": f"bytes */{len(body)}"}, b"")
            return
        first, last = found
        said = {"Content-Range": f"bytes {first}-{last}/{len(body)}"} if asked else {}
        self._say(206 if asked else 200, said, body[first : last + 1], has_body=has_body)

    def _say(
        self, status: int, headers: dict[str, str], body: bytes, *, has_body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Write no line for each range."""


def served(port: int = 0) -> ThreadingHTTPServer:
    """Return a server, bound and not running yet."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until it is stopped."""
    parser = argparse.ArgumentParser(description="Serve the demo's recordings.")
    parser.add_argument("--port", type=int, default=PORT)
    with served(parser.parse_args(arguments).port) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
