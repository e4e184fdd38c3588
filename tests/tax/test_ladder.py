"""Whoever is withheld from can reckon again by hand why it was so much, step by step."""

import pytest

from tax.rules.ladder import ladder

YEAR = {
    "months": 3, "cum_income_fen": 9_000_000, "cum_expense_fen": 1_800_000,
    "cum_deduction_fen": 1_500_000, "cum_taxable_fen": 5_700_000, "rate_bp": 1000,
    "quick_fen": 252_000, "cum_due_fen": 318_000, "cum_withheld_fen": 318_000,
}  # fmt: skip


def left_of(steps):
    """Reckon the steps by hand; return what each sum should be, and what it says it is."""
    stands, found = 0, []
    for one in steps:
        if one.is_less:
            stands -= one.fen
        elif one.code in ("year_income", "income", "year_due"):
            stands = one.fen
        else:
            found.append((stands, one.fen))
            stands = one.fen
    return found


@pytest.mark.law("N61-told", "A16-cumulative")
def test_the_steps_of_a_year_add_up_to_what_was_withheld_this_month():
    steps = ladder("platform_cumulative", 3_000_000, 0, 210_000, YEAR)
    assert [one.code for one in steps] == [
        "year_income", "year_expense", "year_deduction", "year_taxable",
        "year_due", "withheld_before", "withheld",
    ]  # fmt: skip
    for reckoned, said in left_of(steps):
        assert reckoned == said
    assert steps[-1].fen == 210_000


def test_what_is_deducted_besides_and_what_is_exempt_is_a_step_and_a_fen_of_rounding_is_not():
    more = YEAR | {"cum_other_fen": 200_000, "cum_taxable_fen": 5_400_000}
    found = {one.code: one.fen for one in ladder("wage_cumulative", 0, 0, 0, more)}
    assert found["year_other"] == 300_000  # what was said, and what nothing says: exempt
    rounded = YEAR | {"cum_taxable_fen": 5_699_999}
    assert "year_other" not in {one.code for one in ladder("platform_cumulative", 0, 0, 0, rounded)}


def test_below_the_deductions_nothing_is_taxed_and_no_step_is_made_up():
    small = YEAR | {"cum_income_fen": 1_000_000, "cum_expense_fen": 200_000, "cum_taxable_fen": 0,
                    "cum_due_fen": 0, "cum_withheld_fen": 0}  # fmt: skip
    found = ladder("platform_cumulative", 500_000, 0, 0, small)
    assert [one.fen for one in found if one.code in ("year_taxable", "withheld")] == [0, 0]
    assert "withheld_before" not in {one.code for one in found}


def test_tax_that_was_relieved_stands_between_what_is_due_and_what_was_withheld():
    found = {one.code: one.fen for one in ladder("platform_cumulative", 0, 0, 200_000, YEAR)}
    assert (found["withheld_before"], found["withheld"]) == (118_000, 200_000)
    relieved = ladder("platform_cumulative", 0, 0, 100_000, YEAR | {"cum_withheld_fen": 208_000})
    assert {one.code: one.fen for one in relieved}["relief"] == 110_000


def test_a_payment_taxed_by_itself_shows_income_expenses_and_tax():
    steps = ladder("nonresident", 2_000_000, 0, 179_000, {"taxable_fen": 1_600_000})
    assert [(one.code, one.fen) for one in steps] == [
        ("income", 2_000_000), ("expense", 400_000), ("taxable", 1_600_000), ("withheld", 179_000),
    ]  # fmt: skip


def test_a_refund_of_the_month_is_a_step_and_one_of_an_earlier_month_is_not():
    told = {"taxable_fen": 1_600_000, "rate_bp": 2000, "quick_fen": 0}
    assert [one.code for one in ladder("labour_monthly", 2_500_000, 500_000, 320_000, told)] == [
        "income", "refunded", "expense", "taxable", "withheld",
    ]  # fmt: skip
    earlier = ladder("labour_monthly", 2_000_000, 900_000, 320_000, told)
    assert "refunded" not in {one.code for one in earlier}


@pytest.mark.parametrize("path", ["company", "business_income", "undecided"])
def test_where_nothing_is_computed_nothing_is_explained_with_figures(path):
    assert ladder(path, 100, 0, 0, {"why": "x"}) == ()


def test_bars_stay_within_their_part_and_hang_from_what_stood_before():
    for one in ladder("platform_cumulative", 3_000_000, 0, 210_000, YEAR):
        assert 0 <= one.left <= one.left + one.wide <= 100
    steps = ladder("platform_cumulative", 3_000_000, 0, 210_000, YEAR)
    assert (steps[1].left, steps[1].wide) == (80, 20)
