"""The officer's queue of the demo: content with known answers, and two officers who differ."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.models import Decision
from review import selectors, services
from review.models import Item

KNOWN = (
    ("春季新款连衣裙，支持七天无理由退货", "pass", ""),
    ("喝一个月根治失眠，无效退款", "block", "医疗功效宣称"),
    ("手工竹编收纳篮，每只略有不同", "pass", ""),
)
EVERYBODY = {"review_second_percent": 100, "review_golden_percent": 0}
AS_SHIPPED = {"review_second_percent": 5, "review_golden_percent": 2}


@dataclass(frozen=True)
class Apart:
    """A title that two officers answer differently, what each says, and how it was settled."""

    number: str
    title: str
    first: tuple[str, str]
    second: tuple[str, str]
    said: tuple[str, str] = ("", "")
    settled: str = ""


APART = (
    Apart(
        "demo-apart-1",
        "全国销量第一的老白茶，今晚专场",
        ("pass", "商家附了行业协会的榜单，写明了年度"),
        ("block", "榜单只统计一个平台，不能说全国第一"),
        ("榜单在商品资质第 3 页，有年度和出处，我认为可以发布。",
         "出处是单一平台的榜单，标题没有写，观众会理解为全国。"),
    ),
    Apart(
        "demo-apart-2",
        "年度销量第一的茶具，开播立减",
        ("block", "没有统计范围，也没有出处"),
        ("pass", "像是店铺自己的年度销量"),
        settled="标题没有限定是本店销量，观众无从分辨，应当拦截。",
    ),
)  # fmt: skip


def furnish(actor: Actor, audit_id: UUID) -> None:
    """Write known answers as the audit administrator. Once."""
    auditor = _auditor(actor, audit_id)
    with tenancy.acting(auditor), transaction.atomic():
        if selectors.golden_list(auditor).exists():
            return
        for text, answer, note in KNOWN:
            services.golden_write(actor=auditor, text=text, answer=answer, note=note)


def differ(actor: Actor, first: UUID, second: UUID, audit_id: UUID) -> None:
    """Have two officers answer the same content differently, and one of these settled. Once."""
    one, two = (_officer(actor, each) for each in (first, second))
    with tenancy.acting(actor), transaction.atomic():
        given = [{"id": each.number, "type": "title", "text": each.title} for each in APART]
        if Decision.objects.of(actor).filter(data_id=APART[0].number).exists():
            return
        _tenant, before = accounts.policy_put(actor, EVERYBODY)
        items = moderation.items_read(given)
        waiting = moderation.publication_review(actor=actor, items=items)
        for each, held in zip(APART, waiting, strict=True):
            asked = Item.objects.of(actor).get(subject_id=f"{held.decision}", second_of=None)
            _answer(one, asked, *each.first)
            again = Item.objects.of(actor).get(second_of=asked)
            _answer(two, again, *each.second)
            for who, said in zip((one, two), each.said, strict=True):
                if said:
                    with tenancy.acting(who):
                        services.difference_say(actor=who, item_id=again.pk, text=said)
            if each.settled:
                auditor = _auditor(actor, audit_id)
                with tenancy.acting(auditor):
                    services.difference_settle(
                        actor=auditor, item_id=again.pk, right="first", note=each.settled
                    )
        accounts.policy_put(actor, AS_SHIPPED | {k: v for k, v in before.items() if v is not None})


def _answer(who: Actor, item: Item, outcome: str, reason: str) -> None:
    with tenancy.acting(who):
        held = services.item_take(actor=who, item_id=item.pk)
        verdict = services.Verdict(outcome, reason)
        services.item_decide(actor=who, item_id=held.pk, version=held.version, verdict=verdict)


def _officer(actor: Actor, user_id: UUID) -> Actor:
    return Actor(tenant_ids=actor.tenant_ids, user_id=user_id, roles=frozenset({"officer"}))


def _auditor(actor: Actor, user_id: UUID) -> Actor:
    return Actor(tenant_ids=actor.tenant_ids, user_id=user_id, roles=frozenset({"audit_admin"}))
