"""The packs are whole: every term has its law, and no word stands twice without reason."""

import warnings
from collections import defaultdict
from pathlib import Path

import pytest

from livecompliance.kernel import law
from moderation.engine import Engine
from moderation.engine.fold import fold
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import load
from moderation.selectors.family import family_also

PACKS = load(Path(__file__).parents[3] / "moderation" / "packs")
FAMILIES = [family for pack in PACKS for family in pack.families]
RULES = [rule for pack in PACKS for rule in pack.rules]
REQUIRED = [
    "F-ABS-TOP",
    "F-ABS-GUAR",
    "F-ABS-AUTH",
    "F-MED",
    "F-HEALTHFOOD",
    "F-INFANT",
    "F-FIN",
    "F-EDU",
    "F-ESTATE",
    "F-SEED",
    "F-ALC",
    "F-PRICE",
    "F-URGENCY",
    "F-FAKEDATA",
    "F-DISPARAGE",
    "F-ABUSE",
    "F-VULGAR",
    "F-SUPERST",
    "F-MLM",
    "F-GAMBLE",
    "F-CONTRABAND",
    "F-OFFPLAT",
    "F-GIFT",
]


def words(family):
    return [term if isinstance(term, str) else term.t for term in family.terms]


@pytest.mark.long
def test_packs_load_and_compile_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Engine.base().families


@pytest.mark.parametrize("code", REQUIRED)
def test_every_family_of_the_catalogue_is_there(code):
    assert code in {family.code for family in FAMILIES}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.code)
def test_a_family_names_its_law_and_tells_the_streamer_what_to_do(family):
    assert law.clause(family.clause)
    assert family.source
    assert set(family.name) == set(family.advice) == {"zh", "en"}
    assert len(family.advice["zh"]) <= 30, "read in two seconds"
    assert family.speakers
    assert family.terms


@pytest.mark.parametrize("family", [one for one in FAMILIES if one.also], ids=lambda one: one.code)
def test_what_a_family_cites_beside_its_clause_is_law_too(family):
    for clause in family.also:
        assert law.clause(clause).instrument != law.clause(family.clause).instrument


@pytest.mark.long
@pytest.mark.law("O117-disparagement", "M-18-6")
def test_running_down_other_sellers_breaks_both_instruments():
    conduct = [pack for pack in PACKS if any(one.code == "F-DISPARAGE" for one in pack.families)]
    engine = Engine(from_packs(conduct))
    (result,) = engine.inspect([{"id": 1, "type": "speech", "text": "别家都是垃圾货"}])
    label = result.labels[0]
    assert (label.code, label.clause) == ("F-DISPARAGE", "M-18-6")
    assert family_also(label.code) == ["O117-disparagement"]


def of_several_clauses(rule) -> bool:
    """Tell whether the family a rule is about has words that fall under different clauses."""
    family = next(one for one in FAMILIES if f'"{one.code}"' in rule.when)
    return any(not isinstance(term, str) and term.clause for term in family.terms)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_its_law_or_leaves_it_to_its_words_and_names_its_reason(rule):
    assert rule.clause in law.register() or (not rule.clause and of_several_clauses(rule))
    assert set(rule.reason) == {"zh", "en"}
    streamer = rule.then.measure is not None
    assert set(rule.advice) == ({"zh", "en"} if streamer else set(rule.advice))


def test_terms_with_a_clause_of_their_own_name_one_of_the_register():
    own = {t.clause for f in FAMILIES for t in f.terms if not isinstance(t, str) and t.clause}
    assert own == {"M-18-3"}
    assert all(law.clause(clause) for clause in own)


def test_no_word_stands_in_two_families():
    seen = defaultdict(set)
    for family in FAMILIES:
        for word in words(family):
            seen[fold(word)].add(family.code)
    assert {word: codes for word, codes in seen.items() if len(codes) > 1} == {}


def test_no_word_stands_twice_in_a_family():
    for family in FAMILIES:
        assert len(words(family)) == len(set(words(family))), family.code


def test_only_rules_with_several_strong_signs_propose_suspension():
    stops = [rule for rule in RULES if rule.then.measure == "suspend"]
    assert stops
    for rule in stops:
        assert rule.when.count("&&") >= 3
        assert "warnings >= 2" in rule.when or "warnings >= 5" in rule.when
        assert "risk >= " in rule.when


def test_a_rule_that_cuts_traffic_wants_an_earlier_warning_or_two_kinds_of_breach():
    for rule in RULES:
        if rule.then.measure == "limit_traffic":
            assert "warnings >= " in rule.when or rule.when.count("recent(") >= 2


def test_every_exemption_says_what_it_is():
    for family in FAMILIES:
        for exemption in family.exempt:
            assert set(exemption.name) == {"zh", "en"}, (family.code, exemption.code)
            assert exemption.any or exemption.pattern
