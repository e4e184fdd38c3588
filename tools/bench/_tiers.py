"""Many operators with rooms and a month of figures: previewed, judged, and looked at again.

`python -m tools.bench._tiers fill OPERATORS`, then `... measure TENANT` with what that printed,
inside `services().child_environment()`.
"""

import json
import random
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

DAYS, SAMPLE, MOST = 10, 300, 250
CODES = ("followers", "visits", "volume", "amount_fen", "influence")
SPREAD = {"followers": 14, "visits": 15, "volume": 11, "amount_fen": 19, "influence": 4}
PARTIES = """
INSERT INTO parties_party (id, tenant_id, kind, roles, external_id, public_name, occupation,
  nationality, commerce, state, state_at, state_reason, function, function_reason, created_at)
SELECT ('0a000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, %s, 'company',
  ARRAY['operator'], 'op-' || n, '运营者 ' || n, '', 'CHN', 'on_platform', 'active', %s, '',
  'open', '', %s FROM generate_series(1, %s) n
"""
ROOMS = """
INSERT INTO rooms_room (id, tenant_id, external_id, title, operator_name, operator_id, category,
  tier, created_at)
SELECT ('0b000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, p.tenant_id, 'r-' || n,
  '直播间 ' || n, '', p.id, CASE WHEN n %% 9 = 0 THEN '保健食品' ELSE '服饰' END, 'first',
  p.created_at
FROM (SELECT row_number() OVER (ORDER BY id) n, * FROM parties_party WHERE tenant_id = %s) p
"""
FIGURES = """
INSERT INTO tiers_figure (id, tenant_id, operator_id, dimension, "on", number, names, reported_at)
SELECT gen_random_uuid(), p.tenant_id, p.id, %s, %s::date - d, floor(exp(random() * %s)), '{}', %s
FROM parties_party p, generate_series(0, %s) d WHERE p.tenant_id = %s
"""


def fill(number: int) -> str:
    """Make a tenant with operators, rooms and figures, as the owner; return the tenant."""
    from django.db import connections

    from livecompliance.kernel import clock
    from tools.bench import _crowd

    tenant, now, today = _crowd.officer("tiers").tenant_id, clock.now(), clock.today()
    with connections["owner"].cursor() as cursor:
        cursor.execute(PARTIES, [str(tenant), now, now, number])
        cursor.execute(ROOMS, [str(tenant)])
        for code in CODES:
            given: list[Any] = [code, today, SPREAD[code], now, DAYS - 1, str(tenant)]
            cursor.execute(FIGURES, given)
        for table in ("parties_party", "rooms_room", "tiers_figure"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return str(tenant)


def measure(tenant: UUID) -> dict[str, Any]:
    """Return how long a preview takes, the loop it stands against, judging all, and a look."""
    from django.db import transaction

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from tiers import selectors, services
    from tiers.rules.shipped import shipped

    actor = system_actor(tenant)
    with acting(actor):
        with transaction.atomic():
            selectors.preview(actor, shipped())  # imports, plans
        began = time.perf_counter()
        with transaction.atomic():
            seen = selectors.preview(actor, shipped())
        preview = time.perf_counter() - began
        with transaction.atomic():
            loop = _loop(actor, seen.total.operators)
        began, judged = time.perf_counter(), 0
        while some := services.standings_follow(actor=actor, most=MOST):
            judged += some
        took = time.perf_counter() - began
        began = time.perf_counter()
        services.standings_follow(actor=actor, most=MOST)
        again = time.perf_counter() - began
    return {
        "preview_s": preview,
        "loop_s": loop,
        "judged": judged,
        "judge_s": took,
        "again_ms": again * 1000,
    }


def _loop(actor: Any, everybody: int) -> float:
    """What is written first: each operator, his rooms, and each of his figures, one by one."""
    from livecompliance.kernel import clock
    from parties.models import Party
    from rooms.models import Room
    from tiers.models import Figure, Standing
    from tiers.rules.grade import Present, Value, decide
    from tiers.rules.shipped import shipped

    on, grading = clock.today(), shipped()
    sample = list(Party.objects.of(actor).order_by("id")[:SAMPLE])
    random.Random(7).shuffle(sample)
    began = time.perf_counter()
    for one in sample:
        standing = Standing.objects.of(actor).filter(operator=one, until=None).first()
        rooms = list(Room.objects.of(actor).filter(operator=one))
        values = {}
        for code in CODES:
            rows = Figure.objects.of(actor).filter(operator=one, dimension=code, on__lte=on)
            figure = rows.order_by("-on").first()
            if figure is not None:
                values[code] = Value(figure.on, figure.number)
        goods = tuple({room.category for room in rooms})
        values["categories"] = Value(on, names=goods)
        tier = standing.tier if standing else "first"
        decide(grading, values, Present(tier, on - timedelta(days=60)), on)
    return (time.perf_counter() - began) * everybody / len(sample)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        print(json.dumps(fill(int(sys.argv[2]))))
    else:
        print(json.dumps(measure(UUID(sys.argv[2]))))
