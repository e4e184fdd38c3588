"""Ways to knock at every door and leave nothing behind."""

import json
import re
from typing import Any

from django.db import transaction
from django.test import Client

from ledger.models import Entry
from livecompliance import doors
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting

EVERY = list(doors.endpoints())
OURS = [one for one in EVERY if "everybody" not in one.door and "token" not in one.door]
CALLS = [(one, one.method) for one in OURS if one.is_api]
VISITS = [(one, method) for one in OURS if not one.is_api for method in ("GET", "POST")]
REFUSED = {401, 403, 404, 405}

FORM = (
    "kind=warning&clause=M-truthful&reason=x&roles=officer&login=eve&name=mine&scopes=inspect"
    "&url=https%3A%2F%2Fevil.example%2F&origins=https%3A%2F%2Fevil.example&form=csv"
)
LINE = b'{"id":"1","type":"comment"}'
HELD = re.compile(r"<(?:\w+:)?(\w+)>")


class Ids(dict):
    """Every id that an address may hold; what is not known is some id."""

    def __missing__(self, name: str) -> str:
        return str(uuid7()) if name.endswith("_id") else "1"


def path_of(route: str, ids: dict[str, str]) -> str:
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return HELD.sub(lambda found: ids[found[1]], plain)


def filled(body: Any, ids: dict[str, str]) -> Any:
    """Return a body with the ids of things in place of their names, `<party_id>`, and `<today>`."""
    if not isinstance(body, dict):
        return body
    known = ids | {"today": f"{clock.today()}"}
    return {
        name: known[value[1:-1]] if isinstance(value, str) and HELD.fullmatch(value) else value
        for name, value in body.items()
    }


def is_known(route: str, ids: dict[str, str]) -> bool:
    """Tell whether the world holds every thing that an address asks for."""
    return set(HELD.findall(route)) <= set(ids)


def ask(browser: Client, method: str, path: str, sent: Any = None, **headers: str):
    """Make one request, with a body that is right if there is one."""
    kind, body = "application/x-www-form-urlencoded", FORM
    if path.startswith("/api/"):
        is_line = path.endswith("/events")
        kind = "application/x-ndjson" if is_line else "application/json"
        is_made = isinstance(sent, bytes)  # lines of a format of their own
        body = LINE if is_line else sent if is_made else json.dumps(sent or {})
    if method == "GET":
        return browser.get(path, headers=headers)
    return browser.generic(method, path, body, content_type=kind, headers=headers)


def ask_undone(browser: Client, method: str, path: str, sent: Any = None):
    """Make one request and take back whatever it did; nobody remembers it."""
    kept = browser.cookies.copy()
    try:
        with transaction.atomic():
            answer = ask(browser, method, path, sent)
            transaction.set_rollback(True)
            return answer
    finally:
        browser.cookies = kept


def entries(owner) -> int:
    """Count what stands in a tenant's record."""
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Entry.objects.count()


def is_in(answer) -> bool:
    """Tell whether somebody got in: an answer that is neither a refusal nor a way elsewhere."""
    return answer.status_code not in REFUSED and answer.status_code != 302
