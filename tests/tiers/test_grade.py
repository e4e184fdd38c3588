"""The rules of grading: the same figures give the same tier, and a tier never flaps."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiers.rules.grade import Present, Value, bars_of, decide, lines_of
from tiers.rules.grading import (
    FIRST,
    KEY,
    RANK,
    SECOND,
    TIERS,
    Bound,
    Category,
    Dimension,
    Grading,
    Step,
    Watch,
    faults,
)
from tiers.rules.rights import entitled
from tiers.rules.shipped import shipped

DAY = date(2026, 12, 1)
LAWFUL = ("compliance", "followers", "visits", "volume", "amount", "scale", "categories")
SHIPPED = shipped()
NUMBERS = st.floats(0, 1e10, allow_nan=False)
TIER = st.sampled_from(TIERS)
CODES = [code for code in SHIPPED.codes if code != "categories"]


@st.composite
def gradings(draw) -> Grading:
    """Any policy that can hold."""
    found = []
    for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=5, unique=True)):
        ats = sorted(draw(st.sets(st.integers(0, 1000), max_size=4)))
        points = sorted(draw(st.lists(st.integers(0, 50), min_size=len(ats), max_size=len(ats))))
        alone = {tier: draw(bounds()) for tier in draw(st.sets(st.sampled_from((SECOND, KEY))))}
        steps = tuple(Step(*pair) for pair in zip(ats, points, strict=True))
        found.append(Dimension(code=code, weight=draw(st.integers(1, 3)), steps=steps, alone=alone))
    low, high = sorted((draw(bounds()), draw(bounds())), key=lambda one: one.up)
    score = {SECOND: Bound(low.up, min(low.down, high.down)), KEY: high}
    return msgspec.structs.replace(
        SHIPPED, dimensions=tuple(found), score=score, cooldown_days=draw(st.integers(0, 60))
    )


@st.composite
def bounds(draw) -> Bound:
    up = draw(st.integers(1, 200))
    return Bound(up, draw(st.integers(0, up)))


VALUES = st.dictionaries(st.sampled_from(CODES), st.integers(0, 1200), max_size=8)


def at(numbers, day=DAY):
    return {code: Value(day, number) for code, number in numbers.items()}


@pytest.mark.long
@settings(max_examples=40)
@given(gradings(), VALUES, TIER, st.integers(0, 100))
def test_the_same_figures_give_the_same_tier_and_judging_again_moves_nobody(
    grading, numbers, tier, ago
):
    present = Present(tier, DAY - timedelta(days=ago))
    first = decide(grading, at(numbers), present, DAY)

    assert decide(grading, at(numbers), present, DAY) == first
    since = present.since if first.tier == tier else DAY
    assert decide(grading, at(numbers), Present(first.tier, since), DAY).tier == first.tier


@pytest.mark.long
@settings(max_examples=40)
@given(gradings(), VALUES, VALUES, TIER)
def test_more_of_anything_never_lowers_a_tier(grading, numbers, more, tier):
    greater = {code: numbers.get(code, 0) + more.get(code, 0) for code in {*numbers, *more}}
    before = decide(grading, at(numbers), Present(tier), DAY)
    after = decide(grading, at(greater), Present(tier), DAY)

    assert RANK[after.tier] >= RANK[before.tier]
    assert after.score >= before.score


@pytest.mark.long
@settings(max_examples=40)
@given(gradings(), st.lists(VALUES, max_size=12), TIER)
def test_a_tier_falls_no_sooner_than_the_cool_down_after_any_change(grading, days, tier):
    present, since = Present(tier, DAY), DAY
    for number, numbers in enumerate(days, 1):
        day = DAY + timedelta(days=number)
        said = decide(grading, at(numbers, day), present, day)
        if said.tier != present.tier:
            if RANK[said.tier] < RANK[present.tier]:
                assert day - since >= timedelta(days=grading.cooldown_days)
            present, since = Present(said.tier, day), day


@given(st.lists(st.floats(4_500_000, 4_999_999), max_size=10), TIER)
def test_between_the_two_bounds_nothing_flaps(followers, tier):
    grading = msgspec.structs.replace(SHIPPED, cooldown_days=0)
    seen, present = [], Present(tier, DAY)
    for number in followers:
        present = Present(decide(grading, at({"followers": number}), present, DAY).tier, DAY)
        seen.append(present.tier)

    assert len(set(seen)) <= 1


@pytest.mark.law("O117-tiering")
@pytest.mark.parametrize(
    ("values", "tier"),
    [
        ({"followers": 5_000_000}, KEY),
        ({"followers": 4_999_999}, FIRST),
        ({"amount_fen": 5_000_000_000}, KEY),
        ({"influence": 95}, KEY),
        ({"measures": 10}, KEY),
        ({"measures": 4}, SECOND),
        ({}, FIRST),
    ],
)
def test_much_of_one_thing_the_law_names_is_enough(values, tier):
    assert decide(SHIPPED, at(values), Present(), DAY).tier == tier


@pytest.mark.law("O117-tiering")
def test_goods_that_bear_on_life_and_health_count_by_themselves():
    goods = {"categories": Value(DAY, names=("茶具", "保健食品"))}
    said = decide(SHIPPED, goods, Present(), DAY)

    assert (said.tier, said.because) == (SECOND, ("categories",))
    assert (
        decide(SHIPPED, {"categories": Value(DAY, names=("茶具",))}, Present(), DAY).tier == FIRST
    )


def test_a_reason_holds_every_dimension_with_its_value_and_its_points():
    said = decide(SHIPPED, at({"followers": 1_200_000, "visits": 2_000_000}), Present(), DAY)

    kept = {part["code"]: part for part in said.kept()["parts"]}
    assert set(kept) == set(SHIPPED.codes)
    assert kept["followers"] == {
        "code": "followers", "points": 20, "on": "2026-12-01", "value": 1_200_000,
    }  # fmt: skip
    assert said.score == sum(part["points"] for part in kept.values()) == 30
    assert (said.tier, said.because) == (SECOND, ("score",))


def test_a_fall_waits_for_the_cool_down_and_a_rise_does_not():
    present = Present(KEY, DAY - timedelta(days=29))
    held = decide(SHIPPED, at({"followers": 10}), present, DAY)
    assert (held.tier, held.target, held.held) == (KEY, FIRST, "cooling")
    assert held.until == DAY + timedelta(days=1)
    assert decide(SHIPPED, at({"followers": 10}), present, held.until).tier == FIRST
    risen = decide(SHIPPED, at({"measures": 12}), Present(FIRST, DAY), DAY)
    assert (risen.tier, risen.held) == (KEY, "")


def test_a_platform_that_stops_reporting_lowers_nobody():
    old = at({"followers": 10}, DAY - timedelta(days=SHIPPED.stale_days + 1))
    present = Present(KEY, date(2026, 1, 1))

    assert decide(SHIPPED, old, present, DAY).held == "stale"
    fresh = at({"followers": 10}, DAY - timedelta(days=SHIPPED.stale_days))
    assert decide(SHIPPED, fresh, present, DAY).tier == FIRST


def test_a_tier_set_by_hand_stands_until_its_last_day():
    present = Present(FIRST, date(2026, 1, 1), by_hand_until=DAY)
    said = decide(SHIPPED, at({"followers": 9_000_000}), present, DAY)
    assert (said.tier, said.target, said.held, said.until) == (FIRST, KEY, "by_hand", DAY)
    after = DAY + timedelta(days=1)
    assert decide(SHIPPED, at({"followers": 9_000_000}), present, after).tier == KEY


def test_the_shipped_policy_can_hold_and_is_kept_as_it_is():
    assert faults(SHIPPED, LAWFUL) == []
    assert Grading.of(SHIPPED.kept()) == SHIPPED
    assert entitled(SHIPPED, KEY, 0, 3).retain_years == 5
    assert entitled(SHIPPED, KEY, 0, 3).keeps_until(date(2028, 2, 29)) == date(2033, 2, 28)


BROKEN = {
    "steps": {"steps": (Step(10, 5), Step(5, 10))},
    "weight": {"weight": 0},
    "bounds": {"alone": {KEY: Bound(10, 20)}},
    "tiers": {"alone": {FIRST: Bound(10, 5)}},
    "categories": {"categories": {"茶": Category(5)}},
    "unnamed": {"code": "own_thing"},
    "code": {"code": "Own Thing", "zh": "a", "en": "a"},
}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_a_policy_that_makes_no_sense_is_refused_where_it_does_not(code):
    broken = msgspec.structs.replace(SHIPPED.dimensions[2], **BROKEN[code])
    dimensions = (*SHIPPED.dimensions[:2], broken, *SHIPPED.dimensions[3:])
    found = faults(msgspec.structs.replace(SHIPPED, dimensions=dimensions), ())

    assert (code, broken.code) in [tuple(one) for one in found]


@pytest.mark.law("M-tiering", "O117-tiering")
def test_a_policy_looks_at_what_the_law_names_and_watches_key_rooms():
    blind = msgspec.structs.replace(SHIPPED, dimensions=SHIPPED.dimensions[3:])
    assert [one.at for one in faults(blind, LAWFUL)] == ["compliance"]
    key = SHIPPED.rights[KEY]
    for change in ({"is_dedicated": False}, {"retain_extra_years": 0}):
        rights = SHIPPED.rights | {KEY: msgspec.structs.replace(key, **change)}
        lax = msgspec.structs.replace(SHIPPED, rights=rights)
        assert "key_unwatched" in [one.code for one in faults(lax, LAWFUL)]


@given(st.lists(NUMBERS, max_size=50))
def test_a_histogram_loses_nobody_and_breaks_at_the_lines(numbers):
    one = SHIPPED.dimensions[3]
    bars = bars_of(numbers, [place for _kind, place in lines_of(one)])

    assert sum(bar.number for bar in bars) == len(numbers)
    assert [bar.start for bar in bars] == [0, 10_000, 100_000, 1_000_000, 5_000_000]


def test_a_policy_published_while_answers_were_in_hours_says_the_same_in_minutes():
    kept = shipped().kept()
    kept["watch"] = {"who": "anybody", "grace_s": 30, "answer_h": 2}

    assert Grading.of(kept).watch == Watch(who="anybody", grace_s=30, answer_min=120)
    assert Grading.of(shipped().kept()) == shipped()
