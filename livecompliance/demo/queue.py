"""What waits for a person when the demo begins: titles before publication, known answers."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from moderation import services
from review import selectors
from review import services as review

TITLES = (
    "全国销量第一的明前龙井",
    "顶级羊绒衫，史上最低价",
    "国家级非遗传承人亲手做",
    "最好用的厨房神器",
    "独家秘方，百年老字号",
    "史无前例的清仓价",
    "第一品牌保温杯，只此一天",
    "世界领先的护肤科技",
    "绝无仅有的高山红茶",
    "全网最低价纸巾整箱",
    "极品燕窝礼盒",
    "最佳年货组合",
)
KNOWN = (
    ("春季新款连衣裙，支持七天无理由退货", "pass", ""),
    ("喝一个月根治失眠，无效退款", "block", "医疗功效宣称"),
    ("手工竹编收纳篮，每只略有不同", "pass", ""),
)


def fill(actor: Actor, audit_id: UUID) -> None:
    """Hand in titles of which some wait for an officer; write known answers. Once."""
    auditor = Actor(tenant_ids=actor.tenant_ids, user_id=audit_id, roles=frozenset({"audit_admin"}))
    with tenancy.acting(auditor), transaction.atomic():
        if selectors.golden_list(auditor).exists():
            return
        for text, answer, note in KNOWN:
            review.golden_write(actor=auditor, text=text, answer=answer, note=note)
    given = [
        {"id": f"title-{number}", "type": "title", "text": text}
        for number, text in enumerate(TITLES)
    ]
    services.publication_review(actor=actor, items=services.items_read(given))
