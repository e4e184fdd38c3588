"""Send to an address that a tenant gave, without letting it reach into our own network.

The name is resolved once and the connection goes to the address that was checked, so that a
second answer of the name server changes nothing; every hop of a redirect is checked the same
way. No proxy is used, no cookie kept, and an answer is neither waited for nor read without
bound. What was sent and answered is told to a recorder, as digests.
"""

import hashlib
import logging
import socket  # noqa: F401  (tests put their own resolver here)
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import httpcore
import httpx
from django.conf import settings

from livecompliance.kernel import clock, outbound_body, outbound_wire
from livecompliance.kernel.outbound_address import (
    Address,
    Refused,
    addresses_of,
    is_public,
    parsed,
    port_of,
)
from livecompliance.kernel.outbound_rest import Rests

__all__ = ["Answer", "Bounds", "Hop", "Refused", "Request", "fetch", "is_public", "post", "resolve"]

log = logging.getLogger(__name__)
TIMEOUT_S, CONNECT_S = 5.0, 3.0
MAX_ANSWER = 65_536
MOST_REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
# What may follow to another host; everything else could let somebody in.
HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
# What belongs to one connection is ours to say.
OURS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "cookie"}
    | {"accept-encoding", "proxy-authorization", "proxy-connection", "expect", "keep-alive"}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may do and cost.

    Args:
        total_s: for everything, names and redirects included.
        connect_s: for connecting and agreeing on keys, per hop.
        size: bytes of the answer that are kept, unfolded; what follows is not read.
        redirects: how many are followed, five at most.
        schemes, ports: where to. Settings add http, and any port, for private networks.
        kinds: how the answer's Content-Type must begin; () is any.
    """

    total_s: float = TIMEOUT_S
    connect_s: float = CONNECT_S
    size: int = MAX_ANSWER
    redirects: int = 0
    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = frozenset({80, 443})
    kinds: tuple[str, ...] = ()


PAGE = Bounds(  # a link or a code that somebody showed: looked at, as a reader would
    size=262_144,
    redirects=MOST_REDIRECTS,
    schemes=frozenset({"http", "https"}),
    kinds=("text/", "application/json", "application/xhtml"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Hop(NamedTuple):
    """What is recorded of one hop: no body, no path, no query; digests prove what they were.

    `request_sha256` is of `METHOD URL LF body`, `answer_sha256` of the body as far as it was kept.
    """

    method: str
    origin: str
    address: str
    began_at: datetime
    took_ms: int
    request_sha256: str
    status: int | None = None
    answer_sha256: str = ""
    answer_bytes: int = 0
    refusal: str = ""


class Answer(NamedTuple):
    """What came back from the last hop."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    is_whole: bool
    url: str
    hops: tuple[Hop, ...]


class Target(NamedTuple):
    """An address as it was given, and the checked ones to connect to."""

    url: httpx.URL
    addresses: list[Address]

    @property
    def address(self) -> Address:
        return self.addresses[0]

    @property
    def origin(self) -> str:
        return origin_of(self.url)


def origin_of(url: httpx.URL) -> str:
    """Return scheme, host and port of a URL: what of it may be recorded."""
    return f"{url.scheme}://{url.host}:{port_of(url)}"


Recorder = Callable[[Hop], None]


def to_log(hop: Hop) -> None:
    """Write one hop into the log."""
    said = hop.status or hop.refusal
    log.info(
        "%s %s at %s: %s in %d ms, request %s, answer %s (%d bytes)",
        *(hop.method, hop.origin, hop.address or "nowhere", said, hop.took_ms),
        *(hop.request_sha256, hop.answer_sha256, hop.answer_bytes),
    )


_rests = Rests()


def resolve(url: str, bounds: Bounds | None = None, until: float | None = None) -> Target:
    """Resolve a URL once and check where it leads.

    Raises:
        Refused: not a URL of a scheme and port that may be used, a name that does not resolve,
            or any address of it that is not public.
    """
    bounds = bounds or Bounds()
    found = parsed(url)
    private = settings.ALLOW_PRIVATE_WEBHOOKS
    if found.scheme not in bounds.schemes | ({"http", "https"} if private else set()):
        raise Refused("the address does not begin with https://")
    if not private and port_of(found) not in bounds.ports:
        raise Refused("the address names a port that is not open to us")
    until = time.monotonic() + bounds.total_s if until is None else until
    return Target(found, addresses_of(found, until))


def post(url: str, body: bytes, headers: Mapping[str, str], record: Recorder = to_log) -> int:
    """POST `body` and return the HTTP status of the answer, whatever it is.

    Raises:
        Refused: the address may not be reached, or nothing answered in time.
    """
    ports = frozenset(settings.WEBHOOK_PORTS)
    bounds = Bounds(total_s=TIMEOUT_S, size=MAX_ANSWER, ports=ports)
    return fetch(Request("POST", url, body, headers), bounds, record).status


def fetch(request: Request, bounds: Bounds = PAGE, record: Recorder = to_log) -> Answer:
    """Send a request and return the answer, after at most `bounds.redirects` redirects.

    Args:
        record: told of every hop, those that failed too.

    Raises:
        Refused: a hop may not be reached, did not answer in time, or led in a circle, to a
            place without encryption, or elsewhere with a body.
    """
    until = time.monotonic() + bounds.total_s
    hops: list[Hop] = []
    seen: set[str] = set()
    while True:
        try:
            answer = _Attempt(request, bounds, until).run()
        except _Failed as failure:
            record(failure.hop)
            raise Refused(failure.hop.refusal) from None
        hops += answer.hops
        record(answer.hops[0])
        place = outbound_body.header(answer.headers, b"location")
        if answer.status not in MOVED or not place or not bounds.redirects:
            return answer._replace(hops=tuple(hops))
        seen.add(request.url)
        request = _moved(request, answer.status, place)
        if request.url in seen:
            raise Refused("the redirects go in a circle")
        if len(hops) > min(bounds.redirects, MOST_REDIRECTS):
            raise Refused("too many redirects")


def _moved(request: Request, status: int, place: str) -> Request:
    """Return the request that follows a redirect.

    Raises:
        Refused: it leads from https to http, or would carry a body to another host.
    """
    old = parsed(request.url)
    try:
        new = old.join(place).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("the redirect leads to no URL") from None
    if old.scheme == "https" and new.scheme != "https":
        raise Refused("the redirect leads to a place without encryption")
    is_same = (old.scheme, old.host, port_of(old)) == (new.scheme, new.host, port_of(new))
    method, body, headers = request.method, request.body, dict(request.headers)
    if method != "HEAD" and status not in KEEPS_METHOD:
        method, body = "GET", b""
    if not is_same:
        if body:
            raise Refused("the redirect would carry the content to another host")
        headers = {name: value for name, value in headers.items() if name.lower() in HARMLESS}
    return Request(method, str(new), body, headers)


class _Failed(Exception):
    def __init__(self, hop: Hop) -> None:
        super().__init__()
        self.hop = hop


class _Attempt:
    """One hop."""

    def __init__(self, request: Request, bounds: Bounds, until: float) -> None:
        self.request, self.bounds, self.until = request, bounds, until
        self.began, self.began_at = time.monotonic(), clock.now()
        self.target: Target | None = None
        self.backend: outbound_wire.Pinned | None = None

    def run(self) -> Answer:
        """Go there and read what it says.

        Raises:
            _Failed: with what is to be recorded of it.
        """
        try:
            self.target = resolve(self.request.url, self.bounds, self.until)
            if _rests.is_resting(self.target.origin):
                raise Refused("the host failed again and again and is left alone")
            answer = self._asked(self.target)
        except Refused as refusal:
            raise _Failed(self.hop(refusal=str(refusal))) from None
        except outbound_wire.FAULTS as fault:
            if self.target is not None:
                _rests.failed(self.target.origin)
            raise _Failed(self.hop(refusal=type(fault).__name__)) from None
        _rests.answered(self.target.origin)
        return answer

    def _asked(self, target: Target) -> Answer:
        self.backend = outbound_wire.Pinned(target.addresses, self.until, self.bounds.connect_s)
        with (
            outbound_wire.pool(self.backend, _tls()) as pool,
            pool.stream(
                self.request.method,
                str(target.url),
                headers=self._headers(target.url),
                content=self.request.body,
            ) as answer,
        ):
            return self._read(answer)

    def _headers(self, url: httpx.URL) -> list[tuple[str, str]]:
        given = [(n, v) for n, v in self.request.headers.items() if n.lower() not in OURS]
        own = [("Host", url.netloc.decode("ascii")), ("Accept-Encoding", "identity")]
        return [*own, *given]

    def _read(self, answer: httpcore.Response) -> Answer:
        headers = tuple(answer.headers)
        body, is_whole = b"", True
        if answer.status not in MOVED or not self.bounds.redirects:
            if not outbound_body.is_one_of(self.bounds.kinds, headers):
                raise Refused("the answer is of another kind than was asked for")
            encoding = outbound_body.header(headers, b"content-encoding")
            body, is_whole = outbound_body.read(answer.iter_stream(), encoding, self.bounds.size)
        hop = self.hop(
            status=int(answer.status),
            answer_sha256=hashlib.sha256(body).hexdigest(),
            answer_bytes=len(body),
        )
        return Answer(hop.status or 0, headers, body, is_whole, self.request.url, (hop,))

    def _origin(self) -> str:
        """Return where this hop goes; "" for what is no address."""
        if self.target is not None:
            return self.target.origin
        try:
            return origin_of(parsed(self.request.url))
        except Refused:
            return ""

    def hop(self, **found: Any) -> Hop:
        """Return what is recorded of this hop."""
        sent = f"{self.request.method} {self.request.url}\n".encode() + self.request.body
        return Hop(
            method=self.request.method,
            origin=self._origin(),
            address=self.backend.connected if self.backend else "",
            began_at=self.began_at,
            took_ms=round((time.monotonic() - self.began) * 1000),
            request_sha256=hashlib.sha256(sent).hexdigest(),
        )._replace(**found)


def _tls() -> ssl.SSLContext:
    return outbound_wire.tls()
