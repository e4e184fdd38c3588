"""Logs tell what happened and nobody's number."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecompliance.kernel.logs import Json, mask


def line(message: str, *args: object) -> dict[str, str]:
    record = logging.LogRecord("t", logging.INFO, "t.py", 1, message, args, None)
    return json.loads(Json().format(record))


@pytest.mark.parametrize(
    "personal",
    [
        "11010519491231002X",
        "13800001234",
        "6222020000000000000",
        "lc_abcdefgh_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
        "someone@example.com",
    ],
)
def test_numbers_that_name_somebody_are_masked(personal):
    assert personal not in line("refused %s twice", personal)["message"]


@pytest.mark.long
@given(st.text(max_size=60), st.sampled_from(["13900000000", "110101199001010015"]), st.text())
def test_no_surrounding_text_lets_a_number_through(before, number, after):
    text = f"{before} {number} {after}"

    assert number not in mask(text)


@given(st.text())
def test_a_message_is_always_one_line_of_json(text):
    record = logging.LogRecord("t", logging.INFO, "t.py", 1, text.replace("%", "%%"), (), None)
    assert "\n" not in Json().format(record)


def test_ids_and_counts_are_left_alone():
    assert line("segment 01a202ab-fac2-709f-a250-3ee93a82ef3d count 200")["message"].endswith(
        "3ee93a82ef3d count 200"
    )
