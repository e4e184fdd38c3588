"""Goods on air that nobody reviewed; sellers that are not shown as they must be."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction

from catalog import selectors as catalog
from conduct.services.memory import memory_of
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation import services as inspection
from rooms import selectors as rooms
from rooms import wire

CODE, CLAUSE = "GOODS-UNREVIEWED", "O117-supplier-check"
HIDDEN, SELLER = "SELLER-HIDDEN", "O117-real-seller"
EVERY_MS, MOST_TOLD = 600_000, 300
REASON: rules.Words = {
    "zh": "正在展示的商品没有经过选品审核。",
    "en": "The goods now shown were not reviewed before they were selected.",
}
ADVICE: rules.Words = {
    "zh": "请停止展示，提交选品并等待审核通过后再上架。",
    "en": "Stop showing them; propose them and list them once they are approved.",
}


def goods_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Find goods on air that are not among what was reviewed and pinned to the broadcast.

    Once in ten minutes for each product, whoever lists, pins or explains it.

    Law: O117-supplier-check
    """
    shown = [
        (at, event)
        for at, event in enumerate(seen.batch.events)
        if isinstance(event, wire.Goods) and event.action != "removed" and event.product_id
    ]
    if not shown:
        return []
    numbers = {event.product_id for _at, event in shown}
    missing = catalog.unreviewed(seen.actor, seen.session, numbers)
    return list(_hits(seen, [one for one in shown if one[1].product_id in missing]))


def _hits(seen: inspection.Seen, shown: list[tuple[int, wire.Goods]]) -> Iterator[inspection.Hit]:
    memory = memory_of(seen) if shown else None
    for at, event in shown:
        moment = event.at if isinstance(event.at, int) else 0
        if memory is None:
            continue
        is_few = len(memory.row.told) < MOST_TOLD  # else all further goods are told as one
        told = f"{CODE}:{event.product_id[:60]}" if is_few else CODE
        if memory.may_tell(told, moment, EVERY_MS):
            yield inspection.Hit(
                at=at,
                code=CODE,
                clause=CLAUSE,
                severity="high",
                rule=CODE,
                measure="warning",
                reason=REASON,
                advice=ADVICE,
                field="title",
                text=event.title[:60],
            )


@transaction.atomic
def seller_find(*, actor: Actor, session_id: UUID, display_id: UUID) -> bool:
    """File that a broadcast does not show who really sells; once for each report.

    Law: O117-real-seller
    """
    session = rooms.session_get(actor, session_id)
    filed = inspection.Filed(HIDDEN, SELLER, HIDDEN, 0, f"seller:{display_id}")
    return inspection.finding_file(actor=actor, session=session, found=filed) is not None
