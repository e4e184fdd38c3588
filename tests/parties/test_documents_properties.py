"""What holds of every identity number, not only of those somebody thought of."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from parties.rules import documents
from parties.rules.documents import Kind, check, lines
from parties.rules.documents.digits import CREDIT_ALPHABET, credit_check, resident_check
from parties.rules.documents.tables import areas
from parties.selectors.document_words import document_word_pair

ON = date(2026, 11, 29)
many = settings(deadline=None, max_examples=120)
codes = st.sampled_from(sorted(areas())) | st.from_regex(r"[0-8][0-9]{5}", fullmatch=True)
births = st.dates(date(1900, 1, 1), ON)
digits = st.sampled_from("0123456789")
letters = st.sampled_from(CREDIT_ALPHABET)
kinds = st.sampled_from([None, *Kind])


@st.composite
def residents(draw, area=codes):
    body = draw(area) + f"{draw(births):%Y%m%d}" + f"{draw(st.integers(0, 999)):03}"
    return body + resident_check(body)


@st.composite
def organisations(draw):
    area = draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    subject = "".join(draw(st.lists(letters, min_size=9, max_size=9)))
    body = draw(letters) + draw(letters) + area + subject
    return body + credit_check(body)


foreigners = residents(st.from_regex(r"9[0-9]{5}", fullmatch=True))
numbers = st.one_of(
    st.tuples(st.just(Kind.RESIDENT_ID), residents()),
    st.tuples(st.just(Kind.FOREIGN_PERMANENT), foreigners),
    st.tuples(st.just(Kind.USCC), organisations()),
)


@pytest.mark.long
@many
@given(numbers)
def test_every_number_made_by_the_rules_is_taken(number):
    kind, value = number

    assert check(kind, value, ON).errors == ()


@pytest.mark.long
@many
@given(numbers, st.integers(0, 17), letters)
def test_every_wrong_character_is_refused(number, at, letter):
    kind, value = number
    assume(value[at] != letter)

    assert not check(kind, value[:at] + letter + value[at + 1 :], ON).valid


@pytest.mark.long
@many
@given(numbers, st.integers(0, 16))
def test_any_two_neighbours_in_the_wrong_order_are_refused(number, at):
    kind, value = number
    assume(value[at] != value[at + 1])
    swapped = value[:at] + value[at + 1] + value[at] + value[at + 2 :]

    assert not check(kind, swapped, ON).valid


@pytest.mark.long
@many
@given(residents())
def test_a_resident_is_recognised_and_born_when_the_number_says(value):
    found = check(None, value, ON)

    assert found.kind == Kind.RESIDENT_ID
    assert f"{found.birth_date:%Y%m%d}" == value[6:14]
    assert found.sex == ("male" if int(value[16]) % 2 else "female")


@pytest.mark.long
@many
@given(kinds, st.text(max_size=40) | st.text("0123456789Xx+- ０Ｘ()", max_size=24))
@example(None, "\ud800")
@example(None, "ß" * 18)
def test_no_text_whatever_raises(kind, value):
    found = check(kind, value, ON)

    assert found.valid is not bool(found.errors)


@many
@given(st.sampled_from(Kind), st.text(max_size=40) | st.text("0186+-０Ｘx (.", max_size=24))
def test_a_normalised_number_stays_as_it_is(kind, value):
    once = documents.normalised(kind, value)

    assert documents.normalised(kind, once) == once
    assert check(kind, once, ON).valid == check(kind, value, ON).valid


@pytest.mark.long
@many
@given(kinds, st.from_regex(r"[0-9]{9,21}|[A-Z]{4}[0-9]{5,12}", fullmatch=True))
def test_no_answer_repeats_the_number(kind, value):
    found = check(kind, value, ON)
    answer = json.dumps(lines.written(found, document_word_pair), default=str)

    assert value not in answer
    assert value not in repr(found)


@many
@given(births, st.integers(0, 130), st.sampled_from(["mar1", "feb28"]))
def test_an_age_begins_on_the_day_it_is_turned(born, years, leap):
    day = documents.turns(born, years, leap)

    assert documents.age_on(born, day, leap) == years
    assert documents.age_on(born, day - timedelta(days=1), leap) == years - 1
