"""A tenant's entries make the base pack stricter, and nothing makes it laxer."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from catalog.rules import own
from catalog.rules.pack import Entry, Passing, base, digest
from catalog.selectors import base_of, finder, placed_over, trial_of
from catalog.selectors.words import FAULTS, fault
from catalog.services.check import faults_of

BASE = {one.id: one for one in base().entries}
GATED = "alcohol"


def entry(**fields: Any) -> Entry:
    made = {
        "id": "star-coins", "number": 1001, "classes": ["U"], "action": "warn", "zh": "星币",
        "en": "Star coins", "basis": "平台规则", "confidence": "C", "terms": ["琥珀星币"],
        "hits": ["琥珀星币 100 枚"], "passes": [],
    }  # fmt: skip
    return Entry(**(made | fields))


def codes(*entries: Entry) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in faults_of(base_of(digest()), list(entries))]


def changed(name: str, **fields: Any) -> Entry:
    return structs.replace(BASE[name], **fields)


@pytest.mark.long
def test_an_entry_of_ones_own_and_a_stricter_one_of_the_base_stand():
    blocked = changed(GATED, action="block", documents=[])

    assert codes(entry(), blocked) == []


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"action": "warn", "documents": []}, ("laxer_action", "action")),
        ({"classes": ["A"]}, ("laxer_classes", "classes")),
        ({"terms": BASE[GATED].terms[1:]}, ("laxer_terms", "terms")),
        ({"unless": ["演出"]}, ("laxer_unless", "unless")),
        ({"since": BASE[GATED].since + timedelta(days=1)}, ("laxer_from", "from")),
        ({"until": date(2099, 1, 1)}, ("laxer_until", "until")),
        ({"documents": ["ccc-certificate"]}, ("laxer_documents", "documents")),
    ],
)
def test_what_would_be_laxer_than_the_base_is_refused_by_name(fields, refused):
    assert refused in codes(changed(GATED, **fields))


def test_an_allowed_word_that_would_uncover_what_the_base_finds_is_refused():
    uncovering = changed("firearms", allow=[*BASE["firearms"].allow, "猎枪套装"])

    assert codes(uncovering) == [("laxer_allow", "allow")]
    assert codes(entry(allow=["仿真手枪挂件"])) == [("laxer_allow", "allow")]
    assert codes(entry(allow=["琥珀星币挂件"])) == []


def test_an_allowed_word_in_disguise_uncovers_no_more():
    assert codes(entry(allow=["猎 . 枪套装"])) == [("laxer_allow", "allow")]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"terms": []}, ("empty", "terms")),
        ({"terms": ["琥珀星币", " "]}, ("empty_word", "terms")),
        ({"terms": ["词" * 61]}, ("long_word", "terms")),
        ({"terms": ["琥珀星币"], "allow": ["琥珀星币"]}, ("both", "allow")),
        ({"action": "gate"}, ("gate_without_document", "documents")),
        ({"documents": ["ccc-certificate"]}, ("document_without_gate", "documents")),
        ({"action": "gate", "documents": ["nonesuch"]}, ("unknown_document", "documents")),
        ({"until": date(2020, 1, 1)}, ("never_in_force", "until")),
        ({"id": "Star Coins"}, ("id", "id")),
        ({"zh": ""}, ("empty", "zh")),
        ({"zh": "星" * 61}, ("long", "zh")),
        ({"note_zh": "有事打 13800138000"}, ("names_somebody", "note_zh")),
        ({"terms": ["手枪钻"], "hits": []}, ("dead_term", "terms")),
        ({"hits": ["保温杯"]}, ("hit_missed", "hits")),
        (
            {"passes": [Passing("琥珀星币挂件", "挂件", "a pendant")]},
            ("pass_found", "passes"),
        ),
    ],
)  # fmt: skip
def test_an_entry_that_contradicts_itself_is_refused_at_its_field(fields, refused):
    assert refused in codes(entry(**fields))


def test_entries_that_contradict_each_other_are_refused():
    one, other = entry(), entry(id="pendants", number=1002, terms=["琥珀挂件"], allow=["琥珀星币"])

    assert ("allowed_elsewhere", "terms") in codes(one, structs.replace(other, hits=[]))
    assert ("twice", "id") in codes(one, one)


def test_every_fault_has_its_words():
    every = [
        own.Fault(code, "x", "terms", "block" if code == "laxer_action" else "词")
        for code in FAULTS
    ]

    assert all(fault(one) and "%(" not in fault(one) for one in every)


def test_an_entry_written_for_an_older_pack_takes_nothing_from_a_newer_one():
    mine = changed("firearms", terms=["琥珀枪"], allow=["猎枪套装"], action="warn", classes=["U"])

    placed = {one.entry.id: one for one in placed_over(base_of(digest()), [mine])}["firearms"]

    assert placed.origin == "stricter"
    assert set(BASE["firearms"].terms) < set(placed.entry.terms)
    assert (placed.entry.action, placed.entry.allow) == ("block", [])
    assert placed.entry.classes == ["P", "U"]


def test_numbers_of_ones_own_stand_behind_the_bases_and_are_never_given_twice():
    made = own.numbered([entry(number=0), entry(id="b", number=7), changed(GATED, number=5)], BASE)

    assert [one.number for one in made] == [1001, 1002, BASE[GATED].number]
    assert own.numbered(made, BASE) == made


words = st.sampled_from(["猎枪", "猎枪套装", "手枪钻", "琥珀", "星币", "白酒"])
lists = st.lists(words, max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(
    mine=st.builds(
        lambda name, terms, allow, unless, action, until: changed(
            name, terms=terms, allow=allow, unless=unless, action=action, until=until, passes=[]
        ),
        st.sampled_from(["firearms", GATED, "imitation-guns"]),
        lists, lists, lists,
        st.sampled_from(["block", "gate", "warn"]),
        st.sampled_from([None, date(2022, 1, 1)]),
    )
)  # fmt: skip
def test_whatever_a_tenant_writes_the_merged_catalogue_is_nowhere_laxer(mine):
    before = BASE[mine.id]

    after = {one.entry.id: one.entry for one in placed_over(base_of(digest()), [mine])}[mine.id]

    assert set(before.terms) <= set(after.terms)
    assert set(before.classes) <= set(after.classes)
    assert own.STRENGTH[after.action] >= own.STRENGTH[before.action]
    assert after.since <= before.since
    assert (after.until, set(after.unless) - set(before.unless)) == (None, set())
    tried = trial_of(digest())
    assert all(word in before.allow or tried.is_harmless(word) for word in after.allow)
    assert finder() is not None
