"""What names a person: sealed for one place, masked by rule, found in any spelling, not logged."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecompliance.kernel import personal
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.logs import Json
from livecompliance.kernel.personal import DataKey, Sealed

KEY, OTHER = DataKey("d1", "t1", b"\x01" * 32), DataKey("d1", "t1", b"\x02" * 32)
PLACE = "tenant|accounts.contact|mobile|1"
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
NUMBERS = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True),
    st.from_regex(r"62[0-9]{14,17}", fullmatch=True),
)
SEPARATORS = st.sampled_from(["", " ", "-", "·", ".", " - ", "\u2014"])


@pytest.mark.long
@given(st.text(max_size=80))
def test_what_is_sealed_opens_with_its_key_in_its_place(plain):
    assert personal.unseal(KEY, personal.seal(KEY, plain, PLACE), PLACE) == plain


@pytest.mark.long
@given(st.text(max_size=40), st.integers(0), st.integers(0, 7))
def test_no_altered_bit_opens(plain, at, bit):
    body = bytearray(personal.seal(KEY, plain, PLACE).body)
    body[at % len(body)] ^= 1 << bit

    with pytest.raises(KeyLost):
        personal.unseal(KEY, Sealed(bytes(body)), PLACE)


@pytest.mark.parametrize("place", ["tenant|accounts.contact|mobile|2",
                                   "tenant|accounts.contact|email|1",
                                   "other|accounts.contact|mobile|1"])  # fmt: skip
def test_another_row_field_or_tenant_does_not_open_it(place):
    with pytest.raises(KeyLost):
        personal.unseal(KEY, personal.seal(KEY, "13800001234", PLACE), place)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_sealed_value_are_refused(body):
    with pytest.raises(KeyLost):
        personal.unseal(KEY, Sealed(body), PLACE)


def test_another_key_of_the_same_name_does_not_open_it():
    with pytest.raises(KeyLost):
        personal.unseal(OTHER, personal.seal(KEY, "x", PLACE), PLACE)


def test_printing_a_key_or_a_sealed_value_shows_nothing():
    assert "\\x01" not in repr(KEY)
    assert "v1" not in repr(personal.seal(KEY, "x", PLACE))


def test_a_column_takes_nothing_in_clear():
    with pytest.raises(TypeError):
        personal.EncryptedField(kind="mobile").get_prep_value("13800001234")


MASKS = [
    ("mobile", "13800001234", "138****1234"),
    ("mobile", "+86 138-0000-1234", "138****1234"),
    ("mobile", "+4915112345678", "****78"),
    ("mobile", "1380000", "****"),
    ("resident_id", "11010519491231002x", "110*************2X"),
    ("resident_id", "1101051949123", "****"),
    ("name", "林满", "林*"),
    ("name", "林小满", "林**"),
    ("name", "欧阳小满", "欧***"),
    ("name", "阿卜杜拉·买买提", "阿***"),
    ("name", "Ann Lee", "A***"),
    ("name", "林", "****"),
    ("address", "浙江省杭州市西湖区文三路 1 号", "浙江省杭州市西湖区****"),
    ("address", "北京市朝阳区建国路1号", "北京市朝阳区****"),
    ("address", "文三路1号", "****"),
    ("bank_card", "6222 0200 0000 0000 123", "**** 0123"),
    ("bank_card", "6222", "****"),
    ("passport", "E12345678", "E****78"),
    ("passport", "E1", "****"),
    ("document", "E12345678", "E****78"),
    ("document", "110101200907010017", "110*************17"),
    ("document", "E123", "****"),
    ("email", "someone@example.com", "s***@example.com"),
    ("email", "s@example.com", "****"),
    ("mobile", "", ""),
]


@pytest.mark.parametrize(("kind", "value", "shown"), MASKS)
def test_a_mask_shows_what_its_rule_says(kind, value, shown):
    assert personal.mask(kind, value) == shown


@pytest.mark.long
@given(st.sampled_from(sorted(personal.KINDS)), st.text(min_size=1, max_size=60))
def test_no_mask_shows_a_whole_value(kind, value):
    shown = personal.mask(kind, value)

    assert value.strip() == "" or "*" in shown or shown == ""
    assert shown != personal.normalise(kind, value) or set(shown) <= {"*", " "}


@given(HAN)
def test_of_a_chinese_name_the_first_character_is_all_that_is_shown(name):
    assert personal.mask("name", name) == name[0] + "*" * (len(name) - 1)


@pytest.mark.long
@given(st.sampled_from(sorted(personal.KINDS)), st.text(max_size=60))
def test_normalising_twice_is_normalising_once(kind, value):
    once = personal.normalise(kind, value)

    assert personal.normalise(kind, once) == once


def test_a_blind_index_tells_tenants_and_kinds_apart():
    index = personal.blind_index(b"a" * 32, "mobile", "13800001234")

    assert index == personal.blind_index(b"a" * 32, "mobile", "+86 138 0000 1234")
    assert index != personal.blind_index(b"b" * 32, "mobile", "13800001234")
    assert index != personal.blind_index(b"a" * 32, "bank_card", "13800001234")


@pytest.mark.long
@given(NUMBERS, SEPARATORS, st.sampled_from([3, 4, 6]), st.booleans())
def test_no_number_reaches_the_log_however_it_is_written(number, between, every, is_wide):
    groups = [number[at : at + every] for at in range(0, len(number), every)]
    written = between.join(groups)
    if is_wide:
        written = written.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    record = logging.LogRecord("t", logging.INFO, "t.py", 1, "来电 %s 已登记", (written,), None)

    said = json.loads(Json().format(record))["message"]
    assert written not in said
    assert personal.names_somebody(written)
    assert not personal.names_somebody(said)


@given(st.uuids(), st.datetimes())
def test_ids_and_instants_are_left_alone(some_id, at):
    text = f"segment {some_id} at {at.isoformat(timespec='microseconds')}Z count 200"

    assert personal.without(text) == text
