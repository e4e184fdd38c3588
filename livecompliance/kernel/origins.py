"""Whose page opened a socket. Browsers always say; programs of other kinds say nothing."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")
LONGEST_NAME = 253


def host_normal(host: str) -> str | None:
    """Return a host as it is written in an address, in ASCII; None for what is no host."""
    try:
        address = ipaddress.ip_address(host)
        return f"[{address}]" if address.version == 6 else str(address)
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        return None
    return name if len(name) <= LONGEST_NAME and NAME.fullmatch(name) else None


def origin_normal(text: str) -> str | None:
    """Return `scheme://host[:port]` in one spelling; None for what is no web origin."""
    parts = _split(text)
    if parts is None or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    host, port = host_normal(parts.hostname or ""), parts.port
    if host is None:
        return None
    suffix = "" if port in (None, PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{suffix}"


def is_same_host(origin: str, host_header: str) -> bool:
    """Tell whether a page's origin is on the host that was asked, on whatever port.

    Pages and sockets may stand on two ports of one host, which share their cookies.
    """
    page, asked = _split(origin), _split(f"http://{host_header}")
    return page is not None and asked is not None and page.hostname == asked.hostname


def url_host(url: str) -> str | None:
    """Return the host of a whole http(s) address that carries no login; None for anything else."""
    parts = _split(url)
    if parts is None or parts.username is not None or not url.isprintable() or " " in url:
        return None
    return host_normal(parts.hostname or "")


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in PORTS and parts.hostname else None
