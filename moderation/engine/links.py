"""Where a link or a QR code leads: its scheme and whether its host is the platform's."""

import re

_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.\-]*):")
_HOST = re.compile(r"^\s*(?:[a-zA-Z][\w+.\-]*:)?//(?:[^/?#@]*@)?([^/?#:\s]+)", re.ASCII)


def read_link(target: str, own_hosts: frozenset[str]) -> tuple[bool, str]:
    """Return whether a link leads off the platform, and its scheme in lower case.

    Args:
        target: the link or the content of a QR code.
        own_hosts: hosts of the platform; their subdomains count as its own.
    """
    scheme = _SCHEME.match(target)
    named = scheme[1].lower() if scheme else ""
    host = _HOST.match(target)
    if host is None:
        relative = not named and target.startswith("/")
        return not relative, named
    name = host[1].lower().rstrip(".")
    own = any(name == h or name.endswith("." + h) for h in own_hosts)
    return not own, named
