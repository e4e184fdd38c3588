"""Numbers on packages: what is right, what is not, and which digit would be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.barcodes import bare, check_digit, doubt


@pytest.mark.parametrize(
    "number",
    ["96385074", "036000291452", "4006381333931", "6901234567892", "00012345600012",
     "9787115428028", "7115428026", "080442957X"],
)  # fmt: skip
def test_a_right_number_raises_no_doubt(number):
    assert doubt(bare(number)) is None


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("4006381333932", "barcode_check_digit", "1"),
        ("96385075", "barcode_check_digit", "4"),
        ("0804429570", "barcode_check_digit", "X"),
        ("978711542802", "barcode_check_digit", "8"),
        ("123456789", "barcode_length", ""),
        ("", "not_a_barcode", ""),
        ("69012345678X2", "not_a_barcode", ""),
        ("６９０１２３４５６７８９２", "not_a_barcode", ""),
        ("2012345678903", "barcode_in_store", ""),
    ],
)
def test_a_wrong_number_says_what_is_wrong_and_what_would_be_right(number, code, expected):
    found = doubt(bare(number))
    assert found is not None
    assert (found.code, found.expected) == (code, expected)


def test_blanks_and_hyphens_are_how_a_number_is_printed():
    assert bare(" 978-7-115-42802-8 ") == "9787115428028"


@pytest.mark.long
@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_every_number_has_exactly_one_right_check_digit(length, data):
    front = data.draw(st.text("1356789", min_size=length, max_size=length))
    assert [one for one in "0123456789" if doubt(front + one) is None] == [check_digit(front)]
