"""What the rules make of a room: measures, duties and what is never done."""

from functools import cache
from pathlib import Path

import pytest

from moderation.engine import Engine, RoomState

PACKS = Path(__file__).parents[3] / "moderation" / "packs"


@cache
def engine() -> Engine:
    return Engine.from_packs(PACKS, own_hosts=["shop.example.cn"])


class Room:
    """A room in which things happen, one event each second."""

    def __init__(self):
        self.state = RoomState()
        self.at = 1_790_000_000_000
        self.number = 0
        self.proposals = []

    def event(self, kind, **fields):
        self.number += 1
        self.at += fields.pop("after", 1) * 1000
        event = {"id": self.number, "type": kind, "at": self.at} | fields
        result = engine().inspect([event], self.state)[0]
        self.proposals += self.state.take_proposals()
        return result

    def says(self, text, **fields):
        return self.event("speech", speaker="marketer", text=text, **fields)

    def writes(self, text, **fields):
        return self.event("comment", text=text, **fields)

    def kinds(self):
        return {p.kind for p in self.proposals}

    def rules(self):
        return {p.rule for p in self.proposals}


@pytest.fixture
def room():
    return Room()


@pytest.mark.long
@pytest.mark.law("M-off-platform")
def test_a_host_who_gives_a_contact_is_warned(room):
    result = room.says("想要底价的加我薇信 abc70012345")
    assert result.suggestion == "block"
    assert "warning" in room.kinds()


@pytest.mark.law("M-off-platform")
def test_a_viewer_who_gives_a_contact_leads_to_a_notice_and_no_warning(room):
    result = room.writes("低价同款 ➕薇：⑬5零一二00⑧⑨")
    assert result.suggestion != "pass"
    assert room.kinds() == {"viewer_notice"}


def test_a_viewers_words_never_raise_the_risk_of_the_streamer(room):
    for _ in range(30):
        room.writes("加我微信 13500000089 便宜一半，刷单兼职也有")
    assert room.state.risk() == 0.0


def test_a_viewer_who_asks_for_a_contact_is_left_alone(room):
    assert room.writes("主播可以加微信吗").suggestion == "pass"


def test_a_warning_against_private_dealing_is_not_a_breach(room):
    assert room.says("大家不要加微信，不要私下转账，谨防被骗").suggestion == "pass"
    assert room.proposals == []


@pytest.mark.law("M-risk-measures")
def test_a_host_who_goes_on_after_warnings_loses_traffic(room):
    for _ in range(6):
        room.says("加我微信 lianxi70012345，私下转账便宜", after=90)
    assert "R-off-repeat" in room.rules()
    assert "limit_traffic" in room.kinds()


@pytest.mark.law("M-risk-measures")
def test_gambling_that_goes_on_after_a_warning_loses_traffic(room):
    for text in ("押大小开始了", "下注的扣一", "猜中的返水", "再来一把押大小"):
        room.says(text, after=30)
    assert "R-crime-limit" in room.rules()
    assert "suspend" not in room.kinds()


@pytest.mark.law("M-risk-measures")
def test_one_word_of_a_lexicon_suspends_nothing(room):
    for text in ("有烟弹", "下注", "拉人头", "加微信", "国家级", "裸聊"):
        room.says(text)
    assert "suspend" not in room.kinds()


@pytest.mark.law("M-risk-measures")
def test_contraband_after_warnings_with_private_dealing_is_suspended(room):
    for _ in range(8):
        room.says("烟弹和高仿都有，加我微信 lianxi70012345 私下转账，下注返水也行", after=20)
    assert "suspend" in room.kinds()


@pytest.mark.law("M-18-2", "M-truthful")
def test_a_cure_claimed_for_food_is_blocked_and_the_host_warned(room):
    room.event("goods", product_id="p1", title="坚果礼盒", category="food", action="explained")
    result = room.says("这个坚果能降血压，还抗癌")
    assert result.suggestion == "block"
    assert "R-med-claim" in room.rules()


@pytest.mark.law("M-advertisement")
def test_a_drug_may_speak_of_its_effect_but_must_show_its_approval(room):
    room.event("goods", product_id="p2", title="感冒灵", category="drug", action="explained")
    result = room.says("治疗感冒，疗效看说明书")
    assert result.suggestion == "review"
    assert room.rules() == {"R-med-approval"}


@pytest.mark.law("O117-price")
def test_a_price_that_rises_while_a_bargain_is_claimed_is_warned(room):
    room.event("goods", product_id="p3", title="锅", price_fen=9900, action="listed")
    room.says("今天历史最低，全网最低价")
    room.event("goods", product_id="p3", title="锅", price_fen=12900, action="pinned")
    assert "R-price-raised" in room.rules()


@pytest.mark.law("M-comment-management")
def test_hiding_most_complaints_is_warned(room):
    complaints = ["质量太差了", "客服不理人", "收到假货", "退我钱", "货不对板", "一直不发货"]
    for text in complaints:
        room.writes(text)
    for text in complaints:
        room.event("removal", target_id="c1", action="hidden", text=text)
    assert {"R-hide-start", "R-hide-ratio"} <= room.rules()


@pytest.mark.law("M-comment-management")
def test_clearing_advertisements_is_no_hiding_of_complaints(room):
    for number in range(20):
        room.event("removal", target_id=f"c{number}", action="deleted", text="加我微信 abc70012345")
    assert room.proposals == []


@pytest.mark.law("M-comment-management")
def test_an_order_to_delete_complaints_is_warned(room):
    room.says("场控把差评都删掉，只留好评")
    assert "R-hide-talk" in room.rules()


@pytest.mark.law("M-18-4")
@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("R-orders-jump", {"viewers": 300, "orders": 50}, {"viewers": 300, "orders": 2000}),
        ("R-likes-jump", {"viewers": 90, "likes": 100}, {"viewers": 90, "likes": 90000}),
        ("R-viewers-jump", {"viewers": 200}, {"viewers": 30000}),
        (
            "R-followers-jump",
            {"viewers": 200, "followers": 500},
            {"viewers": 200, "followers": 9000},
        ),
        ("R-refund-wave", {"orders": 400}, {"orders": 500, "refunds": 400}),
    ],
)
def test_figures_that_do_not_add_up_are_asked_about(room, rule, before, after):
    room.event("metric", **before)
    room.event("metric", after=60, **after)
    assert room.rules() == {rule}


@pytest.mark.law("M-18-4")
def test_figures_of_a_busy_room_are_believed(room):
    room.event("metric", viewers=5000, likes=20000, orders=300, followers=90000, refunds=3)
    room.event(
        "metric", after=60, viewers=6500, likes=60000, orders=900, followers=91000, refunds=9
    )
    assert room.proposals == []


@pytest.mark.law("M-18-1", "M-conduct")
def test_luck_for_sale_and_suggestive_talk_are_warned(room):
    room.says("这串珠子大师开光，戴上就招财")
    room.says("擦边直播来了，私房照下单就发", after=120)
    assert {"R-superstition", "R-vulgar-host"} <= room.rules()


@pytest.mark.law("M-18-6")
def test_a_host_who_abuses_is_warned_and_a_viewer_who_does_is_not(room):
    room.writes("主播脑残")
    assert room.proposals == []
    room.says("买不起就滚，你个贱人")
    assert room.rules() == {"R-abuse-host"}


@pytest.mark.law("M-18-7")
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("押大小，下注就返水", "R-gamble"),
        ("拉人头有提成，发展下线躺着拿", "R-mlm"),
        ("烟弹到货了", "R-contraband"),
    ],
)
def test_gambling_pyramids_and_contraband_are_warned(room, text, rule):
    room.says(text)
    assert room.rules() == {rule}


@pytest.mark.law("M-places")
def test_an_unfit_place_is_put_to_review(room):
    result = room.says("我现在在应急车道直播给大家看车")
    assert result.suggestion == "review"
    assert {x.clause for x in result.labels} == {"M-places"}


@pytest.mark.law("M-18-8")
def test_tips_asked_for_while_a_child_writes_are_warned(room):
    room.writes("我上初中，主播好厉害")
    room.says("刷礼物抽奖，打赏榜一有奖")
    assert "R-minor-tip" in room.rules()


@pytest.mark.law("M-minors-notice")
def test_the_first_child_that_writes_prompts_the_host(room):
    room.writes("我是小学生，能看吗")
    assert room.rules() == {"R-minor-notice"}


@pytest.mark.law("M-link-safety")
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("link", {"url": "https://elsewhere.example.org/p/1"}),
        ("qr", {"content": "weixin://dl/business/?t=abc"}),
        ("qr", {"content": "https://qr.elsewhere.example.org/pay"}),
    ],
)
def test_links_and_codes_that_lead_away_are_held_back(room, kind, fields):
    assert room.event(kind, **fields).suggestion != "pass"


@pytest.mark.law("M-link-safety")
def test_links_of_the_platform_itself_pass(room):
    assert room.event("link", url="https://shop.example.cn/p/1").suggestion == "pass"


@pytest.mark.law("M-key-elements")
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("title", {"text": "速看马上删，惊天内幕"}),
        ("profile", {"name": "小店", "bio": "加薇芯有惊喜，主页有联系方式"}),
        ("cover", {"text": "大尺度视频 擦边直播"}),
    ],
)
def test_titles_covers_and_profiles_are_held_back(room, kind, fields):
    assert room.event(kind, **fields).suggestion == "block"


@pytest.mark.law("M-content-patrol")
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("script", {"text": "开场先说，这是全国销量第一的锅"}),
        ("product", {"text": "家用血压计，国家机关推荐"}),
        ("goods", {"product_id": "p9", "title": "一比一复刻手表", "description": "专柜验货"}),
        ("goods", {"product_id": "p8", "title": "养生茶", "description": "喝了根治失眠，无效退款"}),
        ("screen_text", {"text": "扫码付款 私下转账立减五十"}),
    ],
)
def test_what_is_shown_or_submitted_is_held_back_like_speech(room, kind, fields):
    assert room.event(kind, **fields).suggestion != "pass"


@pytest.mark.law("M-content-patrol")
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("script", {"text": "先介绍锅的材质和保养，再说价格和赠品"}),
        ("goods", {"product_id": "p7", "title": "纯棉T恤 100%棉 M码", "price_fen": 5900}),
        ("title", {"text": "周三晚八点 厨具专场 新客有券"}),
        ("profile", {"name": "小城厨房", "bio": "每周三晚八点开播，只卖自己用过的锅"}),
        ("screen_text", {"text": "满199减30 七天无理由退货"}),
    ],
)
def test_decent_titles_scripts_and_goods_pass(room, kind, fields):
    assert room.event(kind, **fields).suggestion == "pass"


@pytest.mark.law("M-18-5")
def test_sending_viewers_to_a_gambler_is_a_breach_of_its_own(room):
    result = room.says("都去他直播间，下注返水")
    assert ("R-refer-risk", "M-18-5") in {(x.rule, x.clause) for x in result.labels}
    assert "warning" in room.kinds()


@pytest.mark.law("M-18-3")
def test_counterfeits_cite_their_own_item_of_the_clause(room):
    fakes = room.says("这款是高仿包")
    tools = room.says("猫池出租")
    assert ("F-CONTRABAND/高仿", "M-18-3") in {(x.rule, x.clause) for x in fakes.labels}
    assert ("F-CONTRABAND/猫池", "M-18-7") in {(x.rule, x.clause) for x in tools.labels}


@pytest.mark.law("M-18-3", "M-18-7")
@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("这款是高仿包", "M-18-3"),
        ("猫池出租", "M-18-7"),
        ("猫池出租，还有尾单", "M-18-7"),
        ("高仿包，一比一复刻，送烟丝", "M-18-3"),
    ],
)
def test_a_warning_cites_the_item_that_its_weightiest_words_fall_under(room, words, clause):
    result = room.says(words)

    [cited] = [x.clause for x in result.labels if x.rule == "R-contraband"]
    [warning] = [x for x in room.proposals if x.kind == "warning"]
    assert (cited, warning.rule, warning.clause) == (clause, "R-contraband", clause)


def test_a_viewer_who_offers_counterfeits_with_a_contact_is_a_duty_to_manage_comments(room):
    result = room.writes("高仿包加微信abc70246")

    cited = {x.clause for x in result.labels if x.rule == "R-contraband-contact"}
    assert cited == {"M-comment-management"}


def test_an_exemption_that_needs_proof_leaves_its_code(room):
    result = room.says("2026年6月本店销量第一")
    assert result.suggestion == "pass"
    assert [x.rule.partition("#")[2] for x in result.labels if "#" in x.rule] == ["ABS-FACT"]


@pytest.mark.parametrize(
    "text",
    [
        "包装背面有最佳食用日期",
        "我们追求极致，顾客第一",
        "我们家最好的就是这个系列，自家最高配",
        "一级能效，国标一级",
        "品牌名就叫至尊版，注册商标有的",
    ],
)
def test_what_the_guide_exempts_passes(room, text):
    assert room.says(text).suggestion == "pass"


def test_the_same_words_without_the_excuse_do_not(room):
    assert room.says("全国销量第一").suggestion == "review"
    assert room.says("国内最好用的至尊产品").suggestion == "review"


def test_quiet_selling_raises_no_measure(room):
    lines = [
        "欢迎新进来的朋友，点点关注不迷路",
        "这件衬衫有三个颜色，白色蓝色还有浅灰",
        "身高一六五体重一百一拍 M 码就可以",
        "今天下单明天发货，七天无理由退换",
        "水温不要超过四十度，最好手洗",
        "第一次来的朋友可以领个优惠券",
        "链接三号，拍二发三，运费险都有",
        "这个锅不粘是因为涂层，别用钢丝球",
        "价格以链接里为准，有问题找平台客服",
    ] * 10
    for line in lines:
        assert room.says(line, after=8).suggestion == "pass"
    assert room.proposals == []
