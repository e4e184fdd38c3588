"""Connections that go to an address checked before, and end at one moment for all their steps."""

import ssl
import time
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import httpcore
import httpx

from livecompliance.kernel.outbound_address import Address

PIECE = 16_384  # written between two looks at the clock
FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


@cache
def tls() -> ssl.SSLContext:
    """Return how certificates are checked: always, against the name that was asked for."""
    return httpx.create_ssl_context()


def pool(backend: "Pinned", context: ssl.SSLContext) -> httpcore.ConnectionPool:
    """Return a client that takes no proxy from the environment and keeps nothing open."""
    return httpcore.ConnectionPool(
        network_backend=backend, ssl_context=context, max_keepalive_connections=0
    )


class Pinned(httpcore.SyncBackend):
    """Connects to the addresses that were checked, in order, and to no other.

    Args:
        addresses: where the name led when it was resolved.
        until: when everything ends, by `time.monotonic`.
        connect_s: how long all attempts to connect may take together.
    """

    def __init__(self, addresses: Sequence[Address], until: float, connect_s: float) -> None:
        super().__init__()
        self.addresses, self.until, self.connect_s = addresses, until, connect_s
        self.connected = ""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        until = min(self.until, time.monotonic() + self.connect_s)
        fault: Exception = httpcore.ConnectError()
        for tried, address in enumerate(self.addresses, 1):
            share = _left(until, httpcore.ConnectTimeout) / (len(self.addresses) - tried + 1)
            try:
                stream = super().connect_tcp(str(address), port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refusal:
                fault = refusal
                continue
            self.connected = str(address)
            return _Stream(stream, self.until, until)
        raise fault


class _Stream(httpcore.NetworkStream):
    """A connection whose every step counts against the same end."""

    def __init__(self, inner: httpcore.NetworkStream, until: float, shaken: float) -> None:
        self.inner, self.until, self.shaken = inner, until, shaken

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            piece = buffer[start : start + PIECE]
            self.inner.write(piece, _left(self.until, httpcore.WriteTimeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self.shaken, httpcore.ConnectTimeout)
        safe = self.inner.start_tls(ssl_context, server_hostname, left)
        return _Stream(safe, self.until, self.shaken)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(until: float, late: type[httpcore.TimeoutException]) -> float:
    """Return how many seconds are left; raise `late` when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise late
    return left
