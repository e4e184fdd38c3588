"""Permits of Hong Kong, Macao and Taiwan: what is printed beside the number, and what is wrong."""

from datetime import date

import pytest

from parties.rules.documents import check

ON = date(2026, 11, 30)
PERMIT = "hk_mo_tw_permit"


@pytest.mark.parametrize(
    ("written", "number", "country"),
    [
        ("H12345678", "H12345678", "HKG"),
        ("m 1234 5678", "M12345678", "MAC"),
        ("Ｈ１２３４５６７８", "H12345678", "HKG"),
        ("H12345678(01)", "H1234567801", "HKG"),
        ("M12345678（02）", "M1234567802", "MAC"),
        ("12345678", "12345678", "TWN"),
        ("1234567801", "1234567801", "TWN"),
        ("1234567801(B)", "1234567801B", "TWN"),
        ("1234567801（b）", "1234567801B", "TWN"),
    ],
)
def test_a_permit_is_taken_with_and_without_what_is_printed_behind_it(written, number, country):
    found = check(PERMIT, written, ON)

    assert (found.valid, found.normalised, found.country) == (True, number, country)
    assert check(None, written, ON).kind == PERMIT


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("H1234567", "length"),
        ("H123456780", "length"),  # half a count of issue
        ("H12345678(1)", "length"),
        ("123456789", "length"),
        ("1234567", "length"),
        ("C12345678", "alphabet"),
        ("H1234567O", "alphabet"),
        ("1234567O", "alphabet"),
        ("12345678O1", "alphabet"),
        ("()", "empty"),
    ],
)
def test_of_a_permit_that_is_none_it_is_said_whether_length_or_letters_are_wrong(written, fault):
    assert check(PERMIT, written, ON).errors == (fault,)
