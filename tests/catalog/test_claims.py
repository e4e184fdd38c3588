"""What may be said of goods: exemptions with proof, claims by kind, rules by property."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.claims import (
    ABSOLUTE,
    NEVER,
    NO_DRUG,
    SECTORS,
    STRICT,
    Evidence,
    Good,
    Said,
    exempting,
    exemptions,
    folded,
    judged,
    limits,
    places,
    sectors_of,
    worst,
)

DAY = date(2026, 12, 1)
PLAIN = Good()
WORDS = "2026年6月本店销量第一"
TEXT = f"家人们，{WORDS}，今天继续"


def term(text=TEXT, words="第一", code=ABSOLUTE):
    at = text.index(words)
    return Said(code, "M-18-2", "F-ABS-TOP/第一", at, at + len(words), words)


def proof(**fields):
    given = {"exemption": "limited_fact", "words": WORDS}
    return Evidence(uuid4(), **given | fields)


def verdicts(text, said, good=PLAIN, proofs=(), on=DAY):
    return [(one.verdict, one.why) for one in judged(text, said, good, proofs, on)]


@pytest.mark.law("ADL-absolute")
def test_a_limited_fact_that_was_proved_may_be_said_whole_and_not_in_part():
    assert verdicts(TEXT, [term()], proofs=[proof()]) == [("exempt", "exempt")]
    short = "家人们，我们销量第一"
    assert verdicts(short, [term(short)], proofs=[proof()]) == [("review", "absolute")]


@pytest.mark.long
@pytest.mark.law("ADL-absolute")
@given(
    st.text("家人们今天本店第一销量年月", max_size=12),
    st.text("家人们今天本店第一销量年月", max_size=12),
    st.text(" \u3000\n", max_size=3),
)
def test_a_term_is_excused_exactly_where_it_stands_inside_the_proved_words(before, after, gap):
    spaced = WORDS[:5] + gap + WORDS[5:]
    text = before + spaced + after
    inside = range(len(before), len(before) + len(spaced))
    for at in range(len(text) - 1):
        said = Said(ABSOLUTE, "M-18-2", "r", at, at + 2, text[at : at + 2])
        excused = exempting(text, said, Good(), [proof()], DAY) is not None
        if {at, at + 1} <= set(inside):
            assert excused or not said.text.strip()
        elif at >= len(before) + len(spaced) or at + 2 <= len(before):
            assert not excused or WORDS in folded(text.replace(spaced, "", 1))


@given(st.dates(), st.dates(), st.dates())
def test_a_proof_excuses_from_its_first_to_its_last_day(first, last, day):
    one = proof(since=first, until=last)

    found = exempting(TEXT, term(), Good(), [one], day)
    assert (found is not None) == (first <= day <= last)


@pytest.mark.parametrize(
    ("fields", "good", "is_exempt"),
    [
        ({"product": "sku-1"}, Good("sku-1"), True),
        ({"product": "sku-1"}, Good("sku-2"), False),
        ({"product": "sku-1"}, Good(), False),
        ({"brand": "山 野"}, Good("sku-2", "山野"), True),
        ({"brand": "山野"}, Good("sku-2", "别家"), False),
        ({}, Good("sku-9", "别家"), True),
    ],
)
def test_proof_of_one_product_or_brand_excuses_no_other(fields, good, is_exempt):
    (found,) = judged(TEXT, [term()], good, [proof(**fields)], DAY)

    assert (found.verdict == "exempt") == is_exempt


@pytest.mark.law("ADL-absolute")
@pytest.mark.parametrize("code", sorted(NEVER))
@pytest.mark.parametrize("exemption", list(exemptions()))
def test_efficacy_returns_and_results_are_never_exempt_and_never_minor(code, exemption):
    said = term(code=code)

    (found, *_more) = judged(TEXT, [said], Good(), [proof(exemption=exemption)], DAY)

    assert found.verdict != "exempt"
    assert not found.may_be_minor


@pytest.mark.parametrize("sector", sorted(STRICT))
def test_where_a_fact_would_speak_of_efficacy_it_excuses_nothing(sector):
    good = Good(sectors=frozenset({sector}), approved=frozenset(f"{sector}-ad-approval"))

    found = judged(TEXT, [term()], good, [proof()], DAY)[0]

    assert (found.verdict, found.may_be_minor) == ("review", False)


MED = "本品治疗失眠"


@pytest.mark.law("ADL-review")
@pytest.mark.parametrize(
    ("sectors", "approved", "expected"),
    [
        ((), (), ("block", "medical")),
        (("health_food",), ("health-food-ad-approval",), ("block", "medical")),
        (("drug",), (), ("block", "no_approval")),
        (("drug",), ("device-ad-approval",), ("block", "no_approval")),
        (("drug",), ("drug-ad-approval",), ("review", "as_approved")),
        (("device",), ("device-ad-approval",), ("review", "as_approved")),
        (("drug", "device"), ("drug-ad-approval",), ("block", "no_approval")),
    ],
)
def test_medical_words_are_for_drugs_and_devices_under_their_approval(sectors, approved, expected):
    good = Good(sectors=frozenset(sectors), approved=frozenset(approved))

    assert verdicts(MED, [term(MED, "治疗", "F-MED")], good)[0] == expected


@pytest.mark.law("O117-false-publicity")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("F-FIN", ("block", "forbidden")),
        ("F-EDU", ("block", "forbidden")),
        ("F-INFANT", ("block", "forbidden")),
        ("F-ABS-AUTH", ("block", "forbidden")),
        ("F-HEALTHFOOD", ("block", "forbidden")),
        ("F-SEED", ("warn", "looked_at")),
        ("F-PRICE", ("review", "price")),
        ("F-ABS-GUAR", ("review", "looked_at")),
    ],
)
def test_each_family_becomes_what_the_table_of_families_says(code, expected):
    assert verdicts(TEXT, [term(code=code)]) == [expected]


@pytest.mark.long
@pytest.mark.law("ADL-review")
@given(st.sets(st.sampled_from(SECTORS)), st.booleans())
def test_what_is_reviewed_before_it_is_advertised_needs_its_approval(sectors, has):
    papers = {one: f"{one.replace('_', '-')}-ad-approval" for one in sectors}
    good = Good(sectors=frozenset(sectors), approved=frozenset(papers.values() if has else ()))

    whys = [why for _verdict, why in verdicts(NO_DRUG, [], good)]
    reviewed = sectors & {"drug", "device", "health_food", "fsmp"}
    assert whys.count("approval_missing") == (0 if has else len(reviewed))


@pytest.mark.law("ADL-review")
def test_health_food_says_that_it_replaces_no_drug():
    good = Good(sectors=frozenset({"health_food"}), approved=frozenset({"health-food-ad-approval"}))

    assert verdicts("蓝帽子好物", [], good) == [("review", "no_drug_unsaid")]
    assert verdicts("蓝帽子好物，本品 不能代替药物", [], good) == []


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("2026年6月本店销量第一", "本店", True),
        ("今年本店销量第一", "本店", True),
        ("本店销量第一", "本店", False),
        ("2026年6月销量第一", "本店", False),
        ("2026年6月本店销量第一", "", False),
    ],
)
def test_a_limited_fact_binds_itself_to_time_and_place(words, place, expected):
    assert limits(words, place) is expected


@pytest.mark.long
@given(st.text(max_size=20), st.text(min_size=1, max_size=4))
def test_places_are_in_the_texts_own_code_points(text, words):
    for start, end in places(text, words):
        assert folded(words) in folded(text[start:end])


def test_the_strictest_claim_is_the_answer():
    med = [term(MED, "治疗", "F-MED")]

    assert worst(judged(MED, med, Good(), (), DAY)) == "block"
    assert worst(judged(TEXT, [term()], Good(), [proof()], DAY)) == "exempt"
    assert worst([]) == "pass"


def test_kinds_of_goods_follow_from_the_papers_of_the_catalogue():
    assert sectors_of(["device-registration", "device-ad-approval"]) == {"device"}
    assert sectors_of([], ["education"]) == {"education"}
    assert DAY + timedelta(days=1) > DAY
