"""Whoever writes a rule is told where it is wrong: line, column, what, and what was meant."""

import pytest

from moderation.engine.checking import MOST_COST, MOST_LENGTH, faults

KNOWN = {"F-MED", "F-OFFPLAT"}


def first(when):
    found = faults(when, KNOWN)
    return (found[0].code, found[0].line, found[0].column) if found else None


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ('hit("F-MED") && score > 0.5', None),
        ('speaker != "viewer" &&\n  count("F-MED", 60) >= 3', None),
        ('ratio("F-MED", "F-OFFPLAT", 600) > 0.5 || rate("F-MED", 60) > 2.0', None),
        ('since("F-MED") < 30 && distinct("F-MED", 600) > 2', None),
        ('text.matches("(a+)+$") && type == "comment"', None),
        ("", ("empty", 1, 1)),
        ('hit("F-MED") &&', ("syntax", 1, 16)),
        ('hit("F-MED") &&\n  score > 1', ("types", 2, 9)),
        ('hit("F-MED")\n  && scor > 0.5', ("name", 2, 6)),
        ("score", ("no_condition", 1, 1)),
        ('hit("F-MDE")', ("family", 1, 6)),
        ('count("F-MED", 99999) > 1', ("window", 1, 16)),
        ('count("F-MED", warnings) > 1', ("window", 1, 16)),
        ('ratio("F-MED", "F-NO", 60) > 0.1', ("family", 1, 17)),
        ("[1, 2].all(x, x > 0)", ("loop", 1, 8)),
        ('text.matches("[")', ("pattern", 1, 14)),
        ('text.matches("a{1000}{1000}")', ("pattern", 1, 14)),
        ("text.matches(text)", ("pattern_computed", 1, 6)),
        (f'text.matches("{"a" * 250}")', ("pattern_long", 1, 14)),
        ('text == "a\u202e"', ("hidden", 1, 11)),
        ('text == r"\\" && [1].all(x, true)', ("quoting", 1, 9)),
        ('hit("F-MED") // "', ("quoting", 1, 14)),
        ('text == """a"""', ("quoting", 1, 9)),
        ("(" * 40 + "true" + ")" * 40, ("too_deep", 1, 17)),
        ("!" * 500 + "true", None),
        (" && ".join(["true"] * 80), ("too_costly", 1, 4 + 8 * MOST_COST + 2)),
        ("true || " * 300 + "true", ("too_long", 1, MOST_LENGTH + 1)),
        ('文本 == "微信"', ("syntax", 1, 1)),
        ('text == "微信" && scor > 0.5', ("name", 1, 17)),
        ("\x00", ("hidden", 1, 1)),
    ],
)
def test_a_rule_is_wrong_at_a_place(when, told):
    assert first(when) == told


def test_a_misspelt_name_and_family_come_with_what_was_meant():
    assert faults('hit("F-MDE")', KNOWN)[0].hint == "F-MED"
    assert faults("scor > 0.5", KNOWN)[0].hint == "score"
    assert faults("score > 1", KNOWN)[0].hint == "decimal"
