"""A small learnt signal for the demo, trained on invented lines while it starts, run in shadow."""

import json
import random
from uuid import UUID

from django.db import transaction

from conduct import selectors, services
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from moderation.engine import training

NAME, LINES, SEED = "bait", 900, 7
BAIT = (
    "日结兼职在家就能做", "稳赚项目名额不多", "低价代充秒到账", "刷单返现一单一结",
    "看主页有惊喜资源",
    "老师带单稳稳回本", "内部渠道拿货便宜一半", "扫码进群领红包", "工作室收号价高",
    "贷款秒批不看征信",
)  # fmt: skip
TALK = (
    "主播晚上好", "这件显瘦吗", "已经下单了期待", "什么时候发货呀", "声音真好听",
    "能讲讲怎么泡吗",
    "上次买的很不错", "有没有小一号", "孩子也喜欢喝", "包装用心了", "优惠券怎么领", "退货找谁",
)  # fmt: skip
AROUND = "今天我们大家一起看直播真的好棒哈哈来了谢谢老板可以吗多少钱"


def teach(actor: Actor, officer_id: UUID) -> None:
    """Train, keep and try a model as an officer. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer), transaction.atomic():
        if selectors.classifier_list(officer).exists():
            return
        given = training.read(_lines(), ["bait"])
        model = training.train(NAME, given, ["bait"])
        row = services.classifier_keep(actor=officer, data=model.to_bytes())
        services.classifier_try(actor=officer, classifier_id=row.pk)


def _lines() -> list[bytes]:
    chance = random.Random(SEED)  # noqa: S311  (the same lines at every start)
    rows = []
    for number in range(LINES):
        is_bait = number % 3 == 0
        words = chance.choice(BAIT if is_bait else TALK)
        before = "".join(chance.choices(AROUND, k=chance.randint(0, 6)))
        after = "".join(chance.choices(AROUND, k=chance.randint(0, 6)))
        label = "bait" if is_bait else "talk"
        rows.append(json.dumps({"text": f"{before}{words}{after}", "label": label}).encode())
    return rows
