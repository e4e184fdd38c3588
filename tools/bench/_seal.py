"""A record that is sealed as fast as it goes, then while it is written. Prints JSON, as a child.

`python -m tools.bench._seal rate ENTRIES` or `lag SECONDS RATE` inside `child_environment()`.
"""

import json
import sys
import threading
import time
from typing import Any

import django

CHAINED = 4_000
ENTRIES = """
WITH made AS (
  SELECT gen_random_uuid() AS id, convert_to(repeat(md5(n::text), 10), 'UTF8') AS body
    FROM generate_series(1, %(count)s) n),
written AS (
  INSERT INTO ledger_entry (id, tenant_id, at, actor_kind, actor_ref, action, clause, subject_kind,
    subject_ref, body, leaf_hash)
  SELECT id, %(tenant)s, now(), 'system', '', 'x.y_done', '', 'room', id::text, body,
    sha256('\\x00'::bytea || body) FROM made)
INSERT INTO ledger_pending (entry_id, tenant_id) SELECT id, %(tenant)s FROM made
"""
CHAIN = "CREATE TABLE IF NOT EXISTS chain (seq bigint PRIMARY KEY, entry uuid, hash bytea)"
LINK = """
INSERT INTO chain SELECT coalesce(max(seq), 0) + 1, %s, sha256(coalesce(
  (SELECT hash FROM chain ORDER BY seq DESC LIMIT 1), ''::bytea) || %s) FROM chain
"""


def _tenant() -> Any:
    from accounts import services
    from livecompliance.kernel.actors import system_actor

    return system_actor(services.tenant_create(slug="record", name="Record").pk)


def rate(count: int) -> dict[str, float]:
    """Return entries sealed a second by the sealer, and by a hash chain that links row by row."""
    from django.db import connections

    from ledger import services
    from livecompliance.kernel.tenancy import acting

    actor = _tenant()
    with connections["owner"].cursor() as cursor:
        cursor.execute(ENTRIES, {"count": count, "tenant": actor.tenant_id})
        cursor.execute("ANALYZE ledger_pending, ledger_entry")
    began, busy, size = time.perf_counter(), time.process_time(), 0
    with acting(actor):
        while signed := services.entries_seal(actor=actor, most=4_000):
            size = signed.size
    took, cpu = time.perf_counter() - began, time.process_time() - busy
    if size < count:
        raise RuntimeError(f"{size} of {count} were sealed")
    return {"rate": size / took, "python_share": cpu / took, "chain": _chain()}


def _chain() -> float:
    """Return rows a second of a chain: every row waits for the one before, each its own commit."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(CHAIN)
        cursor.execute("SELECT id, leaf_hash FROM ledger_entry LIMIT %s", [CHAINED])
        rows = cursor.fetchall()
        began = time.perf_counter()
        for row in rows:
            cursor.execute(LINK, row)
        return CHAINED / (time.perf_counter() - began)


def lag(seconds: int, wanted: int) -> dict[str, float]:
    """Return how old the oldest entry is when it is sealed, every two seconds as beat rings."""
    from django.db import connection, transaction

    from ledger import selectors, services
    from livecompliance.kernel.tenancy import acting

    actor, stop = _tenant(), threading.Event()
    acts = [{"action": "x.y_done", "subject": ("room", str(one))} for one in range(50)]
    written = [0]

    def write() -> None:
        began = time.perf_counter()
        with acting(actor):
            while not stop.is_set():
                with transaction.atomic():
                    services.entries_append(actor=actor, acts=acts)
                written[0] += len(acts)
                time.sleep(max(0, began + written[0] / wanted - time.perf_counter()))
        connection.close()

    writer = threading.Thread(target=write)
    began, ages, rung = time.perf_counter(), [], 0
    writer.start()
    with acting(actor):
        while time.perf_counter() - began < seconds:
            rung += 2
            time.sleep(max(0, began + rung - time.perf_counter()))
            with transaction.atomic():
                oldest, asked = selectors.unsealed_age_s(actor), time.perf_counter()
            while services.entries_seal(actor=actor, most=4_000):
                with transaction.atomic():
                    if not selectors.is_waiting(actor):
                        break
            ages.append(oldest + time.perf_counter() - asked)
    took = time.perf_counter() - began
    stop.set()
    writer.join()
    connection.close()
    return {"worst": max(ages), "rate": written[0] / took}


if __name__ == "__main__":
    django.setup()
    verb, *numbers = sys.argv[1:]
    given = [int(one) for one in numbers]
    print(json.dumps(rate(*given) if verb == "rate" else lag(*given)))
