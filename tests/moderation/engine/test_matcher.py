"""Finding terms: every lane, every guard, one text or many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.engine import Matcher, PackError

CHARS = "微信加薇芯V️vxX扣群qQ12一二第 ，。.:-😀\u200b\n\ud800weixnjaⅤⅣ㋂銀行国國"
TERMS = ["加微信", "微信", "第一", "vx", "银行", "qq", "12", "扣扣群", "国国", "1:1"]


def found(matcher, text):
    return [text[match.start : match.end] for match in matcher.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "加微信",
        "加 微*信",
        "加微微信信",
        "加薇芯",
        "jia微xin",
        "jiaweixin",
        "jia wei xin",
        "力口微信",
        "加Vx",
    ],
)
def test_one_term_is_found_in_every_lane(text):
    assert Matcher.from_terms(["加微信"]).find(f"来{text}吧") == [(1, 1 + len(text), "加微信")]


def test_a_latin_term_does_not_cut_a_word():
    matcher = Matcher.from_terms(["av", "x"])

    assert found(matcher, "have an example, 看av和1x2、_av_") == ["av", "x", "av"]


@pytest.mark.parametrize("text", ["看，下", "8.9折", "2：50开播", "3/15"])
def test_a_gap_that_means_something_makes_no_hit(text):
    assert found(Matcher.from_terms(["看下", "89", "250", "315"]), text) == []


def test_a_doubled_number_is_not_a_repeat_but_a_doubled_numeral_is():
    matcher = Matcher.from_terms(["第一"])

    assert found(matcher, "第11名") == ["第1"]
    assert found(matcher, "第第一一名") == ["第第一一"] or found(matcher, "第第一一名") == ["第一"]


def test_signs_that_belong_to_a_number_are_wanted():
    matcher = Matcher.from_terms(["100%", "1:1"])

    assert found(matcher, "100元，100%正品，1:1复刻，11月") == ["100", "1:1"]


def test_an_allowed_word_excuses_what_it_covers():
    matcher = Matcher.from_terms(["口交", "黄片"], allow=["地铁口交易", "三黄片"])

    assert found(matcher, "地铁口交易三黄片黄片") == ["黄片"]


def test_the_leftmost_longest_do_not_overlap():
    matcher = Matcher.from_terms(["一个东西", "一个", "东西", "个东"], mode="leftmost_longest")

    assert found(matcher, "我有一个东西") == ["一个东西"]


def test_all_hits_overlap_otherwise():
    matcher = Matcher.from_terms(["一个东西", "一个", "东西", "个东"])

    assert set(found(matcher, "我有一个东西")) == {"一个东西", "一个", "东西", "个东"}


def test_lanes_can_be_switched_off():
    text = "加-微信，微微信，薇芯"

    assert found(Matcher.from_terms(["加微信"], skip_separators=False), text) == []
    assert found(Matcher.from_terms(["微信"], ignore_repeat=False, sound=0), "徽信微微信") == [
        "徽信",
        "微信",
    ]


def test_a_sound_is_no_hit_where_the_plain_word_explains_it():
    matcher = Matcher.from_terms(["微信", "威信"], variants=False)

    assert [m.term for m in matcher.find("我的微信")] == ["微信"]


@pytest.mark.parametrize("term", ["，。", "😀", "\u200b"])
def test_a_term_that_says_nothing_is_refused(term):
    with pytest.raises(PackError, match="folds to nothing"):
        Matcher.from_terms([term])


MATCHER = Matcher.from_terms(TERMS, allow=["我的银行"])


@pytest.mark.long
@given(st.lists(st.text(alphabet=CHARS, max_size=24), min_size=1, max_size=12))
def test_many_texts_at_once_give_what_each_gives_alone(texts):
    assert MATCHER.find_many(texts) == [MATCHER.find(text) for text in texts]


@pytest.mark.long
@given(st.text(max_size=60))
def test_no_text_breaks_it_and_every_span_lies_in_the_text(text):
    for match in MATCHER.find(text):
        assert 0 <= match.start < match.end <= len(text)
