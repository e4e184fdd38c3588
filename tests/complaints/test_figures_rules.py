"""Figures are counted exactly; what everybody sees of them tells nobody apart."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.rules import disclosure, figures
from complaints.rules.figures import Spell, Tally
from complaints.rules.periods import months_before, period_of, quarters_over
from complaints.rules.terms import KINDS
from livecompliance.kernel import clock

STATES = ("running", "paused", "met", "closed")
SPELLS = st.lists(
    st.builds(
        Spell,
        st.sampled_from(KINDS),
        st.just("act"),
        st.sampled_from(STATES),
        st.booleans(),
        st.integers(0, 5_000_000),
    ),
    max_size=80,
)


def spells(kind: str, late: int = 0, in_time: int = 0, still: int = 0) -> list[Spell]:
    return [
        *(Spell(kind, "act", "met", True, 100) for _one in range(late)),
        *(Spell(kind, "act", "met", False, 50) for _one in range(in_time)),
        *(Spell(kind, "act", "running", False, 10) for _one in range(still)),
    ]


@pytest.mark.law("M-complaints", "O117-complaints")
@pytest.mark.long
@given(SPELLS)
def test_a_tally_is_what_a_plain_count_says(held):
    one = figures.tally(held)
    done = sorted(each.seconds for each in held if each.state == "met")

    assert one.number == len(held)
    assert one.in_time == sum(each.state == "met" and not each.is_late for each in held)
    assert one.breached == sum(each.is_late for each in held)
    assert one.overdue == sum(each.is_late and each.state in STATES[:2] for each in held)
    assert one.open == sum(not each.is_late and each.state in STATES[:2] for each in held)
    for value, percent in ((one.median_s, 50), (one.p90_s, 90)):
        assert value == (done[math.ceil(len(done) * percent / 100) - 1] if done else None)


@pytest.mark.long
@given(SPELLS)
def test_the_kinds_add_up_to_all_of_them(held):
    table = figures.tables(held, ("act",))["act"]
    kinds = [one for kind, one in table.items() if kind != figures.ALL]

    for name in ("in_time", "late", "overdue", "open", "ended"):
        assert sum(getattr(one, name) for one in kinds) == getattr(table[figures.ALL], name)


def test_a_share_is_never_rounded_up_to_all():
    assert figures.share(Tally(in_time=9_999, late=1)) == "99.9"
    assert figures.share(Tally(in_time=3)) == "100.0"
    assert figures.share(Tally(open=3)) == ""


def test_hours_are_never_rounded_down():
    assert [figures.hours(one) for one in (0, 1, 360, 361, None)] == [
        "0.0",
        "0.1",
        "0.1",
        "0.2",
        "",
    ]


@pytest.mark.long
@given(SPELLS)
def test_nothing_is_told_of_fewer_than_five(held):
    rows = disclosure.table(held, KINDS)

    for row in rows:
        assert row.number >= disclosure.LEAST
        for count in (row.late, row.open):
            assert count is None or count == 0 or count >= disclosure.LEAST
        if row.share:
            decided = sum(
                one.is_late or one.state == "met"
                for one in held
                if row.kinds == (figures.ALL,) or one.kind in row.kinds
            )
            kept = round(float(row.share) * decided / 100)
            assert not 0 < kept < disclosure.LEAST or decided == kept


@pytest.mark.long
@given(SPELLS)
def test_what_all_lines_tell_together_does_not_tell_a_hidden_number(held):
    rows = disclosure.table(held, KINDS)
    lines = [one for one in rows if one.kinds != (figures.ALL,)]
    whole = [one for one in rows if one.kinds == (figures.ALL,)]

    if any(one.late is None for one in lines):
        assert all(one.late is None and not one.share for one in whole)
    assert {kind for one in lines for kind in one.kinds} == (
        {one.kind for one in held} if rows else set()
    )


def test_a_kind_with_few_is_put_together_with_the_next_smallest():
    held = [*spells("goods", in_time=40), *spells("minors", in_time=2), *spells("conduct", late=6)]

    assert disclosure.grouped(held, KINDS) == [("goods",), ("conduct", "minors")]


def test_a_share_beside_a_hidden_number_is_told_in_tens():
    row = disclosure.table(spells("goods", late=2, in_time=38), KINDS)[0]

    assert (row.number, row.band, row.share, row.late) == (40, 90, "", None)


def test_of_few_no_share_is_told_beside_a_hidden_number():
    row = disclosure.table(spells("goods", late=2, in_time=10), KINDS)[0]

    assert (row.number, row.band, row.share, row.late) == (12, None, "", None)


@pytest.mark.long
def test_a_band_never_leaves_one_number_only():
    for decided in range(disclosure.LEAST_SHARE, 200):
        for kept in range(decided + 1):
            tens = min(kept * 100 // decided, 99) // 10 * 10
            inside = [
                one
                for one in range(decided + 1)
                if min(one * 100 // decided, 99) // 10 * 10 == tens
            ]
            assert len(inside) >= 2


@pytest.mark.long
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40)))
def test_a_hidden_count_does_not_follow_from_the_total(numbers):
    told = disclosure.counts(numbers)
    hidden = [name for name, number in told.items() if number is None]

    assert all(number is None or not 0 < number < 5 for number in told.values())
    assert len(hidden) != 1 or sum(1 for number in numbers.values() if number) == 1


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2028", "2028-01-01", "2029-01-01"),
    ],
)
def test_a_period_is_read_as_it_is_written(text, first, after):
    found = period_of(text)

    assert found is not None
    assert (f"{found.first}", f"{found.after}") == (first, after)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "26-01", "2026-1", "2026-01\n", "１"])
def test_what_is_no_period_is_none(text):
    assert period_of(text) is None


def test_the_last_months_and_quarters_go_back_over_a_new_year():
    day = clock.today().replace(year=2027, month=2, day=1)

    assert [f"{one:%Y-%m}" for one in months_before(day, 3)] == ["2026-12", "2027-01", "2027-02"]
    assert quarters_over(day, 2) == ["2026-Q4", "2026-Q3"]
