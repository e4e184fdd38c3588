"""Search among many rooms of several tenants, and the same by LIKE. Prints JSON; run as a child.

`python -m tools.bench._search ROOMS` inside `services().child_environment()`.
"""

import io
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

ROUNDS, TENANTS = 7, 20
GOODS = ("白茶", "竹编", "皮具", "秋梨", "腕表", "锦鲤", "童装", "蜂蜜")
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
WORDS = {
    "two characters": ["白茶", "王芳", "尤霞"],
    "a name": ["尤霞霞", "王芳芳的腕表", "4999号店"],
    "a number": ["R-0123456", "0123456", "4999"],
    "what every room has": ["专场", "号店"],
    "what no room has": ["不存在的词", "zzzz"],
    "one character": ["茶", "9"],
}


def measure(number: int) -> list[dict[str, Any]]:
    """Return for each sort of words the slowest word's median, by the search and by LIKE."""
    from django.db import connections, transaction

    from livecompliance.kernel import search
    from livecompliance.kernel.tenancy import acting
    from rooms import search as finders
    from rooms.models import Room
    from tools.bench import _crowd

    actor = _crowd.officer("crowd")
    others = [_crowd.officer(f"crowd{n}").tenant_id for n in range(1, TENANTS)]
    with connections["owner"].cursor() as cursor:
        _fill(cursor, number, [actor.tenant_id, *others])

    def asked(words: str) -> None:
        with acting(actor), transaction.atomic():
            finders.rooms(actor, search.asked(words), search.MOST)

    def plain(words: str) -> None:
        with acting(actor), transaction.atomic():
            said = Room.objects.of(actor).filter(title__contains=words)
            by_number = Room.objects.of(actor).filter(external_id__contains=words)
            by_name = Room.objects.of(actor).filter(operator_name__contains=words)
            list((said | by_number | by_name).order_by("-id")[: search.MOST])

    return [
        {
            "what": what,
            "ms": max(_median(asked, one) for one in words),
            "plain_ms": max(_median(plain, one) for one in words),
        }
        for what, words in WORDS.items()
    ]


def _median(ask: Callable[[str], None], words: str) -> float:
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask(words)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _fill(cursor: Any, number: int, tenants: list[UUID]) -> None:
    """Copy rooms in as the owner: half of them belong to the first tenant."""
    draw = random.Random(1)
    rows = io.StringIO()
    for n in range(number):
        tenant = tenants[0] if n % 2 == 0 else tenants[draw.randrange(1, len(tenants))]
        name = draw.choice(FAMILY) + draw.choice(GIVEN) + draw.choice(GIVEN)
        pk = UUID(int=(1 << 120) + n)
        title = f"{name}的{draw.choice(GOODS)}专场 {n}"
        shop = f"海港{draw.randrange(5000)}号店"
        rows.write(f"{pk}\t{tenant}\tR-{n:07d}\t{title}\t{shop}\t\tfirst\t2026-01-01T00:00:00Z\n")
    rows.seek(0)
    columns = (
        "id", "tenant_id", "external_id", "title", "operator_name", "category", "tier", "created_at"
    )  # fmt: skip
    cursor.execute("CREATE TEMP TABLE filled (LIKE rooms_room)")  # no COPY into a walled table
    cursor.copy_expert(f"COPY filled ({', '.join(columns)}) FROM STDIN", rows)
    cursor.execute("INSERT INTO rooms_room SELECT * FROM filled ORDER BY id")
    cursor.execute("DROP TABLE filled")
    cursor.execute("VACUUM ANALYZE rooms_room")


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
