"""What streamers say in their own words: lines that were written without knowing the packs."""

import pytest

from moderation.engine import Engine
from tools.bench import _spoken

FAMILIES = 21


@pytest.fixture(scope="module")
def lines():
    return _spoken.spoken(Engine.base())


def share(lines, key):
    return sum(getattr(line, key) for line in lines) / len(lines)


def test_no_ordinary_spoken_line_is_flagged(lines):
    plain = [x for x in lines if x.family == "none"]
    assert len(plain) == 300
    assert not any(x.is_flagged for x in plain)


def test_few_lines_that_only_sound_like_a_breach_are_flagged(lines):
    near = [x for x in lines if not x.is_breach and x.family != "none"]
    assert len(near) > 200
    assert share(near, "is_flagged") <= 0.15


def test_most_breaches_in_words_nobody_looked_at_are_named_and_half_are_flagged(lines):
    unseen = [x for x in lines if x.is_breach and x.half == "held out"]
    assert len(unseen) > 150
    assert share(unseen, "is_named") >= 0.6
    assert share(unseen, "is_flagged") >= 0.45


def test_of_every_family_breaches_are_heard(lines):
    named = {x.family for x in lines if x.is_breach and x.is_flagged}
    assert len(named) == FAMILIES
