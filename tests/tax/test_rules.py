"""Single payments, value-added tax, business income and late fees, calculated by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax.rules import business, late, money, per_payment, tables, vat
from tax.rules.refusals import TaxRefused
from tests.tax.steady import steady

TABLES, ON = tables.shipped(), date(2026, 3, 1)
BEFORE = date(2025, 12, 31)
FEN = st.integers(0, 10**11)


def fen(text):
    return money.to_fen(text)


@pytest.mark.law("N61-labour")
@pytest.mark.parametrize(
    ("income", "withheld"),
    [
        ("0", "0.00"),
        ("800", "0.00"),
        ("800.02", "0.00"),
        ("800.03", "0.01"),
        ("4000", "640.00"),
        ("25000", "4000.00"),
        ("50000", "10000.00"),
        ("62500", "13000.00"),
        ("62500.02", "13000.01"),
    ],
)
def test_a_single_payment_for_labour(income, withheld):
    assert money.yuan(per_payment.labour_method(TABLES, ON).tax(fen(income))) == withheld


@pytest.mark.law("N61-once")
def test_a_month_of_one_item_is_one_payment():
    apart = 2 * per_payment.labour_method(TABLES, ON).tax(fen("4000"))
    together = per_payment.labour_method(TABLES, ON).tax(fen("8000"))

    assert (apart, together) == (fen("1280"), fen("1280"))
    assert 2 * per_payment.labour_method(TABLES, ON).tax(fen("800")) == 0
    assert per_payment.labour_method(TABLES, ON).tax(fen("1600")) == fen("160")


@pytest.mark.law("N61-nonresident")
@pytest.mark.parametrize(
    ("compute", "income", "withheld"),
    [
        (per_payment.nonresident_labour_method, "3750", "90.00"),
        (per_payment.nonresident_labour_method, "20000", "1790.00"),
        (per_payment.nonresident_labour_method, "100000.01", "20840.00"),
        (per_payment.nonresident_author_method, "10000", "350.00"),
        (per_payment.nonresident_wage_method, "5000", "0.00"),
        (per_payment.nonresident_wage_method, "20000", "1590.00"),
        (per_payment.author_method, "800", "0.00"),
        (per_payment.author_method, "4000", "448.00"),
        (per_payment.author_method, "40000", "4480.00"),
    ],
)
def test_payments_of_other_sorts(compute, income, withheld):
    assert money.yuan(compute(TABLES, ON).tax(fen(income))) == withheld


@pytest.mark.law("A16-vat-agency", "S4-month", "VAT-threshold")
@pytest.mark.parametrize(
    ("received", "on", "is_exempt", "tax"),
    [
        ("100999.99", ON, True, "0.00"),
        ("101000", ON, False, "1000.00"),
        ("101000", BEFORE, True, "0.00"),
        ("101000.01", BEFORE, False, "1000.00"),
        ("150000", ON, False, "1485.15"),
        ("0", ON, True, "0.00"),
    ],
)
def test_the_month_of_a_practitioner_is_exempt_below_the_threshold_and_before_2026_at_it(
    received, on, is_exempt, tax
):
    found = vat.agency(TABLES, on).month(fen(received))

    assert (found.is_exempt, money.yuan(found.vat_fen)) == (is_exempt, tax)


@pytest.mark.law("A16-several")
def test_sales_on_other_platforms_count_towards_the_threshold_but_are_filed_there():
    found = vat.agency(TABLES, ON).month(fen("50500"), elsewhere_fen=fen("50000"))

    assert (found.is_exempt, found.vat_fen) == (False, fen("500"))


@pytest.mark.law("S4-waiver")
def test_an_exemption_that_is_given_up_is_taxed():
    assert vat.agency(TABLES, ON).month(fen("1010"), is_waived=True).vat_fen == fen("10")


@pytest.mark.law("S4-each-time")
def test_who_files_himself_is_taxed_from_a_thousand_a_day():
    assert vat.day(TABLES, fen("999.99"), ON).is_exempt
    assert vat.day(TABLES, fen("1000"), ON).vat_fen == fen("10")
    assert vat.day(TABLES, fen("500"), BEFORE).is_exempt
    assert vat.day(TABLES, fen("500.01"), BEFORE).vat_fen == fen("5")


def test_a_day_follows_its_month_where_the_platform_files():
    assert vat.day_in_month(TABLES, fen("3000"), fen("99999.99"), ON)[:2] == (False, 0)
    assert vat.day_in_month(TABLES, fen("3000"), fen("100000"), ON)[:2] == (True, fen("30"))
    with pytest.raises(TaxRefused):
        vat.day_in_month(TABLES, fen("3000"), fen("2999.99"), ON)


def test_a_quarterly_filer_is_measured_by_the_quarter():
    months = [fen("60000"), fen("80000"), fen("160000")]

    assert vat.spans(TABLES, months, BEFORE)[:2] == ((False, False, True), False)
    assert vat.spans(TABLES, months, ON)[:2] == ((False, False, True), True)


@steady
@given(FEN)
def test_sales_and_their_tax_are_what_was_received(received):
    found = vat.agency(TABLES, ON).month(received)

    assert found.is_exempt or found.sales_fen + found.vat_fen == received
    assert found.is_exempt is (received < fen("101000"))


@pytest.mark.parametrize(
    ("location", "is_halved", "expected"),
    [
        ("city", True, ("51.98", "22.28", "14.85")),
        ("county_town", True, ("37.13", "22.28", "14.85")),
        ("elsewhere", True, ("7.43", "22.28", "14.85")),
        ("city", False, ("103.96", "44.55", "29.70")),
    ],
)
def test_surcharges_by_place(location, is_halved, expected):
    found = vat.surcharges(TABLES, fen("1485.15"), location, ON, is_halved)

    assert tuple(map(money.yuan, found[:3])) == expected
    assert money.yuan(found.total_fen) == str(sum(map(Decimal, expected)))


def test_education_surcharges_are_exempt_in_a_month_of_small_sales():
    small = vat.surcharges(TABLES, fen("500"), "city", ON, month_sales_fen=fen("100000"))
    large = vat.surcharges(TABLES, fen("500"), "city", ON, month_sales_fen=fen("100000.01"))

    assert (small.total_fen, large.total_fen) == (fen("17.50"), fen("30"))


@pytest.mark.law("IIT-business")
@pytest.mark.parametrize(
    ("taxable", "other", "gross", "relief", "net"),
    [
        ("0", "0", "0.00", "0.00", "0.00"),
        ("30000", "0", "1500.00", "750.00", "750.00"),
        ("2000000", "0", "634500.00", "317250.00", "317250.00"),
        ("2000000.02", "0", "634500.01", "317250.00", "317250.01"),
        ("80000", "2000", "6500.00", "2250.00", "2250.00"),
        ("2400000", "6000", "774500.00", "314750.00", "453750.00"),
        ("80000", "7000", "6500.00", "0.00", "0.00"),
    ],
)
def test_an_individual_business_is_let_off_half_up_to_two_million(
    taxable, other, gross, relief, net
):
    found = business.yearly(TABLES, fen(taxable), ON, True, fen(other))

    assert [money.yuan(one) for one in (found.gross_fen, found.relief_fen, found.net_fen)] == [
        gross,
        relief,
        net,
    ]


def test_other_businesses_are_not_let_off():
    found = business.yearly(TABLES, fen("60000"), ON, is_individual=False)

    assert (found.relief_fen, found.net_fen) == (0, fen("4500"))
    assert "terms.halving" not in found.parameters


def test_one_limit_is_shared_by_all_businesses_of_a_person():
    assert business.halvable(TABLES, [fen("800000"), fen("900000")], ON)[0] == fen("1700000")
    assert business.halvable(TABLES, [fen("1200000")] * 2, ON)[0] == fen("2000000")
    assert business.halvable(TABLES, [], ON)[0] == 0


@pytest.mark.law("TCA-late-fee")
def test_paying_late_costs_five_ten_thousandths_a_day():
    assert late.late_fee(TABLES, fen("10000"), 30, ON)[0] == fen("150")
    assert late.late_fee(TABLES, fen("0.99"), 1, ON)[0] == 0
    assert late.late_fee(TABLES, fen("10"), 1, ON)[0] == 1  # half a fen, rounded up
    assert late.days_late(date(2028, 2, 15), date(2028, 3, 1)) == 15  # over 29 February
    assert late.days_late(date(2027, 2, 15), date(2027, 3, 1)) == 14
    assert late.days_late(date(2027, 2, 15), date(2027, 2, 15)) == 0


@pytest.mark.parametrize(
    "compute",
    [
        lambda: per_payment.labour_method(TABLES, ON).tax(-1),
        lambda: per_payment.nonresident_labour_method(TABLES, ON).withheld(-1),
        lambda: vat.agency(TABLES, ON).month(-1),
        lambda: vat.day(TABLES, -1, ON),
        lambda: vat.surcharges(TABLES, -1, "city", ON),
        lambda: business.yearly(TABLES, -1, ON, False),
        lambda: business.halvable(TABLES, [-1], ON),
        lambda: late.late_fee(TABLES, -1, 1, ON),
    ],
)
def test_nothing_is_computed_from_a_negative_amount(compute):
    with pytest.raises(TaxRefused) as refused:
        compute()

    assert refused.value.code == "amount_negative"


@pytest.mark.parametrize("value", [1.5, float("nan"), True, None, "", "1,5", "１", "0x1", b"1", []])
def test_what_is_no_exact_amount_never_becomes_one(value):
    with pytest.raises(TaxRefused) as refused:
        money.to_fen(value)

    assert refused.value.code == "amount_not_exact"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.001", "amount_finer_than_fen"),
        (Decimal("1e-400"), "amount_finer_than_fen"),
        (Decimal("1000000.0000000000000000000000000000001"), "amount_finer_than_fen"),
        ("10000000000000", "amount_too_large"),
        (Decimal("1e999999"), "amount_too_large"),
        (Decimal("NaN"), "amount_not_exact"),
        (Decimal("-Infinity"), "amount_not_exact"),
    ],
)
def test_an_amount_out_of_bounds_is_refused(value, code):
    with pytest.raises(TaxRefused) as refused:
        money.to_fen(value)

    assert refused.value.code == code


@steady
@given(st.integers(-(10**14), 10**14))
def test_an_amount_is_read_as_it_is_written(amount):
    assert money.to_fen(money.yuan(amount)) == amount
    assert money.to_fen(money.plain(amount)) == amount
    assert money.to_fen(money.written(amount, 0)) == amount


@steady
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_halves_are_rounded_away_from_zero(numerator, denominator):
    exact = Decimal(numerator) / denominator
    found = money.half_up(numerator, denominator)

    assert found == -money.half_up(-numerator, denominator)
    assert abs(found * 2 * denominator - 2 * numerator) <= denominator
    if abs(exact % 1) == Decimal("0.5"):
        assert abs(found) > abs(exact)
