"""The live wall with many rooms on air, and the same the stock way. Prints JSON; run as a child.

`python -m tools.bench._wall ROOMS` inside `services().child_environment()`.
"""

import json
import statistics
import sys
import time
from typing import Any

import django

ROUNDS = 9


def measure(number: int) -> dict[str, Any]:
    """Return milliseconds and queries of one look at the wall, and milliseconds the stock way."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from livecompliance.kernel.tenancy import acting
    from tools.bench import _crowd

    officer = _crowd.officer("crowd")
    _crowd.crowd(officer, number)
    _look_through()
    browser = Client()
    browser.force_login(User.objects.get(username="crowd:officer"))
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        answer = browser.get("/wall", headers={"HX-Request": "true"})
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200 or b"room-card" not in answer.content:
            raise RuntimeError(f"the wall answered {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/wall", headers={"HX-Request": "true"})
    with acting(officer):
        stock = _stock()
    return {"ms": statistics.median(took), "queries": len(asked), "stock_ms": stock}


def _look_through() -> None:
    """Let PostgreSQL learn what is in its tables, as autovacuum does within a minute."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _stock() -> float:
    """Return how long it takes to ask for every room's card by itself and sort them here."""
    from django.db import transaction

    from moderation.models import Finding, Measure, RoomState
    from rooms.models import Session

    began = time.perf_counter()
    with transaction.atomic():
        cards = []
        for session in Session.objects.filter(ended_at__isnull=True):
            state = RoomState.objects.get(session=session)
            last = Finding.objects.filter(session=session).order_by("-created_at").first()
            open_now = Measure.objects.filter(session=session, acknowledged_at__isnull=True).count()
            people = [one.stage_name for one in session.on_air.all()]
            cards.append((state.risk, session.room.title, last, open_now, people))
        cards.sort(key=lambda card: -card[0])
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
