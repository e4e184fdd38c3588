"""A quote on a card begins near what was found in it."""

from moderation.selectors.show import from_first_hit, marked
from moderation.templatetags import console

LONG = "先说个事啊，二楼王阿姨上礼拜拿了一盒回去，喝了三天降血压，特意跑来谢我"


def test_a_long_beginning_is_cut_and_the_hit_stays():
    start = LONG.index("降血压")
    parts = from_first_hit(marked(LONG, [(start, start + 3)]))

    assert parts[0].text.startswith("…")
    assert len(parts[0].text) <= 13
    assert parts[1] == ("降血压", True)


def test_a_short_beginning_and_a_hit_at_the_start_are_left_alone():
    for text, span in (("这款降血压", (2, 5)), ("降血压的茶", (0, 3))):
        parts = marked(text, [span])
        assert from_first_hit(parts) == parts


def test_what_was_said_stands_in_quotation_marks_and_what_was_only_shown_says_so():
    assert console.said([("可以", False), ("<降血压>", True)]) == (
        '“可以<mark class="is-hit">&lt;降血压&gt;</mark>”'
    )
    assert "没有文字" in console.said([("", False)])
