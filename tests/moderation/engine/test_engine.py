"""The engine as workers and the review API use it."""

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.engine import Engine, Matcher, RoomState
from moderation.engine.garbage import uncollected
from rooms import wire

ENGINE = Engine.base()
WORDS = st.sampled_from(
    [
        "全网第一",
        "加薇芯",
        "abc12345",
        "jia微xin",
        "根治",
        "最佳食用日期",
        "１３800138000",
        "，",
        "  ",
        "😀",
        "好看",
        "666",
        "国家级",
        "差评",
        "v",
        "Ⅴ❌",
        "\ud800",
        "\n",
        "一一",
        "微微信信",
        "www.a.com",
        "https://t.cn/ab12",
        "￥AbCd12345678￥",
    ]
)
TEXTS = st.lists(st.lists(WORDS, max_size=6).map("".join), min_size=33, max_size=40)


@given(TEXTS)
@pytest.mark.long
def test_a_batch_gives_what_each_event_gives_alone(texts):
    events = [wire.Speech(id=i, text=text) for i, text in enumerate(texts)]

    assert ENGINE.inspect(events) == [ENGINE.inspect([event])[0] for event in events]


@given(TEXTS)
@pytest.mark.long
def test_a_batch_moves_the_room_as_its_events_would_one_by_one(texts):
    events = [wire.Comment(id=i, text=text, at=i * 700) for i, text in enumerate(texts)]
    together, apart = RoomState(), RoomState()
    at_once = ENGINE.inspect(events, together)

    assert at_once == [ENGINE.inspect([event], apart)[0] for event in events]
    assert together == apart


@pytest.mark.long
@given(st.text(max_size=80))
def test_every_label_points_at_its_words(text):
    for label in ENGINE.inspect([wire.Speech(id=1, text=text)])[0].labels:
        assert text[label.start : label.end] == label.text


@pytest.mark.parametrize(
    "text",
    [
        "微信" * 2500,
        "加" * 5000,
        "1 " * 2500,
        "第一最佳根治" * 800,
        "v+" * 2500,
        "a.b@" * 1250,
        "weixin" * 800,
        "微，" * 2500,
        "q1" * 2500,
        "Ⅴ" * 5000,
        "http://" * 700,
        "\u0301" * 5000,
    ],
)
def test_no_text_takes_long(text):
    ENGINE.inspect([wire.Speech(id=1, text=text[:5000])])
    started = time.process_time()
    ENGINE.inspect([wire.Speech(id=1, text=text[:5000])])

    assert time.process_time() - started < 0.5


@pytest.mark.long
def test_a_matcher_stays_quick_where_everything_hits():
    matcher = Matcher.from_terms(["微信", "信微", "微信微", "微"])
    started = time.process_time()
    found = matcher.find("微信" * 5000)

    assert len(found) > 15_000
    assert time.process_time() - started < 2


def test_a_quiet_line_passes():
    result = ENGINE.inspect([wire.Comment(id="x", text="这件衣服有蓝色吗")])[0]

    assert (result.suggestion, result.risk_level, result.score, result.labels) == (
        "pass",
        "none",
        0.0,
        [],
    )


@pytest.mark.law("M-off-platform")
def test_a_streamer_who_gives_a_contact_is_warned_and_the_finding_explains_itself():
    state = RoomState()
    event = wire.Speech(id="e", text="想要的加我微信13800138000", at=1_000)
    result = ENGINE.inspect([event], state)[0]

    assert result.suggestion == "block"
    assert {"F-OFFPLAT"} == {label.code for label in result.labels}
    assert state.take_proposals()[0].kind == "warning"
    assert state.contributions()[0][0] == "F-OFFPLAT"
    assert state.take_proposals() == []


def test_lines_without_a_room_know_nothing_of_those_before_them():
    lines = [wire.Comment(id=i, text="加v看主页 abc12345", at=i) for i in range(40)]
    first, *others = (one.labels for one in ENGINE.inspect(lines))

    assert first
    assert all(labels == first for labels in others)


@pytest.mark.parametrize("said", ["领券 https://t.cn/ab12", "复制￥AbCd12345678￥打开"])
def test_an_address_or_share_phrase_is_judged_where_nothing_else_is_found(said):
    lines = [wire.Speech(id=i, text="今天有新茶") for i in range(40)]
    seen = ENGINE.inspect([*lines, wire.Speech(id=40, text=said)])

    assert [one.id for one in seen if one.labels] == [40]


def test_the_collector_is_as_it_was_after_work_that_pauses_it():
    seen = []

    @uncollected()
    def fails():
        seen.append(gc.isenabled())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert [*seen, gc.isenabled()] == [False, True]


def test_all_fields_of_a_product_are_read():
    event = {"id": 1, "type": "product", "title": "国家级面霜", "description": "三天根治痘痘"}
    fields = {label.field for label in ENGINE.inspect([event])[0].labels}

    assert fields == {"title", "description"}


def test_a_wrong_mapping_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        ENGINE.inspect([{"id": 1, "type": "nothing"}])
