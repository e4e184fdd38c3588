"""Small signs that an address deceives: none says much alone, several together do. Pure.

The points were set by hand, on one half of recorded addresses, from what phishers say they do:
borrow a name, hide in somebody else's site, hand the prey's own address over. Nothing is learnt.
`./lc bench conduct` counts, on the other half, what is found and who is wronged.
"""

import re
from typing import Protocol

from moderation.engine.hosts import Host

ENOUGH = 3
POINTS = {
    "name_borrowed": 2,  # a known name inside a host that is not its owner's
    "host_in_path": 2,  # another site's host stands as a folder
    "inside_site": 2,  # lies in the workings of somebody's site: wp-content, .well-known, ~user
    "mail_carried": 2,  # the visitor's own mail address stands in it
    "asks_in_host": 2,  # the host speaks of signing in, verifying, a wallet
    "free_host": 2,  # a name that anybody gets for nothing
    "odd_ending": 2,  # an ending that costs nothing and is mostly misused
    "name_in_path": 1,
    "asks_in_path": 1,
    "script": 1,  # .php
    "long_code": 1,  # 24 hexadecimal digits or more
    "many_hyphens": 1,
    "many_parts": 1,
    "many_digits": 1,
    "long_name": 1,
    "odd_port": 1,
}
LEAST = 5  # letters of a known name, below which it is part of too many words
ASKS = re.compile(
    r"log-?in|sign-?(?:in|on)|verif|secur|account|update|confirm|webscr|banking|wallet|passw|recover"
    r"|unlock|billing|invoice|suspend|authent|credential|support|customer|denglu|yanzheng",
    re.IGNORECASE,
)
CODE = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
MAIL = re.compile(r"[\w.+\-]{1,64}(?:@|%40)[\w\-]{1,63}\.\w{2,24}")
INSIDE = re.compile(
    r"/(?:wp-(?:content|includes|admin)|\.well-known|administrator|cgi-bin|includes?|\.[a-z]|~\w+)/",
    re.IGNORECASE,
)
FOLDER = re.compile(r"/[a-z0-9.\-]{2,100}\.(?:com|net|org|co|gov|cn)(?:\.[a-z]{2})?(?:/|$)")
SCRIPT = re.compile(r"\.php(?:[?/]|$)", re.IGNORECASE)
LONG = 24


class Lists(Protocol):
    """What packs know of hosts."""

    names: frozenset[str]

    def is_odd(self, host: str) -> bool: ...
    def is_free(self, host: str) -> bool: ...


def signs(host: Host, port: str, tail: str, lists: Lists) -> frozenset[str]:
    """Return what speaks against an address.

    Args:
        host: of the address.
        port: as written, "" for none.
        tail: all that comes after the host, with percent signs read.
        lists: what packs know of hosts.
    """
    path = tail.partition("?")[0]
    low = tail.lower()
    found = {
        "name_borrowed": _borrows(host, lists.names),
        "host_in_path": bool(FOLDER.search(path.lower())),
        "inside_site": bool(INSIDE.search(path)),
        "mail_carried": bool(MAIL.search(tail)),
        "asks_in_host": bool(ASKS.search(host.name)),
        "free_host": lists.is_free(host.name),
        "odd_ending": lists.is_odd(host.name),
        "name_in_path": any(name in low for name in lists.names),
        "asks_in_path": bool(ASKS.search(path)),
        "script": bool(SCRIPT.search(tail)),
        "long_code": bool(CODE.search(tail)) or bool(CODE.search(host.name)),
        "many_hyphens": host.name.count("-") > 1,
        "many_parts": _parts(host) > 1,
        "many_digits": sum(char.isdigit() for char in host.name) > 3,
        "long_name": len(host.domain) > LONG,
        "odd_port": port not in ("", "80", "443"),
    }
    return frozenset(name for name, holds in found.items() if holds)


def is_suspect(found: frozenset[str]) -> bool:
    """Tell whether the signs together are enough."""
    return sum(POINTS[name] for name in found) >= ENOUGH


def _borrows(host: Host, names: frozenset[str]) -> bool:
    mine = host.domain.partition(".")[0]
    return any(name in host.name and name != mine for name in names)


def _parts(host: Host) -> int:
    before = host.name.removesuffix(host.domain).strip(".").split(".")
    return sum(1 for part in before if part and part != "www")
