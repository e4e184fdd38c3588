"""One row of a payee or a payment: what it says, or what is wrong with it. No database."""

from datetime import UTC, date, datetime

import pytest

from tax.rules import brought, calendar
from tax.rules.brought import Bad
from tests.tax.world import PAID, SONG, STUDIO

NOW = datetime(2026, 11, 30, tzinfo=UTC)
TODAY = date(2026, 11, 30)


def fault_of(read, values, moment):
    with pytest.raises(Bad) as refused:
        read(values, moment)
    return refused.value.code, refused.value.field


def test_a_payment_is_whole_fen_in_the_month_it_was_paid_in_china():
    late = PAID | {"amount": "¥1,000.10", "paid_at": "2026-10-31T16:30:00Z"}
    found = brought.payment_of(late, NOW)

    assert (found.amount_fen, found.month, found.orders) == (100010, date(2026, 11, 1), 1)


def test_columns_may_be_called_by_their_chinese_names():
    row = {"编号": "p-9", "收款人": "a-1", "收入类型": "服务", "金额（元）": "12.5",
           "日期": "2026/10/05", "退款": "是"}  # fmt: skip
    found = brought.payment_of(row, NOW)

    assert (found.kind, found.amount_fen, found.is_refund) == ("services", 1250, True)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"amount": "-1"}, "negative", "amount"),
        ({"amount": "0"}, "nothing", "amount"),
        ({"amount": "0.001"}, "finer_than_fen", "amount"),
        ({"amount": "1e30"}, "out_of_range", "amount"),
        ({"amount": "1e999999999"}, "not_an_amount", "amount"),
        ({"amount": "NaN"}, "not_an_amount", "amount"),
        ({"amount": "-Infinity"}, "negative", "amount"),
        ({"amount": "1_000"}, "not_an_amount", "amount"),
        ({"amount": True}, "not_an_amount", "amount"),
        ({"amount": "", "amount_fen": "10.5"}, "finer_than_fen", "amount_fen"),
        ({"currency": "USD"}, "currency", "currency"),
        ({"paid_at": "2026-02-29"}, "not_a_date", "paid_at"),
        ({"paid_at": "0001-01-01T00:00:00+14:00"}, "not_a_date", "paid_at"),
        ({"paid_at": "2027-01-01"}, "in_future", "paid_at"),
        ({"paid_at": "2019-12-30"}, "out_of_range", "paid_at"),
        ({"kind": "gift"}, "unknown_value", "kind"),
        ({"kind": None}, "missing", "kind"),
        ({"external_id": " "}, "missing", "external_id"),
        ({"external_id": "x" * 81}, "too_long", "external_id"),
        ({"external_id": "a\0b"}, "not_text", "external_id"),
        ({"external_id": "\ud800"}, "not_text", "external_id"),
        ({"payee": None}, "missing", "payee"),
        ({"orders": "1.5"}, "not_a_number", "orders"),
        ({"orders": -1}, "out_of_range", "orders"),
        ({"is_refund": "vielleicht"}, "not_a_flag", "is_refund"),
    ],
)
def test_a_payment_that_cannot_be_is_named_by_code_and_field(change, code, field):
    assert fault_of(brought.payment_of, PAID | change, NOW) == (code, field)


def test_29_february_is_a_day_in_a_leap_year():
    found = brought.payment_of(PAID | {"paid_at": "2024-02-29"}, NOW)
    assert found.month == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("row", "change", "code", "field"),
    [
        (SONG, {"number": ""}, "no_identity", "number"),
        (SONG, {"number": "110105194912310021"}, "bad_number", "number"),
        (SONG, {"number": STUDIO["code"]}, "bad_number", "number"),
        (SONG, {"document_kind": "library_card"}, "unknown_value", "document_kind"),
        (SONG, {"name": None}, "missing", "name"),
        (SONG, {"kind": "robot"}, "unknown_value", "kind"),
        (SONG, {"consent_on": "2026-02-29"}, "not_a_date", "consent_on"),
        (SONG, {"shops": [f"s-{n}" for n in range(51)]}, "too_many", "shops"),
        (STUDIO, {"code": ""}, "no_identity", "code"),
        (STUDIO, {"code": "91310115MA1K3BTP2C"}, "bad_code", "code"),
        (STUDIO, {"is_employee": "是"}, "employee_not_natural", "is_employee"),
    ],
)
def test_a_payee_without_identity_or_with_a_wrong_one_is_refused_by_name(row, change, code, field):
    assert fault_of(brought.payee_of, row | change, TODAY) == (code, field)


def test_the_same_words_have_the_same_print_whatever_form_they_come_in():
    one = brought.payment_of(PAID, NOW)
    other = brought.payment_of(
        PAID | {"amount": "", "amount_fen": 100000, "paid_at": "2026-10-05T12:15:00Z"}, NOW
    )
    dearer = brought.payment_of(PAID | {"amount": "1000.01"}, NOW)

    assert one.print() == other.print()
    assert one.print() != dearer.print()


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_a_quarter_begins_and_ends_with_its_months(day, quarter, last):
    assert calendar.quarter_of(day) == quarter
    assert calendar.last_of(quarter, 3) == last
    assert calendar.months_of(quarter)[2] == calendar.month_of(last)
