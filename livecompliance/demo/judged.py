"""Decisions of the demo on many rungs: in force, waiting, over, appealed, fallen; all invented."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from livecompliance.demo import cast, papers
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from parties import services as parties
from parties.models import Party
from sanctions import selectors, services
from sanctions.models import Appeal, Sanction
from sanctions.rules.ladder import shipped

PLAN = {
    "orders": "已付款未发货的订单三日内发出，不能发出的由平台原路退款。",
    "after_sales": "退换货和三包由平台客服代为受理，已在商品页和订单页公示。",
    "disputes": "消费纠纷由平台先行受理，需要证据的提供直播回放。",
    "open_orders": 128,
}
Fields = dict[str, object]


@dataclass(frozen=True)
class Who:
    """Somebody who was judged: not on air in any show, so that no show stops."""

    number: str
    name: str
    role: str
    kind: str = "company"


TEA = Who("judged-tea", "山岚茶铺", "operator")
JADE = Who("judged-jade", "玉见珠宝行", "operator")
HEALTH = Who("judged-health", "康源养生馆", "operator")
AGAIN = Who("judged-again", "康源优选", "operator")
HOST = Who("judged-host", "主播阿龙", "marketer", "natural")
STAR = Who("judged-star", "主播星野", "marketer", "natural")
AGENCY = Who("judged-agency", "橙果文化", "agency")


class House:
    """The two officers of a platform, and what they decide."""

    def __init__(self, actor: Actor, first: UUID, second: UUID, streamer: UUID) -> None:
        self.actor, self.streamer = actor, streamer
        self.first, self.second = (
            Actor(actor.tenant_ids, user_id=one, roles=frozenset({"officer"}))
            for one in (first, second)
        )

    def party(self, who: Who, user: UUID | None = None) -> Party:
        """Have somebody on file as everybody is: verified, signed, taught."""
        made = _party(self.actor, who, user)
        cast.verify(self.actor, made)
        papers.sign(self.actor, [made.pk])
        return made

    def mark(self, of: Party, value: str) -> None:
        """File where somebody's money goes; only its hash is kept."""
        with tenancy.acting(self.first), transaction.atomic():
            parties.mark_give(actor=self.first, party_id=of.pk, kind="bank", value=value)

    def share(self, security: UUID) -> None:
        """Agree to match blacklists with the other platform of the demo."""
        warden = Actor(self.actor.tenant_ids, user_id=security, roles=frozenset({"security_admin"}))
        with tenancy.acting(warden), transaction.atomic():
            services.sharing_set(actor=warden, mode="ask")

    def decide(self, of: Party, code: str, facts: str, fits: str, **fields: object) -> Sanction:
        """Decide as the first officer; `ago` is how many days back it was."""
        ago = int(str(fields.pop("ago", 0)))
        subject = "account" if "operator" in of.roles else "person"
        given: Fields = {"subject": subject} | fields
        order = services.Order(of.pk, code, facts, fits, **given)  # type: ignore[arg-type]
        with tenancy.acting(self.first), transaction.atomic():
            row = services.sanction_decide(
                actor=self.first, order=order, key=f"demo:{of.external_id}:{code}:{ago}"
            )
            if of.user_id is None and row.starts_at is not None:
                services.notice_serve(
                    actor=self.first, sanction_id=row.pk, served=services.Served("platform")
                )
                row.refresh_from_db()
        return self.back(row, ago)

    def back(self, row: Sanction, days: int) -> Sanction:
        """Move a decision so many days into the past, with all its terms."""
        by = timedelta(days=days)
        dates = ("proposed_at", "starts_at", "ends_at", "strike_until", "appeal_until",
                 "noticed_at")  # fmt: skip
        if days:
            for name in dates:
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - by)
            row.save(update_fields=dates)
            row.reports.update(created_at=clock.now() - by)
        return row

    def review(self, row: Sanction, note: str) -> None:
        with tenancy.acting(self.second), transaction.atomic():
            services.sanction_review(
                actor=self.second, sanction_id=row.pk, is_approval=True, note=note
            )

    def appeal(self, row: Sanction, grounds: str) -> Appeal:
        person = Actor(self.actor.tenant_ids, user_id=self.streamer, roles=frozenset({"streamer"}))
        with tenancy.acting(person), transaction.atomic():
            return services.appeal_file(actor=person, sanction_id=row.pk, grounds=grounds)

    def amend(self, of: Party) -> None:
        """The streamer asks to have something of himself corrected."""
        person = Actor(self.actor.tenant_ids, user_id=self.streamer, roles=frozenset({"streamer"}))
        right = parties.Particulars(public_name="山岚茶铺城西店", address="杭州市西湖区某路 8 号")
        with tenancy.acting(person), transaction.atomic():
            parties.data_request_open(
                actor=person,
                party_id=of.pk,
                kind="correct",
                wanted=parties.Wanted(right, words="第三场直播记录的开始时间早了一小时。"),
            )

    def say(self, made: Appeal, text: str, *, is_officer: bool) -> None:
        person = Actor(self.actor.tenant_ids, user_id=self.streamer, roles=frozenset({"streamer"}))
        who = self.second if is_officer else person
        with tenancy.acting(who), transaction.atomic():
            services.appeal_say(actor=who, appeal_id=made.pk, text=text)

    def answer(self, made: Appeal, outcome: str, text: str) -> None:
        with tenancy.acting(self.second), transaction.atomic():
            answer = services.Answer(outcome, text)
            services.appeal_decide(actor=self.second, appeal_id=made.pk, answer=answer)


def judge(actor: Actor, first: UUID, second: UUID, streamer: UUID, security: UUID) -> None:
    """Decide what a platform has decided within the last months. Once."""
    house = House(actor, first, second, streamer)
    if Party.objects.of(actor).filter(external_id=TEA.number).exists():
        return
    tea = house.party(TEA, streamer)
    house.share(security)
    house.amend(tea)
    _tea(house, tea)
    _others(house)
    strict = shipped().kept()
    strict["violations"][0]["steps"] = [
        {"rung": "warning"},
        {"rung": "traffic_limit", "days": 7},
        {"rung": "dated_stop", "days": 30},
    ]
    draft = services.Draft(strict, clock.today() + timedelta(days=14), "虚假宣传从警示起步")
    with tenancy.acting(house.second), transaction.atomic():
        services.ladder_draft(actor=house.second, draft=draft)


def _tea(house: House, tea: Party) -> None:
    """Up the ladder: a prompt, a warning that fell on appeal, a limit, a stop that is appealed.

    The limit was taken for a second offence: with the first gone it waits to be weighed again.
    """
    house.decide(tea, "false_claim", "直播中称白茶“全国销量第一”，没有依据。",
                 "首次，当场改正，没有造成损失。", ago=96)  # fmt: skip
    fell = house.decide(tea, "abuse", "与观众争执时言辞激烈。", "首次，情节轻微。", ago=26)
    house.decide(tea, "abuse", "连麦中称同行“全是骗子”，持续约一分钟。",
                 "一百八十天内第二次，没有指名，限制流量十五天。", ago=3,
                 rung="traffic_limit", days=15)  # fmt: skip
    overturned = house.appeal(fell, "当时是在转述观众的留言，并非本人辱骂，请看录像 20:14 处。")
    house.answer(overturned, "overturned", "复核录像，确系转述他人留言，撤销原处罚。")
    house.decide(tea, "off_platform", "口播引导观众加私人微信下单两次。",
                 "一百八十天内首次，金额不大，以警示为宜。", ago=20, rung="warning",
                 basis="agreement", agreement="第 5.2 条")  # fmt: skip
    stopped = house.decide(tea, "false_claim", "两次宣称白茶可以降血压、替代药物，时长约四分钟。",
                           "一百八十天内第二次，涉及疾病治疗功能，已有三名消费者投诉。", ago=2,
                           rung="suspension", days=7, **PLAN)  # fmt: skip
    made = house.appeal(stopped, "所说出自茶叶国家标准的说明，并非宣称疗效，愿意提供文号。")
    house.say(made, "标准文号已经附在商品资质里，请核对。", is_officer=False)
    house.say(made, "已收到，正在与录像逐句核对，三个工作日内答复。", is_officer=True)


def _account(tenant_id: UUID) -> str:
    """Return an invented account that is another on each platform."""
    return f"6222 0000 {tenant_id.int % 10**8:08d}"


def _party(actor: Actor, who: Who, user: UUID | None) -> Party:
    return Party.objects.create(
        tenant_id=actor.tenant_id,
        external_id=who.number,
        kind=who.kind,
        roles=[who.role],
        public_name=who.name,
        user_id=user,
        state=Party.State.ACTIVE,
        function=Party.Function.OPEN,
    )


def meet(actor: Actor) -> None:
    """Match a platform's people once every platform has been furnished.

    Whoever was blacklisted elsewhere comes here under another name, with the same account.
    """
    with tenancy.acting(actor), transaction.atomic():
        if not Party.objects.of(actor).filter(external_id=AGAIN.number).exists():
            again = _party(actor, AGAIN, None)
            cast.verify(actor, again)
            papers.sign(actor, [again.pk])
            for tenant_id in selectors.sharing_members():
                if tenant_id != actor.tenant_id:
                    parties.mark_give(
                        actor=actor, party_id=again.pk, kind="bank", value=_account(tenant_id)
                    )
        services.matches_follow(actor=actor)


def _others(house: House) -> None:
    jade, health = house.party(JADE), house.party(HEALTH)
    house.decide(jade, "unsafe_goods", "同批和田玉手镯抽检两件与标识不符。",
                 "首次，已召回同批商品，限制开单功能七天。", ago=5, rung="function_limit", days=7,
                 functions=("lottery",))  # fmt: skip
    house.decide(jade, "fake_data", "一场直播中点赞在三十秒内增加四十万，观众不足千人。",
                 "首次，未影响成交，按阶梯警示。", ago=1)  # fmt: skip
    house.mark(health, _account(house.actor.tenant_id))
    listed = house.decide(health, "crime", "以“健康讲座”为名发展下线，逐级返利，已移送公安机关。",
                          "涉嫌传销，危害严重，其他措施不足以防止再犯。", ago=0,
                          rung="blacklist", days=1825, ground="serious", is_shared=True,
                          **PLAN)  # fmt: skip
    house.review(listed, "移送函和返利规则截图属实，同意。")
    host, star, agency = house.party(HOST), house.party(STAR), house.party(AGENCY)
    house.decide(host, "abuse", "连麦中对对方主播进行人身攻击，持续约两分钟。",
                 "一年内第二次，已道歉，限期停播三十天。", ago=12, rung="dated_stop", days=30,
                 basis="notice", notice_ref="杭网信函〔2026〕36 号", **PLAN)  # fmt: skip
    house.decide(star, "undesirable", "在公共场所羞辱他人并传播视频，被多家媒体报道。",
                 "影响恶劣，平台内措施不足以消除影响。", ago=0, rung="blacklist", days=1095,
                 ground="immoral", impact="视频转发十二万次，三家媒体报道，收到投诉四百余件。",
                 **PLAN)  # fmt: skip
    house.decide(agency, "identity", "为两名主播提供他人证件完成核验。",
                 "首次，已更正，以警示为宜。", ago=8)  # fmt: skip
