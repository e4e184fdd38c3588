"""What is read of goods that are handed in, and what is refused by its field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.goods import Faulty, price_fen, read, yuan


def refused(item, **given):
    with pytest.raises(Faulty) as caught:
        read(item, **given)
    return caught.value.fault.code, caught.value.fault.field


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (None, ("not_an_object", "")),
        ([], ("not_an_object", "")),
        ({}, ("missing_field", "title")),
        ({"title": " "}, ("missing_field", "title")),
        ({"title": 5}, ("wrong_type", "title")),
        ({"title": "茶" * 301}, ("text_too_long", "title")),
        ({"title": "茶\x00"}, ("control_character", "title")),
        ({"title": "茶\ud800"}, ("control_character", "title")),
        ({"title": "茶", "kind": "idea"}, ("unknown_value", "kind")),
        ({"title": "茶", "price": -1}, ("below_zero", "price")),
        ({"title": "茶", "price": "-0.01"}, ("below_zero", "price")),
        ({"title": "茶", "price": "1.999"}, ("too_precise", "price")),
        ({"title": "茶", "price": "NaN"}, ("not_a_number", "price")),
        ({"title": "茶", "price": "1e999"}, ("out_of_range", "price")),
        ({"title": "茶", "price": True}, ("not_a_number", "price")),
        ({"title": "茶", "price": [1]}, ("not_a_number", "price")),
        ({"title": "茶", "external_id": {}}, ("wrong_type", "external_id")),
        ({"title": "茶", "external_id": True}, ("wrong_type", "external_id")),
        ({"title": "茶", "attributes": [1]}, ("wrong_type", "attributes")),
        ({"title": "茶", "attributes": {"产地": None}}, ("wrong_type", "attributes")),
        ({"title": "茶", "attributes": dict.fromkeys("abc" * 40)}, ("wrong_type", "attributes")),
        ({"title": "茶", "attributes": {str(n): "" for n in range(101)}},
         ("too_many", "attributes")),
        ({"title": "茶", "labels": "茶"}, ("wrong_type", "labels")),
        ({"title": "茶", "labels": ["茶"] * 51}, ("too_many", "labels")),
        ({"title": "茶", "barcodes": [6901234567892]}, ("wrong_type", "barcodes")),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_by_its_field(item, fault):
    assert refused(item) == fault


def test_what_is_kept_needs_the_platforms_number_and_zero_is_one():
    assert refused({"title": "茶"}, is_kept=True) == ("missing_field", "external_id")
    assert read({"title": "茶", "external_id": 0}, is_kept=True).external_id == "0"


@given(st.integers(min_value=0, max_value=10**11))
def test_a_price_is_the_same_to_the_fen_as_text_and_as_a_number(fen):
    text = yuan(fen)
    assert text is not None
    assert Decimal(text) * 100 == fen
    assert price_fen(text) == fen
    assert price_fen(float(text)) == fen


def test_all_that_is_said_of_a_product_is_judged():
    good = read({"title": "礼盒", "brand": "甲", "attributes": {"成分": "乙"}, "labels": ["丙"],
                 "description": "丁", "category": "戊"})  # fmt: skip
    assert all(one in good.judged_as.text for one in ("甲", "成分", "乙", "丙", "丁", "戊"))


def test_the_digest_follows_the_content_and_not_the_number():
    one, other = ({"title": "茶", "external_id": number} for number in "ab")
    assert read(one).digest == read(other).digest
    assert read(one).digest != read(one | {"price": "1"}).digest
