"""Variants of the published examples: each calculated by hand, or by a second way beside it."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tax.steady import steady
from tests.tax.test_command import code, raw_answers, result

FEN = st.integers(0, 30_000_000).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
# Every table as the law prints it: up to, rate, quick deduction; the last has no end.
CUMULATIVE = ((36_000, "0.03", 0), (144_000, "0.10", 2_520), (300_000, "0.20", 16_920),
              (420_000, "0.25", 31_920), (660_000, "0.30", 52_920), (960_000, "0.35", 85_920),
              (None, "0.45", 181_920))  # fmt: skip
LABOUR = ((20_000, "0.20", 0), (50_000, "0.30", 2_000), (None, "0.40", 7_000))
NONRESIDENT = ((3_000, "0.03", 0), (12_000, "0.10", 210), (25_000, "0.20", 1_410),
               (35_000, "0.25", 2_660), (55_000, "0.30", 4_410), (80_000, "0.35", 7_160),
               (None, "0.45", 15_160))  # fmt: skip
BUSINESS = ((30_000, "0.05", 0), (90_000, "0.10", 1_500), (300_000, "0.20", 10_500),
            (500_000, "0.30", 40_500), (None, "0.35", 65_500))  # fmt: skip


def cent(amount):
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def owed(table, taxable):
    """Return the exact tax by a table; the second way, in Decimal."""
    step = next(one for one in table if one[0] is None or taxable <= one[0])
    return Decimal(taxable) * Decimal(step[1]) - step[2]


def withheld(**inputs):
    return [row["withheld_this_month"] for row in months(**inputs)]


def months(**inputs):
    return result("platform_cumulative_labour", **inputs)["rows"]


@pytest.mark.parametrize(
    ("incomes", "expected"),
    [
        # 100,000 x 80 % - 5,000 = 75,000 a month.
        (["100000"] * 12,
         "4980 8100 15000 15000 18750 20250 22500 22500 23250 26250 26250 26250"),
        (["20000", "3000", "20000"], "330 0 252"),
        (["8000", "12000", "50000"], "42 138 1400"),
        (["30000"] * 3, "570 710 1900"),
        (["6250", "6250.21", "6249.79"], "0 0.01 0"),
        (["0.01"], "0"),
    ],
)  # fmt: skip
def test_months_of_a_platform(incomes, expected):
    assert withheld(incomes=incomes) == [f"{cent(one)}" for one in expected.split()]


def test_a_month_that_comes_to_less_than_nothing_keeps_its_true_figures():
    second = months(incomes=["20000", "3000", "20000"])[1]

    assert second["cum_tax_due"] == "252.00"  # 330 was withheld: 78 less than nothing
    assert (second["withheld_this_month"], second["cum_withheld"]) == ("0.00", "330.00")


@pytest.mark.parametrize(
    ("incomes", "reset", "count"),
    [
        (["20000", "0", "20000"], "330 0 330", "330 0 180"),
        (["20000", "0", "0", "20000"], "330 0 0 330", "330 0 0 30"),
        (["0", "20000", "0", "20000"], "0 330 0 330", "0 330 0 180"),
        (["20000", "0", "20000", "20000"], "330 0 330 330", "330 0 180 330"),
        (["20000", "0"], "330 0", "330 0"),
    ],
)
def test_gaps_by_either_policy(incomes, reset, count):
    for policy, expected in (("reset_on_gap", reset), ("count_gap_months", count)):
        found = withheld(incomes=incomes, gap_policy=policy)
        assert found == [f"{cent(one)}" for one in expected.split()], policy


def test_months_of_deduction_that_the_payer_names():
    # 20,000 x 80 % x 2 - 5,000 x 2 = 22,000 and - 5,000 x 3 = 17,000.
    assert withheld(incomes=["20000", "20000"], deduction_months=[1, 2]) == ["330.00", "330.00"]
    assert withheld(incomes=["20000", "20000"], deduction_months=[2, 3]) == ["180.00", "330.00"]
    assert withheld(incomes=["20000"], deduction_months=3) == ["30.00"]
    some = {"incomes": ["20000", "20000"], "deduction_months": [None, 3]}
    assert withheld(**some) == ["330.00", "180.00"]  # what is not named, the chain counts
    assert code("platform_cumulative_labour", incomes=["1"], deduction_months=[13]) == (
        "out_of_range"
    )


def test_expenses_of_a_month_rounded_or_not():
    # A fifth of 6,250.03 is 1,250.006; twelve of them are 15,000.072, or 15,000.12.
    for how, expense in (("cumulative", "15000.07"), ("per_month", "15000.12")):
        found = months(incomes=["6250.03"] * 12, expense_rounding=how)
        assert found[-1]["cum_expense"] == expense


@pytest.mark.parametrize(
    ("first", "kind", "expected"),
    [
        # A year ends, wherever the months begin.
        ("2025-12", "incomes", ["330.00", "330.00"]),
        ("2026-01", "incomes", ["330.00", "330.00"]),
        ("2027-12", "incomes", ["330.00", "330.00"]),
    ],
)
def test_a_first_month_and_a_last_month(first, kind, expected):
    found = months(**{kind: ["20000", "20000"]}, start_month=first)
    assert [row["withheld_this_month"] for row in found] == expected
    cum = "20000" if first.endswith("12") else "40000"
    assert found[1]["cum_income"] == cum


@pytest.mark.parametrize(
    ("refunds", "expected"),
    [
        (
            ["0", "20000"],
            "330 0 180",
        ),  # in February, 20,000 of January: 40,000 x 80 % - 15,000 in March
        (["0", "0", "20000"], "330 330 0"),
        (["20000", "0", "0"], "0 180 330"),  # of the same month: as if nothing had been paid
    ],
)
def test_refunds_across_months(refunds, expected):
    given = refunds + ["0"] * (3 - len(refunds))
    found = withheld(incomes=["20000"] * 3, refunds=given, gap_policy="count_gap_months")
    assert found == [f"{cent(one)}" for one in expected.split()]


def test_a_refund_of_the_year_before_comes_off_the_new_year():
    found = withheld(incomes=["20000", "20000"], refunds=["0", "10000"], start_month="2025-12")
    assert found == ["330.00", "90.00"]  # 10,000 x 80 % - 5,000 = 3,000


@steady
@given(st.lists(FEN, min_size=1, max_size=12))
def test_a_year_is_what_a_second_way_comes_to(incomes):
    total, paid, count = NOTHING, NOTHING, 0
    for row, income in zip(months(incomes=incomes), incomes, strict=True):
        if Decimal(income) == 0:
            total, paid, count = NOTHING, NOTHING, 0
            assert row["withheld_this_month"] == "0.00"
            continue
        total, count = total + Decimal(income), count + 1
        taxable = max(Decimal(0), total * Decimal("0.8") - 5_000 * count)
        due = max(NOTHING, cent(owed(CUMULATIVE, taxable)))
        now = max(NOTHING, due - paid)
        paid += now
        assert (row["withheld_this_month"], row["cum_tax_due"]) == (f"{now}", f"{due}")
        assert row["cum_taxable"] == f"{cent(taxable)}"
        assert row["cum_withheld"] == f"{paid}"


@steady
@given(st.lists(FEN, min_size=1, max_size=12), st.integers(0, 4_000), st.integers(0, 6_000))
def test_wages_of_a_year_are_what_a_second_way_comes_to(incomes, special, additional):
    found = result(
        "cumulative_wage",
        monthly_income=incomes,
        special_deduction=special,
        special_additional=additional,
    )
    total, paid = NOTHING, NOTHING
    for count, (income, said) in enumerate(zip(incomes, found["withheld"], strict=True), start=1):
        total += Decimal(income)
        taxable = max(Decimal(0), total - (5_000 + special + additional) * count)
        now = max(NOTHING, cent(owed(CUMULATIVE, taxable)) - paid)
        paid += now
        assert said == f"{now}"


@steady
@given(FEN)
def test_single_payments_are_what_a_second_way_comes_to(income):
    amount = Decimal(income)
    rest = max(Decimal(0), amount - 800) if amount <= 4_000 else amount * Decimal("0.8")
    for kind, table, taxable in (
        ("labour_per_payment", LABOUR, rest),
        ("nonresident_labour", NONRESIDENT, amount * Decimal("0.8")),
        ("nonresident_author", NONRESIDENT, amount * Decimal("0.56")),
        ("author_remuneration", ((None, "0.20", 0),), rest * Decimal("0.7")),
    ):
        found = result(kind, income=income)
        assert found["withheld"] == f"{cent(owed(table, taxable))}", kind
        assert Decimal(found["taxable"]) == cent(taxable)


@pytest.mark.parametrize(("kind", "table", "share"), [
    ("labour_per_payment", LABOUR, "0.8"),
    ("nonresident_labour", NONRESIDENT, "0.8"),
    ("business_income", BUSINESS, "1"),
])  # fmt: skip
def test_every_threshold_belongs_to_the_step_below_and_a_fen_more_to_the_next(kind, table, share):
    name, told = ("taxable", "gross_tax") if kind == "business_income" else ("income", "withheld")
    for (up_to, rate, _quick), (_next, above, _more) in pairwise(table):
        at = Decimal(up_to) / Decimal(share)
        found, more = (result(kind, **{name: f"{at + add}"}) for add in (Decimal(0), CENT))
        assert found[told] == f"{cent(owed(table, Decimal(up_to)))}"
        assert more[told] == f"{cent(owed(table, (at + CENT) * Decimal(share)))}"
        if kind != "business_income":
            assert (found["rate"], more["rate"]) == (rate, above)


@pytest.mark.parametrize(
    ("taxable", "relief", "net"),
    [
        ("30000", "750.00", "750.00"),
        ("90000.01", "3750.00", "3750.00"),
        ("300000", "24750.00", "24750.00"),
        ("500000.01", "54750.00", "54750.00"),
        ("2000000", "317250.00", "317250.00"),
        ("2000000.01", "317250.00", "317250.00"),
        ("2500000", "317250.00", "492250.00"),
        ("0", "0.00", "0.00"),
    ],
)
def test_an_individual_business_is_let_off_half_of_the_first_two_million(taxable, relief, net):
    found = result("business_income", taxable=taxable, is_individual_business=True)
    assert (found["halving_relief"], found["net_tax"]) == (relief, net)


@pytest.mark.parametrize(
    ("taxables", "expected"),
    [(["800000", "900000"], "1700000"), (["2000000"], "2000000"), ([], "0"),
     (["1", "1999999.5"], "2000000"), (["1.25"], "1.25")],
)  # fmt: skip
def test_one_limit_for_all_businesses_of_a_person(taxables, expected):
    assert result("individual_business_halving_cap", taxables=taxables) == {
        "halvable_taxable": expected
    }


@pytest.mark.parametrize(
    ("received", "month", "is_exempt", "sales", "tax"),
    [
        ("100999.99", "2026-01", True, "99999.99", "0.00"),
        ("101000", "2026-01", False, "100000.00", "1000.00"),
        ("101000.01", "2026-01", False, "100000.01", "1000.00"),
        ("101000", "2025-12", True, "100000.00", "0.00"),
        ("101000.01", "2025-12", False, "100000.01", "1000.00"),
        ("150000", "2026-03", False, "148514.85", "1485.15"),
        ("0", "2026-03", True, "0.00", "0.00"),
        ("101000", "2027-12", False, "100000.00", "1000.00"),
        ("101000", "2028-02", None, "", "table_date_hole"),
    ],
)
def test_agency_filing_before_and_from_2026(received, month, is_exempt, sales, tax):
    given = {"gross_received_tax_inclusive": received, "month": month}
    if is_exempt is None:
        assert code("vat_platform_agent_monthly", **given) == tax
        return
    found = result("vat_platform_agent_monthly", **given)
    assert found == {"sales_excl": sales, "exempt": is_exempt, "vat": tax}


@pytest.mark.parametrize(
    ("sales", "on", "expected"),
    [
        ("999.99", "2026-01-01", "exempt"),
        ("1000.00", "2026-01-01", "taxable in full: 10.00"),
        ("1000.00", "2027-12-31", "taxable in full: 10.00"),
        ("500", "2025-12-31", "exempt"),
        ("500.01", "2025-12-31", "taxable in full: 5.00"),
        ("0", "2026-01-01", "exempt"),
    ],
)
def test_a_day_of_who_files_himself(sales, on, expected):
    given = {"daily_sales_excl": sales, "platform_agent_filing": False, "on": on}
    assert result("vat_natural_person_per_transaction", **given) == {"result": expected}


@pytest.mark.parametrize(
    ("place", "is_halved", "urban"),
    [("city", True, "35.00"), ("county_town", True, "25.00"), ("other", True, "5.00"),
     ("city", False, "70.00"), ("county_town", False, "50.00"), ("elsewhere", False, "10.00")],
)  # fmt: skip
def test_surcharges_on_a_thousand(place, is_halved, urban):
    half = 2 if is_halved else 1
    assert result("vat_surcharges", vat=1000, location=place, halving=is_halved) == {
        "urban_maintenance": urban,
        "education": f"{cent(30 / Decimal(half))}",
        "local_education": f"{cent(20 / Decimal(half))}",
    }


@pytest.mark.parametrize(
    ("inputs", "fee"),
    [
        ({"unpaid": "10000", "days": 30}, "150.00"),
        ({"unpaid": "10000", "days": 0}, "0.00"),
        ({"unpaid": "0.99", "days": 1}, "0.00"),
        ({"unpaid": "10", "days": 1}, "0.01"),
        ({"unpaid": 10000, "due_on": "2028-02-15", "paid_on": "2028-03-01"}, "75.00"),
        ({"unpaid": 10000, "due_on": "2027-02-15", "paid_on": "2027-03-01"}, "70.00"),
        ({"unpaid": 10000, "due_on": "2026-12-15", "paid_on": "2026-12-15"}, "0.00"),
    ],
)
def test_paying_late_by_the_day_over_the_29th_of_february(inputs, fee):
    assert result("late_payment_surcharge", **inputs) == {"late_fee": fee}


@pytest.mark.parametrize("kind", ["labour_per_payment", "nonresident_labour", "business_income"])
def test_a_number_and_its_text_are_the_same_and_a_float_loses_nothing(kind):
    name = "taxable" if kind == "business_income" else "income"
    line = '{"kind": "%s", "inputs": {"%s": %s}}'
    texts = ("1234567.89", '"1234567.89"', "1234567.890", '"1234567.890"', "1.23456789e6")
    told = raw_answers(*((line % (kind, name, text)).encode() for text in texts))
    assert len({str(one["result"]) for one in told}) == 1
    huge = raw_answers((line % (kind, name, "9" * 400)).encode())[0]
    assert huge["code"] == "amount_too_large"
    assert raw_answers((line % (kind, name, "1e400")).encode())[0]["code"] == "amount_too_large"
    assert raw_answers((line % (kind, name, "-0.01")).encode())[0]["code"] == "amount_negative"
    assert "result" in raw_answers((line % (kind, name, "-0")).encode())[0]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("platform_cumulative_labour", "incomes"),
        ("cumulative_wage", "monthly_income"),
        ("labour_per_payment", "income"),
        ("business_income", "taxable"),
        ("individual_business_halving", "taxable"),
        ("individual_business_halving_cap", "taxables"),
        ("vat_platform_agent_monthly", "gross_received_tax_inclusive"),
        ("vat_natural_person_per_transaction", "daily_sales_excl"),
        ("vat_small_scale_threshold", "months"),
        ("vat_surcharges", "location"),
        ("late_payment_surcharge", "unpaid"),
    ],
)
def test_what_is_missing_is_named_on_its_line_and_the_next_is_answered(kind, key):
    bad = b'{"id": 1, "kind": "%s", "inputs": {}}' % kind.encode()
    good = b'{"id": 2, "kind": "labour_per_payment", "inputs": {"income": "801"}}'
    first, second = raw_answers(bad, good)
    assert (first["code"], first["id"]) == ("missing", 1)
    assert key in first["error"]
    assert second["result"]["withheld"] == "0.20"


@steady
@given(FEN)
def test_a_threshold_is_answered_by_the_same_rule_month_by_month_and_together(amount):
    given = {"months": [amount, "0", amount], "on": "2026-01-01"}
    found = result("vat_small_scale_threshold", **given)
    is_taxed = Decimal(amount) >= 100_000
    assert ("months 1,3 taxable" in found["monthly_filer"]) is is_taxed
    assert ("taxable in full" in found["quarterly_filer"]) is (Decimal(amount) * 2 >= 300_000)
