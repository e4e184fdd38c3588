"""Which addresses of the network may be reached from here, and what a name resolves to, once."""

import ipaddress
import os
import queue
import socket
import time
from collections import deque
from threading import Lock, Thread

import httpx
from django.conf import settings

NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python holds for global, in one version or another, and is not: protocol assignments, old
# relays and site-local addresses, examples, addresses that are translated or routed inside, and
# IPv6 spellings of IPv4 addresses (mapped, 6to4, Teredo), which no honest name resolves to.
SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.64.0.0/10",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "::ffff:0:0/96",
            "64:ff9b:1::/48",
            "2001::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)
MOST_ADDRESSES = 3
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """Nothing usable came back; the words name neither the address nor the answer."""


def is_public(address: Address) -> bool:
    """Tell whether an address lies outside every private, local or reserved network.

    A NAT64 address is what the IPv4 address inside it is: where a network speaks IPv6 only, its
    resolver gives such addresses for every public name.
    """
    if isinstance(address, ipaddress.IPv6Address) and address in NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    reserved = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not reserved and not any(address in one for one in SPECIAL)


def is_reachable(address: Address) -> bool:
    """Tell whether an address may be reached where a platform in the same network is allowed.

    Link-local addresses never are: there stands what tells a machine its own secrets.
    """
    plain = getattr(address, "ipv4_mapped", None) or address
    if isinstance(plain, ipaddress.IPv6Address) and plain in NAT64:
        plain = ipaddress.IPv4Address(int(plain) & 0xFFFFFFFF)
    return not (plain.is_link_local or plain.is_multicast or plain.is_unspecified)


def parsed(url: str) -> httpx.URL:
    """Return the parts of a URL.

    Raises:
        Refused: it is none, has no host, or carries a login.
    """
    try:
        found = httpx.URL(url)
        host = found.host
    except (httpx.InvalidURL, UnicodeError):
        raise Refused("the address is not a URL") from None
    if not host or found.userinfo:
        raise Refused("the address has no host, or carries a login")
    return found


def addresses_of(url: httpx.URL, until: float) -> list[Address]:
    """Resolve the host of a URL, once, and return at most three addresses to connect to.

    Args:
        until: when to stop waiting for the name server, by `time.monotonic`.

    Raises:
        Refused: the name does not resolve in time, or one address of it, whichever, is not
            public and settings do not allow that, or is never reached.
    """
    found = _asked(url.host, port_of(url), until)
    may_reach = is_reachable if settings.ALLOW_PRIVATE_WEBHOOKS else is_public
    if not all(may_reach(each) for each in found):
        raise Refused("the address lies in a private network")
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]


def port_of(url: httpx.URL) -> int:
    """Return the port that a URL means."""
    return url.port or (443 if url.scheme == "https" else 80)


Answers = queue.SimpleQueue[list[Address] | None]


class Asker(Thread):
    """Asks the system's resolver, which knows no time limit, again and again.

    Beginning a thread takes ten times as long as asking for a name that is known. One that
    hangs is not there to be taken; whoever comes next begins another.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True, name="outbound-name")
        self.wanted: queue.SimpleQueue[tuple[str, int, Answers]] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        goes_on = True
        while goes_on:
            host, port, answers = self.wanted.get()
            found = _ask(host, port)
            with _lock:
                goes_on = len(_idle) < MOST_IDLE
                if goes_on:
                    _idle.append(self)  # before the answer, so that the next question finds it
            answers.put(found)


MOST_IDLE = 4
_lock = Lock()
_idle: deque[Asker] = deque()


def _begin_anew() -> None:
    """Forget the threads of the process that this one was forked from: none came along."""
    global _lock
    _lock = Lock()
    _idle.clear()


os.register_at_fork(after_in_child=_begin_anew)


def _asked(host: str, port: int, until: float) -> list[Address]:
    """Ask the system's resolver, and wait for it no longer than there is time."""
    answers: Answers = queue.SimpleQueue()
    try:
        asker = _idle.pop()
    except IndexError:
        asker = Asker()
    asker.wanted.put((host, port, answers))
    try:
        found = answers.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        raise Refused("the name does not resolve in time") from None
    if not found:
        raise Refused("the name does not resolve")
    return found


def _ask(host: str, port: int) -> list[Address] | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]
    except (OSError, ValueError):
        return None
