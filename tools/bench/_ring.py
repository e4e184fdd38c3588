"""Children of the push bench: let measures go out, ours or the stock way.

`python -m tools.bench._ring prepare|release|stock` reads one JSON object from stdin, prints one.
"""

import asyncio
import json
import sys
import time
from typing import Any
from uuid import UUID

import django

TEXT = {
    "zh": "刚才说到“加我微信”：请勿引导站外交易。",
    "en": "Do not lead viewers off the platform.",
}


def actor_of(plan: dict[str, Any]) -> Any:
    """Return an officer of the bench's tenant."""
    from livecompliance.kernel.actors import Actor

    roles = frozenset({"system", "officer", "security_admin"})
    return Actor(tenant_ids=frozenset({UUID(plan["tenant"])}), roles=roles)


def prepare(plan: dict[str, Any]) -> dict[str, Any]:
    """Take so many measures in a session; they are held until `release`. Say which room it is."""
    from django.db import transaction

    from accounts import services as accounts
    from livecompliance.kernel.tenancy import acting
    from moderation import selectors, services
    from moderation.rules import Order

    actor, session = actor_of(plan), UUID(plan["session"])
    order = Order(kind="warning", clause="M-off-platform", reason=TEXT)
    with acting(actor), transaction.atomic():
        accounts.tenant_policy_set(actor=actor, changes={"undo_window_s": 0})
        for _ in range(plan["frames"]):
            services.measure_issue(actor=actor, session_id=session, order=order)
        room = selectors.measure_standing(actor, session)[0].room_id
    return {"room": str(room)}


def release(plan: dict[str, Any]) -> dict[str, Any]:
    """Let held measures go out as the sweep does, a few in a transaction, without a pause."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from moderation import services

    actor, count = actor_of(plan), 0
    began = time.perf_counter()
    while count < plan["frames"]:
        with acting(actor), transaction.atomic():
            count += services.measures_release_due(actor=actor, most=plan["most"])
    return {"seconds": time.perf_counter() - began}


def stock(plan: dict[str, Any]) -> dict[str, Any]:
    """Tell the group the same frame so many times."""
    from channels.layers import get_channel_layer

    async def tell() -> None:
        layer: Any = get_channel_layer()
        for _ in range(plan["frames"]):
            await layer.group_send("bench", {"type": "measure", "text": plan["text"]})

    began = time.perf_counter()
    asyncio.run(tell())
    return {"seconds": time.perf_counter() - began}


def frame(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the text of the last frame that went out, for the stock way to send."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from moderation import selectors

    actor = actor_of(plan)
    with acting(actor), transaction.atomic():
        found = selectors.frame_list(actor, UUID(plan["room"]), 0, 1)
    return {"text": json.dumps(found[0], ensure_ascii=False)}


if __name__ == "__main__":
    django.setup()
    work = {"prepare": prepare, "release": release, "stock": stock, "frame": frame}[sys.argv[1]]
    print(json.dumps(work(json.load(sys.stdin))))
