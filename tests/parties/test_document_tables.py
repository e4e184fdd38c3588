"""The tables of public facts behind identity numbers, and the words for what is found."""

import json

import pytest

from parties.rules.documents import Caution, Fault, Kind, Paper
from parties.rules.documents.tables import areas, countries
from parties.selectors.document_words import document_word, document_word_pair
from tests import data

DATA = data.DATA / "04_identity"
MAINLAND = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46]
MAINLAND += [50, 51, 52, 53, 54, 61, 62, 63, 64, 65]


def read(name: str) -> dict:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"NOT CHECKED: {path} is absent, so nothing was compared with the sources")
    return json.loads(path.read_bytes())


@pytest.mark.parametrize(
    "name", ["gbt2260_timeline_mca.json", "gbt2260_timeline_extra_wikipedia.json"]
)
def test_the_table_of_areas_says_what_its_source_says(name):
    ours = areas()

    for code, periods in read(name).items():
        said = {
            (int(one["start_year"] or 0), int(one["end_year"] or 9999), one["address"].strip())
            for one in periods
        }
        assert set(ours[code]) == said, code


def test_the_table_of_areas_knows_every_area_of_today():
    ours = areas()

    for code, name in read("gbt2260_current_mca.json").items():
        assert any(one.name == name and one.last == 9999 for one in ours[code]), code


def test_every_province_of_the_mainland_and_beyond_is_in_the_table():
    provinces = {int(code[:2]) for code in areas() if code.endswith("0000")}

    assert provinces == {*MAINLAND, 71, 81, 82, 83}


def test_countries_have_two_codes_each():
    held = countries()

    assert len(held) == len(set(held.values())) == 249
    assert (held["156"], held["840"], held["344"]) == ("CHN", "USA", "HKG")


@pytest.mark.parametrize("code", [*Fault, *Caution, *Kind, *Paper])
def test_every_code_has_words_in_both_languages(code):
    pair = document_word_pair(code)

    assert pair["zh"]
    assert pair["en"].isascii()
    assert document_word(code) == pair["zh"]
