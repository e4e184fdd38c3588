"""The cumulative method, calculated by hand and held against properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax.rules import tables
from tax.rules.cumulative import Month, State, month_add, platform_scheme, wage_scheme
from tax.rules.refusals import TaxRefused
from tests.tax.steady import steady

TABLES, ON = tables.shipped(), date(2026, 1, 1)
RESET = platform_scheme(TABLES, ON)
COUNT = platform_scheme(TABLES, ON, "count_gap_months")
INCOMES = st.lists(st.integers(0, 50_000_000), min_size=1, max_size=12)


def year(scheme, *yuan, state=None, first=1):
    rows = []
    for place, one in enumerate(yuan):
        month = one if isinstance(one, Month) else Month(2026, first + place, round(one * 100))
        state, row = month_add(scheme, state, month)
        rows.append(row)
    return rows


def withheld(rows):
    return [row.withheld_fen / 100 for row in rows]


@pytest.mark.law("A16-cumulative", "A16-months")
def test_a_platform_withholds_by_the_figures_of_the_year_so_far():
    rows = year(RESET, 8_000, 12_000, 50_000)

    assert withheld(rows) == [42, 138, 1_400]
    assert [row.months for row in rows] == [1, 2, 3]
    assert rows[2].cum_taxable_fen == 4_100_000  # 70,000 x 80% - 15,000


@pytest.mark.law("N61-no-refund")
def test_what_was_withheld_too_much_is_not_paid_back_within_the_year():
    assert withheld(year(RESET, 20_000, 3_000, 20_000)) == [330, 0, 252]


@pytest.mark.law("A16-months")
@pytest.mark.parametrize(("scheme", "expected"), [(RESET, [330, 0, 330]), (COUNT, [330, 0, 180])])
def test_a_month_without_income_restarts_the_figures_or_counts_as_the_policy_says(scheme, expected):
    rows = year(scheme, 20_000, 0, 20_000)

    assert withheld(rows) == expected
    assert rows[2].is_restarted is (scheme is RESET)


@pytest.mark.parametrize("scheme", [RESET, COUNT])
def test_a_month_that_is_left_out_is_a_month_without_income(scheme):
    told = year(scheme, 20_000, 0, 20_000)
    silent = year(scheme, Month(2026, 1, 2_000_000), Month(2026, 3, 2_000_000))

    assert silent == [told[0], told[2]]


@pytest.mark.parametrize("scheme", [RESET, COUNT])
def test_months_before_the_first_income_count_for_nobody(scheme):
    assert withheld(year(scheme, 0, 0, 20_000)) == [0, 0, 330]


@pytest.mark.parametrize("scheme", [RESET, COUNT])
def test_a_new_year_begins_anew(scheme):
    december, _ = month_add(scheme, None, Month(2025, 12, 10_000_000))
    _, row = month_add(scheme, december, Month(2026, 1, 2_000_000))

    assert (row.months, row.withheld_fen, row.is_restarted) == (1, 33_000, False)


def test_a_refund_lowers_the_figures_of_the_month_it_is_made_in():
    rows = year(RESET, 20_000, Month(2026, 2, 2_000_000, reversed_fen=1_000_000), 20_000)

    # Two months of 20,000 less 10,000: 30,000 x 80% - 10,000 = 14,000, 3% of it less 330.
    assert withheld(rows) == [330, 90, 330]
    assert rows[1].cum_income_fen == 3_000_000


def test_a_refund_larger_than_all_income_leaves_nothing_to_withhold():
    rows = year(COUNT, 20_000, Month(2026, 2, 0, reversed_fen=2_500_000), 20_000)

    assert withheld(rows) == [330, 0, 0]
    assert rows[1].cum_income_fen == -500_000


def test_a_refund_of_last_year_carries_into_this_year_under_either_policy():
    for scheme in (RESET, COUNT):
        rows = year(scheme, Month(2026, 1, 0, reversed_fen=500_000), 20_000)
        assert withheld(rows) == [0, 210]  # 15,000 x 80% - 5,000 = 7,000


@pytest.mark.parametrize(
    ("incomes", "expected"),
    [
        ([6_250], [0]),  # 6,250 x 80% is what is deducted
        ([6_250.01], [0]),  # 0.008 taxable
        ([6_250.21], [0.01]),  # 0.168 taxable, 0.00504 of tax
        ([51_250], [1_080]),  # 36,000 taxable, the last of 3%
        ([51_250.13], [1_080.01]),  # 36,000.104 x 10% - 2,520
        ([186_250], [11_880]),  # 144,000, the last of 10%
        ([1_206_250], [250_080]),  # 960,000, the last of 35%
        ([1_206_251.25], [250_080.45]),  # one yuan into 45%
    ],
)
def test_a_threshold_belongs_to_the_lower_step(incomes, expected):
    assert withheld(year(RESET, *incomes)) == expected


def test_relief_exempt_income_and_other_deductions_lower_the_tax():
    month = Month(2026, 1, 3_000_000, exempt_fen=100_000, other_fen=200_000, relief_fen=10_000)

    # 30,000 - 6,000 - 1,000 - 5,000 - 2,000 = 16,000; 480 - 100.
    assert withheld(year(RESET, month)) == [380]


def test_expenses_rounded_month_by_month_differ_only_where_the_policy_says_so():
    rounded = platform_scheme(TABLES, ON, expense_rounding="per_month")
    twice = [Month(2026, place, 3) for place in (1, 2)]  # 0.03 yuan: a fifth is 0.006

    assert year(RESET, *twice)[1].cum_expense_fen == 1
    assert year(rounded, *twice)[1].cum_expense_fen == 2


@pytest.mark.law("N61-wage")
def test_an_employer_withholds_by_the_cumulative_method():
    scheme = wage_scheme(TABLES, ON)
    rows = year(scheme, *(Month(2026, one, 3_000_000, other_fen=650_000) for one in (1, 2, 3)))

    assert withheld(rows) == [555, 625, 1_850]


def test_every_result_knows_what_it_was_computed_with():
    assert COUNT.parameters == {
        "rule_version": "2026.11",
        "rounding": "half_up",
        "table.cumulative": "2018-61/1",
        "terms.platform": "2025-16/1",
        "gap_policy": "count_gap_months",
        "expense_rounding": "cumulative",
    }


@pytest.mark.parametrize(
    ("month", "code"),
    [
        (Month(2026, 3, 1), "out_of_order"),
        (Month(2025, 12, 1), "out_of_order"),
        (Month(2026, 13, 1), "out_of_range"),
        (Month(2026, 4, -1), "amount_negative"),
        (Month(2026, 4, 0, reversed_fen=-1), "amount_negative"),
    ],
)
def test_a_month_that_cannot_follow_is_refused(month, code):
    with pytest.raises(TaxRefused) as refused:
        month_add(RESET, State(2026, 3, is_open=True), month)

    assert refused.value.code == code


def test_a_platform_does_not_accumulate_before_october_2025():
    with pytest.raises(TaxRefused) as refused:
        platform_scheme(TABLES, date(2025, 9, 30))

    assert refused.value.code == "table_date_hole"
    assert platform_scheme(TABLES, date(2025, 10, 1))


def test_a_policy_nobody_knows_is_refused():
    with pytest.raises(TaxRefused) as refused:
        platform_scheme(TABLES, ON, "as_it_comes")

    assert refused.value.code == "gap_policy_unknown"


@steady
@given(INCOMES)
def test_what_the_months_withhold_is_never_less_than_what_the_year_owes(incomes):
    *_, last = year(COUNT, *(Month(2026, at, fen) for at, fen in enumerate(incomes, 1)))

    assert last.cum_withheld_fen >= last.cum_due_fen


@steady
@given(st.integers(625_000, 50_000_000), st.integers(1, 12))
def test_the_months_of_a_steady_income_withhold_what_the_year_owes(fen, count):
    rows = year(RESET, *(Month(2026, at, fen) for at in range(1, count + 1)))
    taxable = count * (fen * 8_000 - 500_000 * 10_000)

    assert sum(row.withheld_fen for row in rows) == RESET.table.tax(taxable, 10_000)


@steady
@given(INCOMES, st.integers(0, 11), st.integers(0, 10_000_000))
def test_more_income_never_means_less_tax(incomes, place, more):
    place %= len(incomes)
    greater = [fen + more * (at == place) for at, fen in enumerate(incomes)]

    def total(fens):
        return year(COUNT, *(Month(2026, at, fen) for at, fen in enumerate(fens, 1)))[-1]

    if incomes[0] and greater[0]:
        assert total(greater).cum_withheld_fen >= total(incomes).cum_withheld_fen


@steady
@given(INCOMES, st.integers(1, 11))
def test_a_run_taken_up_in_the_middle_ends_where_one_run_ends(incomes, place):
    months = [Month(2026, at, fen) for at, fen in enumerate(incomes, 1)]
    for scheme in (RESET, COUNT):
        state = None
        for month in months[:place]:
            state, _ = month_add(scheme, state, month)
        assert year(scheme, *months)[place:] == year(scheme, *months[place:], state=state)


@steady
@given(st.integers(0, 50_000_000), st.integers(0, 50_000_000))
def test_income_paid_refunded_and_paid_again_withholds_as_if_paid_once(first, fen):
    once = year(COUNT, Month(2026, 1, first), Month(2026, 2, fen))
    again = year(COUNT, Month(2026, 1, first), Month(2026, 2, fen + fen, reversed_fen=fen))

    assert again[1].withheld_fen == once[1].withheld_fen or not fen
