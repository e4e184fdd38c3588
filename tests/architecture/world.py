"""One of every kind of person and of every kind of thing, for tests that try every door."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from livecompliance.kernel.ids import uuid7

METHODS = ("get", "post", "put", "patch", "delete")
FORM = {
    "kind": "warning",
    "clause": "M-truthful",
    "reason": "请更正",
    "roles": "officer",
    "login": "eve",
    "name": "mine",
    "scopes": "inspect",
    "url": "https://evil.example/",
    "origins": "https://evil.example",
    "undo_window_s": "1",
    "form": "csv",
}


class Ids(dict):
    """Every id that an address may hold; what is not known is some id."""

    def __missing__(self, name: str) -> str:
        return str(uuid7()) if name.endswith("_id") else "M-truthful"


def addresses(patterns=None, prefix="/") -> Iterator[tuple[str, str, object]]:
    """Yield (name, address, view) of everything that the product serves by HTTP."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield str(entry.name), route, entry.callback


def path_of(route: str, ids: Ids) -> str:
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], plain)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever a block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(browser: Client, method: str, path: str, **headers: str):
    """Make one request that leaves nothing behind."""
    with undone():
        if path.startswith("/api/"):
            kind = "application/x-ndjson" if path.endswith("/events") else "application/json"
            body = b'{"id":"1","type":"comment"}' if "ndjson" in kind else b"{}"
            return browser.generic(method.upper(), path, body, content_type=kind, headers=headers)
        if method == "get":
            return browser.get(path, headers=headers)
        return browser.generic(
            method.upper(), path, "&".join(f"{k}={v}" for k, v in FORM.items()),
            content_type="application/x-www-form-urlencoded", headers=headers,
        )  # fmt: skip
