"""The clauses offered for a measure: in force, those of the room first, then by article."""

import pytest
from django.utils import translation

from livecompliance.kernel import clock, law
from moderation.selectors.choices import clause_choices


def ids(near=()) -> list[str]:
    return [one.id for one in clause_choices(list(near))]


def test_what_was_found_in_the_room_stands_first_and_once():
    found = ids(["M-18-2", "M-off-platform", "M-18-2"])

    assert found[:2] == ["M-18-2", "M-off-platform"]
    assert len(found) == len(set(found)) == len(ids())
    assert [one.id for one in clause_choices(["M-18-2"]) if one.is_near] == ["M-18-2"]


def test_the_rest_follows_the_articles_of_the_measures_and_then_of_order_117():
    listed = clause_choices([])
    register = law.register(clock.today())

    measures = [one for one in listed if register[one.id].instrument == "M"]
    articles = [int(one.article) for one in measures if one.article.isdigit()]
    assert articles == sorted(articles)
    assert listed[: len(measures)] == measures
    assert {register[one.id].instrument for one in listed[len(measures) :]} == {"O117"}


def test_a_clause_of_another_instrument_is_offered_when_it_was_found():
    other = next(one for one in law.register(clock.today()) if one.startswith("PIPL"))

    assert other not in ids()
    assert ids([other])[0] == other


def test_a_clause_that_is_not_in_the_register_is_not_offered():
    assert ids(["no-such"]) == ids()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_clause_can_be_found_in_both_languages_whatever_the_page_speaks(language):
    with translation.override(language):
        found = next(one for one in clause_choices([]) if one.id == "M-off-platform")

    for words in ("第十条第二款", "art. 10(2)", "平台外", "outside the platform"):
        assert words in found.words, words
    assert found.article == "10"
