"""Signs of splitting and conversion: found with their evidence, and not found in ordinary life."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax.rules.abuse import (
    Income,
    Limits,
    Registration,
    Shop,
    Sign,
    batch,
    conversion,
    many_shops,
    must_register,
    parked,
    shop_churn,
    under_line,
)
from tax.rules.refusals import TaxRefused
from tests.tax.steady import steady

ON = date(2026, 11, 30)
LIMITS = Limits()
WAN = 1_000_000  # ten thousand yuan in fen


def shop(name, first, last=None, person="x", payee="p"):
    return Shop(payee, person, name, first, last)


def month(number, wan, *, business=False, payee="p", person="x", year=2026):
    return Income(payee, person, date(year, number, 1), business, round(wan * WAN))


def day(number, payee, address="a"):
    return Registration(payee, f"of {payee}", date(2026, 3, number), address)


@pytest.mark.law("A22-conversion")
def test_one_person_behind_many_shop_ids_is_found_with_each_of_them():
    known = [shop(f"s{at}", date(2026, 1, at), payee=f"p{at % 2}") for at in (1, 2, 3, 4)]

    [found] = many_shops(known, LIMITS, ON)

    assert (found.sign, found.subject, found.payees) == (Sign.MANY_SHOPS, "x", ("p0", "p1"))
    assert [one.shop for one in found.evidence] == ["s1", "s2", "s3", "s4"]
    assert [point.is_marked for point in found.points] == [False, False, False, True]
    assert (found.limit, found.on) == (4, date(2026, 1, 4))


def test_shops_that_are_closed_or_of_others_or_the_same_do_not_add_up():
    closed = [shop(f"s{at}", date(2026, 1, at), date(2026, 2, 1)) for at in (1, 2)]
    others = [shop(f"s{at}", date(2026, 1, 1), person="y") for at in (3, 4)]
    known = [*closed, shop("s5", ON), shop("s6", ON + timedelta(days=1)), *others]

    assert not list(many_shops(known, LIMITS, ON))
    assert not list(many_shops([shop("s", ON, payee=f"p{at}") for at in range(5)], LIMITS, ON))


@pytest.mark.law("A22-conversion")
def test_shop_ids_that_come_and_go_within_ninety_days_are_found():
    first = date(2026, 1, 1)
    known = [
        shop(f"s{at}", first + timedelta(days=20 * at), first + timedelta(days=20 * at + 19))
        for at in range(3)
    ]

    [found] = shop_churn(known, LIMITS)

    assert [(one.what, one.shop) for one in found.evidence] == [
        ("closed", "s0"),
        ("opened", "s1"),
        ("closed", "s1"),
        ("opened", "s2"),
        ("closed", "s2"),
    ]
    assert [point.value for point in found.points] == [1, 2, 3, 4, 5]


def test_a_shop_that_only_grows_or_changes_slowly_is_no_churn():
    grows = [shop(f"s{at}", date(2026, 1, at)) for at in range(1, 8)]
    slowly = [shop(f"s{at}", date(2020 + at, 1, 1), date(2020 + at, 12, 31)) for at in range(6)]

    assert not list(shop_churn(grows, LIMITS))
    assert not list(shop_churn(slowly, LIMITS))


@pytest.mark.law("A22-conversion")
def test_labour_that_turns_into_business_income_within_a_quarter_is_found():
    his = [month(1, 6), month(2, 6), month(3, 8, business=True, payee="q"), month(4, 9)]

    [found] = conversion(his, LIMITS)

    assert found.payees == ("p", "q")
    assert [(one.what, one.on.month) for one in found.evidence] == [
        ("labour", 1),
        ("labour", 2),
        ("business", 3),
    ]
    assert [(p.value, p.is_marked) for p in found.points] == [
        (0, True),
        (0, True),
        (8 * WAN, True),
        (0, False),
    ]


@pytest.mark.parametrize(
    "his",
    [
        [month(3, 6), month(4, 8, business=True)],  # two quarters
        [month(1, 8, business=True), month(2, 6)],  # the other way round
        [month(1, 6), month(2, 0.5, business=True)],  # a small part
        [month(1, 6), month(2, -8, business=True)],  # a refund
        [month(1, 6), month(2, 6), month(3, 6)],
    ],
)
def test_a_change_that_is_none_is_not_found(his):
    assert not list(conversion(his, LIMITS))


@pytest.mark.law("A22-conversion")
def test_months_just_under_the_threshold_are_found_from_the_third_on():
    his = [month(1, 9.5), month(2, 9.9999), month(3, 3), month(4, 9.7)]

    [found] = parked(his, LIMITS)

    assert [one.on.month for one in found.evidence] == [1, 2, 4]
    assert [one.fen for one in found.evidence] == [9_500_000, 9_999_900, 9_700_000]
    assert [point.is_marked for point in found.points] == [True, True, False, True]
    assert found.limit == 10 * WAN
    assert not list(parked(his[:3], LIMITS))
    assert not list(parked([month(at, 10) for at in (1, 2, 3)], LIMITS))
    assert not list(parked([month(at, 9.4999) for at in (1, 2, 3)], LIMITS))


@pytest.mark.law("A22-conversion")
def test_payees_of_one_person_that_pass_the_threshold_only_together_are_found():
    his = [month(at, 6, payee=payee) for at in (1, 2, 3) for payee in "pq"]

    [found] = parked(his, LIMITS)

    assert (found.sign, found.payees) == (Sign.SPLIT, ("p", "q"))
    assert [point.value for point in found.points] == [12 * WAN] * 3
    assert len(found.evidence) == 6
    openly = [
        month(at, 11 if payee == "p" else 6, payee=payee) for at in (1, 2, 3) for payee in "pq"
    ]
    assert not list(parked(openly, LIMITS))


@pytest.mark.law("A16-register")
def test_twelve_months_just_under_five_million_are_found():
    his = [month(at, 41) for at in range(1, 13)]  # 4,920,000

    [found] = under_line(his, LIMITS)

    assert (found.clause, found.limit) == ("A16-register", 500 * WAN)
    assert len(found.evidence) == 12
    assert found.points[-1] == (date(2026, 12, 1), 492 * WAN, True)
    assert not list(under_line([month(at, 39) for at in range(1, 13)], LIMITS))
    assert not list(under_line([month(at, 42) for at in range(1, 13)], LIMITS))


@pytest.mark.law("A16-register")
def test_who_passes_five_million_in_any_twelve_months_must_be_guided_to_register():
    first = {date(2025, at, 1): 40 * WAN for at in range(7, 13)}
    then = {date(2026, at, 1): 45 * WAN for at in range(1, 7)}  # 2,400,000 + 2,700,000

    assert must_register(first | then, LIMITS.line_fen) == date(2026, 6, 1)
    assert must_register(first | {date(2026, 8, 1): 270 * WAN}, LIMITS.line_fen) is None
    assert must_register({date(2026, 1, 1): 500 * WAN}, LIMITS.line_fen) is None
    assert must_register({date(2026, 1, 1): 500 * WAN + 1}, LIMITS.line_fen) == date(2026, 1, 1)


@pytest.mark.law("A22-conversion")
def test_many_registrations_at_one_address_within_days_are_found():
    there = [day(at, f"p{at}") for at in (1, 10, 11, 11, 12)]
    there += [day(11, "p11b"), day(12, "p12b"), day(11, "z", address="b")]

    [found] = batch(there, LIMITS)

    assert (found.subject, found.payees) == ("a", ("p10", "p11", "p11b", "p12", "p12b"))
    assert [(one.on.day, one.value, one.is_marked) for one in found.points] == [
        (1, 1, False),
        (10, 1, True),
        (11, 3, True),  # of the three days that end with it
        (12, 5, True),
    ]
    slowly = [day(at, f"p{at:02}") for at in range(1, 29, 3)]
    assert not list(batch(slowly, LIMITS))


def test_facts_that_are_not_sorted_are_refused():
    with pytest.raises(TaxRefused):
        list(parked([month(1, 1, person="y"), month(1, 1, person="x")], LIMITS))


def test_nothing_is_found_where_nothing_is_known():
    for find in (conversion, parked, under_line, shop_churn, batch):
        assert not list(find([], LIMITS))
    assert not list(many_shops([], LIMITS, ON))


@steady
@given(
    st.lists(
        st.builds(
            month, st.integers(1, 12), st.integers(-5, 60), business=st.booleans(),
            payee=st.sampled_from("pq"),
        ),
        max_size=10,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_facts_does_not_matter(his, random):
    shuffled = list(his)
    random.shuffle(shuffled)

    for find in (conversion, parked, under_line):
        found = list(find(his, LIMITS))
        assert sorted(found) == sorted(find(shuffled, LIMITS))
        assert all(one.evidence and one.points and one.payees for one in found)
