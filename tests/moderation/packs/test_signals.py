"""A way to reach someone is found in any spelling, and figures of trade are not taken for one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.engine import signals
from moderation.engine.signals import NONE, read

OFFERS = [
    # invented numbers: 135-0000-00xx and the like
    ("加微信 13500000012 拿货", "phone"),
    ("薇：１３５ 零零00 ⓪⓪12七", "phone"),
    ("➕Ⅴ 135oooo2846", "phone"),
    ("想要的 v❌ l35 2846 9077", "number"),
    ("卫信 ⑬5贰8肆陆九零77", "number"),
    ("Q群 702468135 每天更新", "number"),
    ("q q：2 8 4 6 9 0 7 1 3", "number"),
    ("weixin：shop_70246", "handle"),
    ("+薇 abc70246 有优惠", "handle"),
    ("V信号 qingdan8846", "handle"),
    ("∨＋（ＤＥＭＯＳ）看图", "handle"),
    ("ＤＥＭＯＳ➕Ⅴ", "handle"),
    ("13528469077 约美女", "phone"),
    ("1ⅱ3四⑤6７8", "number"),
    ("看货请到 ｓｈｏｐ７．ｃоｍ", "address"),
    ("复制打开 cheap-goods.top", "address"),
    ("《135 2846 9077》小姐姐在线", "phone"),
    ("加 2846907713 进来看", "number"),
    ("weixin：z 久一七斯八", "number"),
    ("号码记一下，幺三五，二八四六，九零七七", "number"),
    ("业务合作联系 @demo_agent7", "handle"),
    ("麦饼-喂心 QQX571", "handle"),
    ("2846 9077 寂寞少妇", "number"),
    ("妹子加寇 284690771", "number"),
    ("《28469 07 713》", "number"),
    ("2→8→4→6→9→0→7→1→3 少妇", "number"),
]
TRADE = [
    "订单号 284690771355 什么时候发货",
    "货号：70246813，蓝色的还有吗",
    "生产日期20260501，保质期十二个月",
    "客服热线4008001234，早九点到晚六点",
    "活动时间2026-06-18 20:00到24:00",
    "身高165 体重110 38码还是39码",
    "原价1299，今天 899 还送 399 的礼包",
    "38 39 40 41 42 43码都有",
    "内存8+256，电池5000毫安，重量198克",
    "长120*宽60*高75，承重200公斤",
    "净含量500ml，规格250g*12盒",
    "666666666666",
    "17171717171717",
    "前100名 1000 2000 3000积分都有",
    "13528469077米",
    "（｡◕‿◕｡）ヽ(•̀ω•́ )ゝ",
    "café 拿铁和 crème 布丁",
    "Привет，来自俄罗斯的朋友",
    "20,000,000元的项目跟我们没关系",
    "主播穿的是 ＤＣ 联名款",
    "这双是 AIR-270 2026 款",
    "第①步撕开，第②步贴上，第③步等十分钟",
    "主播可以加微信吗",
    "VX 是什么意思",
    "裸妆口红 RD405 和 RD407 选哪个",
    "@user_70246 你说得对",
    "一口价不还价，净重 12345 克",
    "买片装面膜 AB123 送一盒",
    "牛奶250ml 24盒，口感香浓",
    "跟我一起数，一二三四五六七八九",
    "三二一，三二一，三二一，上链接",
    "二零二六年六月十八号晚上八点",
    "一百二十九块九，拍两件一百九十九",
]


@pytest.mark.parametrize(("text", "kind"), OFFERS)
def test_a_contact_is_found_however_it_is_written(text, kind):
    found = read(text)
    assert found is not None
    assert found.score >= 0.5
    assert found.kind == kind


@pytest.mark.parametrize("text", TRADE)
def test_figures_of_trade_are_no_contact(text):
    found = read(text) or NONE
    assert found.score < 0.5
    assert found.evasive < 0.9


@pytest.mark.parametrize(("text", "kind"), OFFERS)
def test_a_contact_points_at_the_original_words(text, kind):
    found = read(text)
    assert 0 <= found.start < found.end <= len(text)
    assert text[found.start : found.end].strip()


def test_letters_of_several_alphabets_in_one_line_are_evasive():
    assert read("ңԁ ᴍὀVӏё").evasive >= 0.9
    assert read("ħėĺłő").evasive >= 0.9
    assert read("𝐃𝐄𝐌𝐎 ４４７２ 资源").evasive >= 0.9


def test_a_name_in_one_foreign_alphabet_is_not():
    assert (read("Beyoncé 的新歌") or NONE).evasive < 0.6
    assert (read("ｙｙｄｓ，这也太好看了 yyds") or NONE).evasive == 0.0


def test_plain_talk_costs_nothing_more_than_the_gate():
    assert read("这件衣服的颜色真好看，发货快不快") is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
@pytest.mark.long
def test_any_text_is_read_without_an_error(text):
    found = read(text)
    assert found is None or all(0 <= c.start <= c.end <= len(text) for c in found.contacts)


@pytest.mark.parametrize("piece", ["1 ", "v ", "+v", "a.", "微:", "1l", "q群", "→1", "薇a "])
def test_long_repetition_is_read_in_linear_time(piece):
    assert taken(piece * 2500) < 60 * max(taken(piece * 250), 0.0005)


def taken(text: str) -> float:
    """Return the processor time that a text takes at best: others may use the machine, too."""
    found = []
    for _ in range(3):
        begin = time.thread_time()
        signals.read(text)
        found.append(time.thread_time() - begin)
    return min(found)
