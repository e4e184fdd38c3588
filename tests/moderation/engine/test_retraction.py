"""A hit that was none is taken back without a trace, and can be put in again."""

import pytest

from moderation.engine import Engine, RoomState
from moderation.engine.retraction import Hit, reinstate, retract, weight_of
from moderation.engine.score import POINTS

START = 1_795_000_000_000
CURE = "喝这款茶可以降血压"
OFFER = "想要更低价的加我微信 tea88766 私下转账"


@pytest.fixture(scope="module")
def engine():
    return Engine.base()


def spoken(number, text, seconds):
    return {"id": number, "type": "speech", "text": text, "at": START + seconds * 1000}


def hit_of(result, code, seconds):
    """What a finding of one family in one event added."""
    parts = [(one.lane, one.weight) for one in result.labels if one.code == code]
    points = POINTS["high"] * weight_of(parts, 0.95)
    counter = f"s:{code}" if weight_of([one for one in parts if one[0] != "rule"], 0.95) else ""
    return Hit(code, points, START + seconds * 1000, counter, str(result.id))


def test_what_is_left_is_what_would_be_had_it_never_been_said(engine):
    both, only = RoomState(), RoomState()
    results = engine.inspect([spoken(1, OFFER, 0), spoken(2, CURE, 60)], both)
    engine.inspect([spoken(2, CURE, 60)], only)

    taken = retract(both, hit_of(results[0], "F-OFFPLAT", 0))

    assert taken.points > 10
    assert both.contributions() == only.contributions()
    assert both.recent("s:F-OFFPLAT", 600) == 0
    assert both.recent("s:F-MED", 600) == 1


def test_of_two_hits_of_a_family_the_other_stays(engine):
    both, only = RoomState(), RoomState()
    results = engine.inspect([spoken(1, CURE, 0), spoken(2, CURE, 60)], both)
    engine.inspect([spoken(2, CURE, 60)], only)

    retract(both, hit_of(results[0], "F-MED", 0))

    assert both.risk() == pytest.approx(only.risk(), abs=0.01)
    assert both.recent("s:F-MED", 600) == 1
    assert both.evidence["s:F-MED"] == [2]


def test_a_hit_put_in_again_weighs_as_if_it_had_stayed(engine):
    room, kept = RoomState(), RoomState()
    for state in (room, kept):
        results = engine.inspect([spoken(1, CURE, 0), spoken(2, OFFER, 60)], state)
    hit = hit_of(results[0], "F-MED", 0)

    taken = retract(room, hit)
    for state in (room, kept):
        engine.inspect([spoken(3, "大家好", 120)], state)
    reinstate(room, hit, taken)

    later = START + 400_000
    assert room.risk(later) == pytest.approx(kept.risk(later), abs=0.01)
    assert room.recent("s:F-MED", 600) == kept.recent("s:F-MED", 600) == 1


def test_a_hit_that_faded_takes_nothing_from_the_others(engine):
    room = RoomState()
    results = engine.inspect([spoken(1, CURE, 0), spoken(2, CURE, 7200)], room)
    before = room.risk()

    taken = retract(room, hit_of(results[0], "F-MED", 0))

    assert taken.points < 0.01
    assert room.risk() == pytest.approx(before, abs=0.01)
    assert room.recent("s:F-MED", 600) == 1


def test_what_weighed_too_little_to_count_is_nothing_to_take_back():
    assert weight_of([("plain", 0.1)], 0.95) == 0.0
    assert weight_of([("plain", 0.6), ("rule", 0.9)], 0.95) == 0.9
    assert weight_of([("plain", 0.9), ("fold", 0.9)], 0.95) == 0.95
