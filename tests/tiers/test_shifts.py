"""Shifts: whole weeks, nights, single days; whatever no shift covers is a gap."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livecompliance.kernel.clock import SHANGHAI
from tiers.rules.grading import Watch
from tiers.rules.shifts import Shift, covers, gaps, merged, spans
from tiers.rules.watch import verdict

MONDAY = datetime(2026, 12, 28, tzinfo=SHANGHAI)  # the week that ends in next year
WEEK = MONDAY + timedelta(days=7)
LIN, MEI, WU = (UUID(int=number) for number in (1, 2, 3))


@st.composite
def shifts(draw) -> Shift:
    starts = MONDAY + timedelta(hours=draw(st.integers(-48, 100)))
    lasts = draw(st.none() | st.integers(1, 200))
    days = tuple(draw(st.sets(st.integers(1, 7))))
    first, last = draw(st.tuples(st.integers(0, 1439), st.integers(0, 1440)))
    ends = None if lasts is None else starts + timedelta(hours=lasts)
    return Shift(starts, ends, days, first, last if last != first else last + 1)


@settings(max_examples=40)
@given(st.lists(shifts(), max_size=4), st.integers(0, 7 * 1440 - 1))
def test_every_minute_is_either_on_somebodys_shift_or_in_a_gap(found, minute):
    at = MONDAY + timedelta(minutes=minute)
    missing = gaps(found, MONDAY, WEEK)

    assert any(covers(one, at) for one in found) != any(a <= at < b for a, b in missing)
    assert missing == merged(missing)


def test_a_night_shift_ends_the_next_morning_also_across_the_year():
    night = Shift(MONDAY, None, (4,), 22 * 60, 6 * 60)  # Thursday, 31 December
    eve = datetime(2026, 12, 31, 22, tzinfo=SHANGHAI)

    assert list(spans(night, MONDAY, WEEK)) == [(eve, eve + timedelta(hours=8))]
    assert covers(night, datetime(2027, 1, 1, 5, 59, tzinfo=SHANGHAI))
    assert not covers(night, datetime(2027, 1, 1, 6, tzinfo=SHANGHAI))


def test_a_shift_that_has_ended_or_not_begun_covers_nothing():
    shift = Shift(MONDAY, MONDAY + timedelta(hours=1))
    assert not covers(shift, MONDAY - timedelta(seconds=1))
    assert covers(shift, MONDAY)
    assert not covers(shift, MONDAY + timedelta(hours=1))
    assert gaps([], MONDAY, WEEK) == [(MONDAY, WEEK)]


@pytest.mark.law("M-tiering")
@pytest.mark.parametrize(
    ("who", "on_shift", "looking", "said"),
    [
        ("assigned", {LIN}, {LIN}, "watched"),
        ("assigned", {LIN}, {MEI}, "absent"),
        ("assigned", {LIN}, set(), "absent"),
        ("assigned", set(), {MEI}, "watched"),
        ("assigned", set(), set(), "unassigned"),
        ("assigned", {WU}, {WU}, "unassigned"),  # assigned once, no officer any more
        ("anybody", {LIN}, {MEI}, "watched"),
        ("anybody", {LIN}, {WU}, "absent"),
    ],
)
def test_a_key_room_is_watched_by_who_ought_to(who, on_shift, looking, said):
    assert verdict(Watch(who=who), on_shift, looking, {LIN, MEI}) == said
