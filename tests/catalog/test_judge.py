"""Every entry finds its products and leaves alone those that only sound like them."""

from datetime import date, timedelta

import pytest

from catalog.rules.judge import Catalogue, Product
from catalog.rules.pack import base, pack_of
from catalog.services import catalogue_on
from moderation.adapters import finder

ON = date(2026, 11, 30)
ENTRIES = {one.id: one for one in base().entries}


def judged(title, on=ON, **fields):
    return catalogue_on(on).judge([Product(title, **fields)])[0]


def named(title, on=ON, **fields):
    return [one.entry.id for one in judged(title, on, **fields).grounds]


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_finds_its_products(name):
    for title in ENTRIES[name].hits:
        assert name in named(title)


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_leaves_alone_what_only_sounds_like_it(name):
    for passing in ENTRIES[name].passes:
        assert name not in named(passing.title), passing.zh


def test_the_strictest_action_decides_and_every_ground_is_named_with_its_words():
    found = judged("白酒 酱香型 送仿真手枪模型")

    assert found.verdict == "block"
    assert [one.entry.action for one in found.grounds] == ["block", "gate"]
    assert {one.entry.id: one.words for one in found.grounds}["alcohol"] == ("白酒", "酒", "酱香型")


def test_what_is_held_back_names_every_paper_once():
    assert judged("布洛芬 非处方药 国药准字").documents == (
        "drug-retail-licence",
        "drug-ad-approval",
    )


@pytest.mark.parametrize(
    "title",
    ["电 子 烟 一次性", "电.子.烟", "電子煙 換彈", "ＶＡＰＥ 雾化", "电子烟烟烟", "电\u200b子烟"],
)
def test_disguises_are_looked_through(title):
    assert "e-cigarettes" in named(title)


def test_what_no_field_says_alone_two_do_not_say_together():
    assert named("家用手", description="枪") == []
    assert named("保温杯", category="电子烟") == ["e-cigarettes"]
    assert named("保温杯", description="赠送 电子烟 一支") == ["e-cigarettes"]


def test_elsewhere_in_the_product_stands_what_makes_it_another_thing():
    assert "military-uniforms" in named("军装 全套")
    assert "military-uniforms" not in named("军装 全套", description="合唱演出 舞台演出服")


def test_many_are_judged_as_each_alone_and_in_their_order():
    titles = [title for one in base().entries for title in one.hits] + ["保温杯", "", "🎁"]
    catalogue = catalogue_on(ON)

    together = catalogue.judge([Product(title) for title in titles])

    assert together == [catalogue.judge([Product(title)])[0] for title in titles]
    assert [one.verdict for one in together[-3:]] == ["allow"] * 3


@pytest.mark.parametrize(
    "name", [one.id for one in base().entries if one.since > date(2021, 5, 25)]
)
def test_a_day_before_it_was_in_force_nothing_was_listed(name):
    entry = ENTRIES[name]
    title = entry.hits[0]

    assert name in named(title, entry.since)
    assert name not in named(title, entry.since - timedelta(days=1))


def test_before_the_measures_there_was_no_catalogue():
    assert judged("古巴雪茄 手工", date(2021, 5, 24)).verdict == "allow"


def test_an_entry_ends_with_its_last_day():
    words = "  - {id: kites, number: 1, classes: [U], action: warn, zh: 风筝, en: Kites, basis: x, confidence: M, terms: [风筝], hits: [], passes: [], until: 2026-01-31}"  # noqa: E501
    entries = pack_of(f"pack: own\nversion: 2026-01-01\nentries:\n{words}\n").entries

    def verdict(day):
        return Catalogue(entries, day, finder).judge([Product("风筝")])[0].verdict

    assert [verdict(date(2026, 1, 31)), verdict(date(2026, 2, 1))] == ["warn", "allow"]
