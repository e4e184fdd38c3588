"""The base pack says all that the law asks for, and a pack that contradicts itself is refused."""

from datetime import date

import pytest

from catalog.rules.pack import CLASSES, PackFault, base, pack_of, papers

ENTRY = """
pack: own
version: 2026-11-30
entries:
  - id: kites
    number: 1
    classes: [U]
    action: warn
    zh: 风筝
    en: Kites
    basis: 平台规则
    confidence: M
    terms: [风筝]
    hits: [沙燕风筝]
    passes: []
"""


@pytest.mark.law("M-rules-and-catalogue")
def test_the_four_classes_of_the_law_and_our_own_are_listed_and_none_is_empty():
    named = {each for one in base().entries for each in one.classes}

    assert named == set(CLASSES) == {"P", "N", "A", "U", "L"}
    assert [one.number for one in base().entries] == list(range(1, 95))


def test_each_entry_has_both_languages_a_basis_and_products_that_show_where_it_ends():
    for one in base().entries:
        assert one.zh.strip(), one.id
        assert one.en.strip(), one.id
        assert one.basis.strip(), one.id
        assert one.hits, one.id
        assert all(each.zh and each.en for each in one.passes), one.id
        assert one.passes, one.id


def test_what_is_allowed_with_papers_is_held_back_until_they_are_there():
    for one in base().entries:
        if "L" in one.classes:
            assert one.action == "gate", one.id
    assert {name for one in base().entries for name in one.documents} == set(papers())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("terms: [风筝]", "terms: []", "no terms"),
        ("terms: [风筝]", "terms: [风筝]\n    allow: [风筝]", "both a term and allowed"),
        ("terms: [风筝]", 'terms: ["风筝", " "]', "an empty word"),
        ("classes: [U]", "classes: []", "no class"),
        ("classes: [U]", "classes: [X]", "Invalid enum value"),
        ("action: warn", "action: gate", "held back for no document"),
        ("action: warn", "action: warn\n    documents: [liquor-trading-record]", "not held back"),
        ("action: warn", "action: gate\n    documents: [licence-to-fly]", "unknown document"),
        ("action: warn", "action: warn\n    colour: red", "unknown field"),
        ("number: 1", "number: 1\n    until: 2020-01-01", "never in force"),
        ("    en: Kites\n", "", "missing required field"),
        ("version: 2026-11-30", "version: soon", "Invalid RFC3339"),
        ("pack: own", "pack: [own", "expected"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_and_says_where(old, new, words):
    with pytest.raises(PackFault, match=words):
        pack_of(ENTRY.replace(old, new))


def test_an_entry_that_is_there_twice_is_refused():
    with pytest.raises(PackFault, match="id kites is there twice"):
        pack_of(ENTRY + ENTRY.split("entries:\n")[1])


def test_a_pack_is_read_as_it_is_written():
    one = pack_of(ENTRY).entries[0]

    assert (one.id, one.since, one.until) == ("kites", date(2021, 5, 25), None)
    assert (one.name("zh-hans"), one.name("en")) == ("风筝", "Kites")
