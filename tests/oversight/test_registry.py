"""Every duty of a platform has controls, words for all that they find, and evidence to go to."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from livecompliance.kernel import duties, law
from livecompliance.kernel.duties import Reading, State, counted
from oversight.rules.articles import INSTRUMENTS, article_find, article_of, articles
from oversight.rules.boards import Standing, proof, standing
from oversight.rules.mechanisms import MECHANISMS
from oversight.selectors.duty import controls_of

CONTROLS = duties.controls()
PLATFORMS = [one for one in articles() if one.whose == "platform"]


def test_the_thirty_articles_of_the_measures_stand_each_in_a_row_of_their_own():
    own = [one for one in articles() if one.instrument == "M"]

    assert [one.number for one in own] == [str(number) for number in range(1, 31)]
    for one, whole in zip(own, law.articles("M"), strict=True):
        assert (one.whose == "platform") == whole.has_duty, one.key


def test_the_sixty_nine_articles_of_order_117_stand_once_each():
    held = [one for one in articles() if one.instrument == "O117"]

    numbers = [number for one in held for number in range(one.first, one.last + 1)]
    assert numbers == list(range(1, 70))


@pytest.mark.parametrize("one", PLATFORMS, ids=[one.key for one in PLATFORMS])
def test_a_duty_of_the_platform_has_a_control(one):
    assert controls_of(one)


def test_an_article_that_asks_nothing_has_no_control():
    for one in articles():
        assert one.whose == "platform" or not controls_of(one), one.key


def test_every_clause_of_both_instruments_stands_in_a_row():
    for clause in law.register().values():
        if clause.instrument in INSTRUMENTS:
            assert article_of(clause.instrument, clause.article), clause.id


@pytest.mark.parametrize("control", CONTROLS, ids=[one.name for one in CONTROLS])
def test_a_control_cites_clauses_that_exist_and_leads_to_a_page(control):
    for clause in control.clauses:
        assert law.clause(clause).instrument in INSTRUMENTS
    assert not control.page or reverse(control.page)
    assert control.name.split(".")[0] in control.read.__module__


def test_the_seven_mechanisms_name_controls_that_exist():
    names = {one.name for one in CONTROLS}

    assert len(MECHANISMS) == 7
    assert {name for one in MECHANISMS for name in one.controls} <= names


def test_what_is_no_row_is_none():
    assert article_find("M/31") is None
    assert article_of("M", "31") is None
    assert article_of("M", "附则") is None
    assert article_of("X", "1") is None


BAD = Reading(State.BREACHED, "wrong", 1, 3)
RISK = Reading(State.AT_RISK, "soon", 3, 3)
GOOD = Reading(State.MET, "ok", 5, 5)
IDLE = Reading(State.IDLE, "none", 0, 0)


@pytest.mark.parametrize(
    ("found", "missing", "is_excluded", "expected"),
    [
        ([GOOD, BAD, RISK], 0, False, Standing.BREACHED),
        ([GOOD, RISK], 0, False, Standing.AT_RISK),
        ([GOOD, IDLE], 0, False, Standing.MET),
        ([IDLE], 0, False, Standing.IDLE),
        ([], 2, False, Standing.UNSEEN),
        ([GOOD], 1, False, Standing.UNSEEN),
        ([BAD], 1, False, Standing.BREACHED),
        ([GOOD], 0, True, Standing.EXCLUDED),
        ([RISK], 0, True, Standing.EXCLUDED),
        ([BAD], 0, True, Standing.BREACHED),
    ],
)
def test_a_row_stands_as_its_worst_control_and_no_word_covers_a_breach(
    found, missing, is_excluded, expected
):
    assert standing("platform", is_excluded=is_excluded, found=found, missing=missing) == expected


def test_a_row_of_authorities_is_theirs_whatever_was_found():
    assert standing("authority", is_excluded=False, found=[BAD], missing=0) == Standing.AUTHORITY
    assert standing("general", is_excluded=True, found=[], missing=3) == Standing.GENERAL


def test_the_row_shows_the_worst_reading_with_the_most_behind_it():
    assert proof([GOOD, BAD, RISK]) is BAD
    assert proof([GOOD, Reading(State.MET, "ok", 9, 9)]).of == 9
    assert proof([]) is None


@pytest.mark.parametrize(
    ("wrong", "whole", "soon", "state", "figure"),
    [
        (0, 0, 0, State.IDLE, 0),
        (0, 4, 0, State.MET, 4),
        (0, 4, 1, State.AT_RISK, 4),
        (3, 4, 1, State.BREACHED, 1),
        (5, 4, 0, State.BREACHED, 0),
    ],
)
def test_a_number_is_read_as_nothing_may_be_wrong(wrong, whole, soon, state, figure):
    told = counted(wrong, whole, soon=soon)

    assert (told.state, told.figure, told.of) == (state, figure, whole)


VERBS = "are|have|wait|stand|do|were|fall|end|need"
ONE_AS_MANY = re.compile(rf"\bAll 1\b|^1 (\w+s )?({VERBS})\b")


class Ones(dict[str, int]):
    """One of everything."""

    def __missing__(self, name: str) -> int:
        return 1


@pytest.mark.parametrize("control", CONTROLS, ids=[one.name for one in CONTROLS])
def test_what_a_control_finds_once_is_told_as_one_thing_in_english(control):
    with translation.override("en"):
        for code in control.words:
            told = duties.said(control, code, Ones())
            assert not ONE_AS_MANY.search(told), told
