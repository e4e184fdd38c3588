"""A tenant's public pages under load, against a stock Django view served the same way.

The same words, the same two sync workers, turn and turn about. Every visitor carries the cookies
of a stock session: the stock view reads it, ours does not.
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

ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 8
COLD, KEPT, LIMITED = 1.5, 2.0, 0.9  # of the stock view; of it; of ours without a limit
OURS, OPEN = "tools.bench._public_settings", "tools.bench._public_unlimited_settings"
STOCK = "tools.bench._stock_public_settings"


def figures() -> list[Figure]:
    """Return requests a second: cold, with a tag, without the limit, and beyond it."""
    with services() as own, ExitStack() as stack:
        made = child(own, "tools.bench._visited")
        mine, its = f"/p/{made['slug']}/rules", f"/stock/{made['slug']}"
        paths = {OURS: mine, OPEN: mine, STOCK: its}
        ports = {one: stack.enter_context(gunicorn(own, one, paths[one])) for one in paths}
        cookie = f"Cookie: {made['cookie']}"
        found = _measured(own, ports, paths, cookie)
    return _table(found)


def _measured(
    own: Services, ports: dict[str, int], paths: dict[str, str], cookie: str
) -> dict[str, list[float]]:
    tags = {one: f"If-None-Match: {_tag(ports[one], paths[one], cookie)}" for one in (OURS, STOCK)}
    ways: dict[str, tuple[str, list[str], str]] = {
        "cold": (OURS, [cookie], "200"),
        "stock": (STOCK, [cookie], "200"),
        "kept": (OURS, [cookie, tags[OURS]], "304"),
        "stock kept": (STOCK, [cookie, tags[STOCK]], "304"),
        "open": (OPEN, [cookie], "200"),
    }
    found: dict[str, list[float]] = {name: [] for name in [*ways, "refused"]}
    for number in range(ROUNDS + 1):  # the first warms up
        for name, (settings, headers, status) in ways.items():
            plan = {"port": ports[settings], "path": paths[settings], "headers": headers}
            speed = _load(own, plan, number, status, each_his_own=True)
            found[name] += [speed] if number else []
        plan = {"port": ports[OURS], "path": paths[OURS], "headers": [cookie]}
        speed = _load(own, plan, number, "429", each_his_own=False)
        found["refused"] += [speed] if number else []
    return found


def _load(own: Services, plan: dict[str, Any], number: int, status: str, **more: Any) -> float:
    plan |= {"seconds": SECONDS, "connections": CONNECTIONS, "round": number} | more
    result = child(own, "tools.bench._visitors", given=json.dumps(plan))
    others = {name: count for name, count in result["statuses"].items() if name != status}
    let_in = 0 if more["each_his_own"] else 2 * 120  # of one address, in this minute and the next
    if sum(others.values()) > let_in:
        raise RuntimeError(f"{plan['path']} answered {result['statuses']}, not {status}")
    return float(result["per_s"])


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


def _table(found: dict[str, list[float]]) -> list[Figure]:
    def line(name: str, mine: str, its: str, least: float, against: str) -> Figure:
        rounds = zip(found[mine], found[its], strict=True)
        ratio = statistics.median(one / other for one, other in rounds)
        return {
            "name": name,
            "value": round(statistics.median(found[mine])),
            "unit": "requests/s",
            "baseline": round(statistics.median(found[its])),
            "ratio": ratio,
            "target": f">= {least} of {against}",
            "ok": ratio >= least,
        }

    return [
        line("public page, cold", "cold", "stock", COLD, "a stock view"),
        line("public page, 304 for who has it", "kept", "stock kept", KEPT, "a stock 304"),
        line("public page, counted by address", "cold", "open", LIMITED, "uncounted"),
        line("public page, refused beyond the limit", "refused", "cold", 1.0, "a page"),
    ]
