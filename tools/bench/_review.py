"""A queue of many pieces of content, worked by one officer through the pages.

`python -m tools.bench._review ITEMS` inside `services().child_environment()`.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

import django

ROUNDS, REAL = 60, 80
MANY = """
INSERT INTO review_item (id, tenant_id, kind, subject_id, code, tier, risk, due_s, opened_at,
  state, version, escalation, outcome, reason)
SELECT gen_random_uuid(), %s, 'content', gen_random_uuid(), '', 0, n %% 100,
  4000000000 + n, %s, 'open', 0, '', '', '' FROM generate_series(1, %s) n
"""


def measure(number: int) -> dict[str, float]:
    """Return the 95th percentiles of claiming, deciding and listing, in milliseconds."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    from accounts.models import User
    from livecompliance.kernel import clock
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from moderation import services as moderation
    from tools.bench import _crowd

    settings.ALLOWED_HOSTS = ["*"]
    officer = _crowd.officer("review")
    system = system_actor(officer.tenant_id)
    given = [{"id": f"t{n}", "type": "title", "text": f"全国销量第一 {n}"} for n in range(REAL)]
    with acting(system):
        moderation.publication_review(actor=system, items=moderation.items_read(given))
    with connections["owner"].cursor() as cursor:
        cursor.execute(MANY, [str(officer.tenant_id), clock.now(), number])
        cursor.execute("VACUUM ANALYZE review_item")
    page = Client(headers={"HX-Request": "true"})
    page.force_login(
        User.objects.get(pk=str(officer.user_id)),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return worked(page)


def worked(page: Any) -> dict[str, float]:
    """Work the queue through its pages; return how long each step took."""
    nexts: list[float] = []
    decides: list[float] = []
    lists: list[float] = []
    for _ in range(ROUNDS):
        answer = timed(nexts, lambda: page.post("/review/next"))
        text = answer.content.decode()
        item = text.split('data-item-id="')[1].split('"')[0]
        version = text.split('name="version" value="')[1].split('"')[0]
        said = {"version": version, "outcome": "block", "reason": "绝对化用语"}
        done = timed(decides, lambda: page.post(f"/review/items/{item}/decide", said))  # noqa: B023
        if done.status_code != 200:
            raise SystemExit(done.content.decode())
        timed(lists, lambda: page.get("/review/list"))
    return {"next_ms": p95(nexts), "decide_ms": p95(decides), "list_ms": p95(lists)}


def timed(into: list[float], act: Callable[[], Any]) -> Any:
    """Do something, and note how many milliseconds it took."""
    began = time.perf_counter()
    found = act()
    into.append((time.perf_counter() - began) * 1000)
    return found


def p95(times: list[float]) -> float:
    return quantiles(times[5:], n=20)[-1]


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
