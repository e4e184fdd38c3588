"""A tenant's public pages under load, against a stock Django view served the same way.

The same words, the same two sync workers, in short turns, first one way round and then the other.
Every visitor carries the cookies of a stock session (the stock view reads it, ours does not) and
asks for twenty pages from his address, so that what counting saves and what it costs is in it.
"""

import http.client
import json
import statistics
from contextlib import ExitStack
from typing import Any

from tools.bench import Figure, services
from tools.bench._web import child, gunicorn
from tools.process import HOST
from tools.services import Services

TURNS, SECONDS, CONNECTIONS = 48, 0.2, 8
WARM = 4  # turns of each that count for nothing
COLD, KEPT, LIMITED = 1.5, 2.0, 0.9  # of the stock view; of it; of ours without a limit
OURS, OPEN = "tools.bench._public_settings", "tools.bench._public_unlimited_settings"
STOCK = "tools.bench._stock_public_settings"
# of one address, in this minute and the next; of two processes, who need not know of nine
LET_IN = 2 * (120 + 9)


def figures() -> list[Figure]:
    """Return requests a second: cold, with a tag, without the limit, and beyond it."""
    with services() as own, ExitStack() as stack:
        made = child(own, "tools.bench._visited")
        mine, its = f"/p/{made['slug']}/rules", f"/stock/{made['slug']}"
        paths = {OURS: mine, OPEN: mine, STOCK: its}
        ports = {one: stack.enter_context(gunicorn(own, one, paths[one])) for one in paths}
        return _measured(own, _ways(ports, paths, f"Cookie: {made['cookie']}"))


def _ways(ports: dict[str, int], paths: dict[str, str], cookie: str) -> dict[str, dict[str, Any]]:
    """Return every way to ask: where, with what, as whom, and what must be answered."""

    def way(settings: str, status: str, *headers: str, each_his_own: bool = True) -> dict[str, Any]:
        return {
            "port": ports[settings],
            "path": paths[settings],
            "headers": [cookie, *headers],
            "status": status,
            "each_his_own": each_his_own,
        }

    tags = {one: f"If-None-Match: {_tag(ports[one], paths[one], cookie)}" for one in (OURS, STOCK)}
    return {
        "cold": way(OURS, "200"),
        "stock": way(STOCK, "200"),
        "kept": way(OURS, "304", tags[OURS]),
        "stock kept": way(STOCK, "304", tags[STOCK]),
        "open": way(OPEN, "200"),
        "refused": way(OURS, "429", each_his_own=False),
    }


def _measured(own: Services, ways: dict[str, dict[str, Any]]) -> list[Figure]:
    lines = [
        ("public page, cold", "cold", "stock", COLD, "a stock view"),
        ("public page, 304 for who has it", "kept", "stock kept", KEPT, "a stock 304"),
        ("public page, counted by address", "cold", "open", LIMITED, "uncounted"),
        ("public page, refused beyond the limit", "refused", "cold", 1.0, "a page"),
    ]
    found = []
    for place, (name, mine, its, least, against) in enumerate(lines):
        both = _load(own, [ways[mine], ways[its]], place)
        ratio = statistics.median(one / other for one, other in zip(*both, strict=True))
        found.append(
            Figure(
                name=name,
                value=round(statistics.median(both[0])),
                unit="requests/s",
                baseline=round(statistics.median(both[1])),
                ratio=ratio,
                target=f">= {least} of {against}",
                ok=ratio >= least,
            )
        )
    return found


def _load(own: Services, ways: list[dict[str, Any]], place: int) -> list[list[float]]:
    """Return what came a second, each way, turn by turn."""
    plan: dict[str, Any] = {"seconds": SECONDS, "connections": CONNECTIONS, "turns": WARM + TURNS}
    plan |= {"ways": ways, "place": place}
    result = child(own, "tools.bench._visitors", given=json.dumps(plan))
    for way, statuses in zip(ways, result["statuses"], strict=True):
        others = sum(count for status, count in statuses.items() if status != way["status"])
        if others > (0 if way["each_his_own"] else LET_IN):
            raise RuntimeError(f"{way['path']} answered {statuses}, not {way['status']}")
    return [speeds[WARM:] for speeds in result["per_s"]]


def _tag(port: int, path: str, cookie: str) -> str:
    name, _colon, value = cookie.partition(": ")
    link = http.client.HTTPConnection(HOST, port, timeout=30)
    link.request("GET", path, headers={name: value, "X-Forwarded-For": "10.255.0.1"})
    answer = link.getresponse()
    answer.read()
    tag = answer.getheader("ETag")
    if answer.status != 200 or not tag:
        raise RuntimeError(f"{path} answered {answer.status} with the tag {tag}")
    return tag
