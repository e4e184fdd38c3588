"""What a demo platform adds to the negative catalogue: one version that holds, one to come."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from catalog import selectors, services
from catalog.models import Draft
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor

COMES_IN = timedelta(days=3)
COINS = {
    "id": "star-coins", "classes": ["U"], "action": "block", "zh": "直播间代币、星币转卖",
    "en": "Resale of live-room coins", "basis": "平台规则 第七条", "confidence": "C",
    "terms": ["星币代充", "星币转让", "代币回收"], "hits": ["星币代充 100 枚 秒到"],
    "passes": [{"title": "纪念币收藏盒", "zh": "收纳用品，不是代币", "en": "a box, no coins"}],
    "note_zh": "星币只能在钱包页面购买。", "note_en": "Coins are bought in the wallet only.",
}  # fmt: skip
BOTTLES = {
    "id": "used-bottles", "classes": ["U"], "action": "block", "zh": "二手奶瓶、奶嘴",
    "en": "Used feeding bottles and teats", "basis": "平台规则 第九条", "confidence": "C",
    "terms": ["二手奶瓶", "二手奶嘴"], "allow": ["二手奶瓶收纳架"],
    "hits": ["二手奶瓶 宽口径 九成新"],
    "passes": [{"title": "二手奶瓶收纳架", "zh": "收纳用品，没有奶瓶", "en": "a rack, no bottle"}],
}  # fmt: skip
STRICTER = {"id": "alcohol", "action": "block", "documents": []}


def furnish(actor: Actor, officer_id: UUID, second_id: UUID) -> None:
    """Write, publish and draft as two officers. Once."""
    one, two = (
        Actor(actor.tenant_ids, user_id=pk, roles=frozenset({"officer"}))
        for pk in (officer_id, second_id)
    )
    with tenancy.acting(one), transaction.atomic():
        if selectors.edition_latest(one) is not None:
            return
        row = _drafted(one, COINS, "禁止星币转卖，举报增多")
    with tenancy.acting(two), transaction.atomic():
        services.edition_publish(actor=two, draft_id=row.pk, revision=row.revision)
    with tenancy.acting(one), transaction.atomic():
        row = _drafted(one, BOTTLES, "二手奶瓶卫生投诉增多，给商家三天下架")
    with tenancy.acting(two), transaction.atomic():
        services.edition_publish(
            actor=two, draft_id=row.pk, revision=row.revision, effective_at=clock.now() + COMES_IN
        )
    with tenancy.acting(one), transaction.atomic():
        base = {each.id: each for each in selectors.base_at(clock.now()).pack.entries}
        stricter = msgspec.to_builtins(base["alcohol"]) | STRICTER
        _drafted(one, stricter, "研究本平台是否停卖酒类")


def _drafted(actor: Actor, entry: dict[str, Any], note: str) -> Draft:
    row = services.draft_begin(actor=actor, note=note)
    return services.entry_put(actor=actor, draft_id=row.pk, entry=entry)
