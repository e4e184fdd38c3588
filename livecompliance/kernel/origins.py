"""Whose page opened a socket. Browsers always say; programs of other kinds say nothing."""

from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}


def origin_normal(text: str) -> str | None:
    """Return `scheme://host[:port]` in one spelling; None for what is no web origin."""
    parts = _split(text)
    if parts is None or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    port = parts.port
    suffix = "" if port in (None, PORTS[parts.scheme]) else f":{port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{suffix}"


def is_same_host(origin: str, host_header: str) -> bool:
    """Tell whether a page's origin is on the host that was asked, on whatever port.

    Pages and sockets may stand on two ports of one host, which share their cookies.
    """
    page, asked = _split(origin), _split(f"http://{host_header}")
    return page is not None and asked is not None and page.hostname == asked.hostname


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in PORTS and parts.hostname else None
