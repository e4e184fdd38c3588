"""Send to an address that a tenant gave, without letting it reach into our own network.

The name is resolved once and the connection goes to the address that was checked, so that a
second answer of the name server changes nothing. No redirect is followed, no proxy used, and
an answer is neither waited for nor read without bound.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import httpcore
import httpx
from django.conf import settings

TIMEOUT_S = 5.0
MAX_ANSWER = 65_536
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python holds for global, in one version or another, and is not: protocol assignments, old
# relays and site-local addresses, examples, addresses that are translated or routed inside.
SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20", "5f00::/16", "64:ff9b:1::/48"),
    )
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The message was not delivered; the words name neither the address nor the answer."""


class Target(NamedTuple):
    """An address as it was given, and the checked one to connect to."""

    url: httpx.URL
    address: Address


def is_public(address: Address) -> bool:
    """Tell whether an address lies outside every private, local or reserved network."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
    reserved = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not reserved and not any(address in one for one in SPECIAL)


def resolve(url: str) -> Target:
    """Resolve a URL once and check where it leads.

    Raises:
        Refused: not an http(s) URL, http where private addresses are not allowed, a name that
            does not resolve, or any address of it that is not public.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError):
        raise Refused("the address is not a URL") from None
    private = settings.ALLOW_PRIVATE_WEBHOOKS
    if parsed.scheme not in ({"https", "http"} if private else {"https"}):
        raise Refused("the address does not begin with https://")
    if not host or parsed.userinfo:
        raise Refused("the address has no host, or carries a login")
    addresses = _addresses(host, parsed.port or (443 if parsed.scheme == "https" else 80))
    if not private and not all(is_public(each) for each in addresses):
        raise Refused("the address lies in a private network")
    return Target(parsed, addresses[0])


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("the name does not resolve") from None
    return [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """POST `body` and return the HTTP status of the answer, whatever it is.

    Raises:
        Refused: the address may not be reached, or nothing answered in time.
    """
    target = resolve(url)
    backend = _Pinned(target.address, time.monotonic() + TIMEOUT_S)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=_tls()) as pool,
            pool.stream(
                "POST", str(target.url), headers=list(headers.items()), content=body
            ) as answer,
        ):
            size = 0
            for piece in answer.iter_stream():
                size += len(piece)
                if size > MAX_ANSWER:
                    break
            return int(answer.status)
    except (*FAULTS, OSError) as fault:
        raise Refused(type(fault).__name__) from None


FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class _Pinned(httpcore.SyncBackend):
    """Connects to the one address that was checked, and gives up at one moment for all."""

    def __init__(self, address: Address, until: float) -> None:
        super().__init__()
        self.address, self.until = str(address), until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self.until, httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(self.address, port, left), self.until)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step counts against the same end."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self.inner, self.until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _left(self.until, httpcore.WriteTimeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self.until, httpcore.ConnectTimeout)
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, left), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(until: float, late: type[httpcore.TimeoutException]) -> float:
    """Return how many seconds are left; raise `late` when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise late
    return left
