"""Keep docs/development/endpoints.md, who may enter where, equal to the URL configuration.

`python -m tools.endpoints write` after a change; `check` fails when the two differ, or when an
address is declared by nobody in livecompliance/doors.py, or declared and not served.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "development" / "endpoints.md"
HEAD = """# Endpoints and who may enter

Written by `python -m tools.endpoints write` from the URL configuration and
`livecompliance/doors.py`; `./lc check` fails when it is stale, or when an address is declared by
nobody. `tests/architecture/test_endpoints.py` and `test_everybody.py` beside it knock at every door
as a stranger, as every role, as another tenant, as a key without the scope, and as a suspended
tenant.

● may enter · ○ everybody, strangers too · ◇ whoever holds what stands in the address · blank:
refused · ▲ authorities alone. Their people enter the portal, in the tenants granted to them, and
nothing else: `tests/architecture/test_realm.py` knocks at every address as one of them.
"""


def faults() -> list[str]:
    """Return what is declared by nobody, and what is declared and not there."""
    from livecompliance import doors, doorways
    from moderation.routing import websocket_urlpatterns

    served = list(doors.endpoints())
    found = [f"{one.method} {one.route}: say in livecompliance/doors.py who may enter"
             for one in served if one.door is None]  # fmt: skip
    found += [
        f"{one.method} {one.route}: an API address without a scope"
        for one in served
        if one.is_api and not one.scope and one.door != doorways.EVERYBODY
    ]
    names = {one.name for one in served if not one.is_api}
    calls = {f"{one.method} {one.name}" for one in served if one.is_api}
    sockets = {str(one.pattern) for one in websocket_urlpatterns}
    gone = {name for name in doors.PAGES if not name.endswith("*")} - names
    gone |= set(doors.API) - calls | set(doors.SOCKETS) - sockets
    found += [f"{name!r} is declared in livecompliance/doors.py and not served" for name in gone]
    found += [f"socket {one}: say who may enter" for one in sockets - set(doors.SOCKETS)]
    return sorted(found)


def page() -> str:
    """Return the page."""
    from livecompliance import doors

    served = list(doors.endpoints())
    pages = [(f"`{one.route}`", "", one.door) for one in served if not one.is_api]
    calls = [(f"`{one.method} {one.route}`", one.scope, one.door) for one in served if one.is_api]
    sockets = [(f"`/{route}`", "", door) for route, door in doors.SOCKETS.items() if route]
    parts = [HEAD, "## Pages\n", _table(pages), "\n## API\n", _table(calls), "\n## Sockets\n"]
    return "\n".join([*parts, _table(sockets)]) + "\n"


def _table(rows: Iterable[tuple[str, str, frozenset[str] | None]]) -> str:
    from livecompliance import doorways

    roles = doorways.ROLES
    head = ["address", "key scope", *(role.replace("_", " ") for role in roles)]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for address, scope, door in rows:
        marks = [_mark(door or frozenset(), role) for role in roles]
        lines.append(" | ".join([address, scope, *marks]))
    return "\n".join(f"| {line} |" for line in lines)


def _mark(door: frozenset[str], role: str) -> str:
    if "everybody" in door:
        return "○"
    if "regulator" in door:
        return "▲"
    return "◇" if "token" in door else ("●" if role in door else "")


def main(action: str) -> int:
    """Write or check the page."""
    django.setup()
    said = faults()
    if not said and action == "write":
        PAGE.write_text(page(), encoding="utf-8")
    elif not said and (not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()):
        said = ["docs/development/endpoints.md is stale: run python -m tools.endpoints write"]
    print("\n".join(said), end="\n" if said else "")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main((sys.argv[1:] or ["check"])[0]))
