"""What the European database takes and refuses, and that our own map holds only its codes."""

import json
from datetime import date

import pytest

from oversight.rules import dsa
from oversight.rules.dsa import Fault, faults_of
from oversight.rules.periods import begun, last_over, overlap, period_of
from oversight.rules.statements import Decided, checked, mapping, stated
from sanctions.rules.ladder import RUNGS, shipped
from tests.data import DATA

SHARED = DATA / "08_dsa"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason=f"THE DSA FIXTURES ARE NOT THERE: {SHARED}"
)
GOOD = {
    "puid": "sanction-0198",
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED"],
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "Article 18",
    "illegal_content_explanation": "False claims",
    "category": "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
    "content_type": ["CONTENT_TYPE_AUDIO"],
    "content_date": "2026-11-20",
    "application_date": "2026-11-21",
    "decision_facts": "Said so twice.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
}
DECIDED = Decided(
    source="sanction",
    ref="0198",
    what="dated_stop",
    codes=("false_claim",),
    families=(),
    clause="M-18-2",
    basis="law",
    cited="第十八条第二项",
    ground="",
    named="虚假宣传",
    facts="十一月二十日直播中两次宣称可以降血压。",
    proportionality="比例说明：第二次。",
    remedy="可在三十日内申诉。",
    delivery="送达：2026-11-21",
    consumers="订单照常发货。",
    begins_on=date(2026, 11, 21),
    ends_on=date(2026, 12, 21),
    seen_on=date(2026, 11, 20),
    account_on=date(2026, 1, 2),
    shown=("speech",),
    is_dated=True,
    wants_consumers=True,
)


def changed(**fields):
    return faults_of(GOOD | fields)


def but(**fields):
    import msgspec

    return msgspec.structs.replace(DECIDED, **fields)


def own(one):
    return {fault.code for fault in stated(one).faults}


@needs_shared
def test_the_examples_of_the_database_itself_hold():
    many = json.loads((SHARED / "fixtures/example_multi_statements.json").read_text())
    one = json.loads((SHARED / "fixtures/example_statement.json").read_text())

    assert [faults_of(each) for each in [*many["statements"], one]] == [[]] * 11


@needs_shared
def test_our_lists_of_codes_and_columns_are_those_of_the_database():
    theirs = json.loads((SHARED / "enums.json").read_text())
    named = {
        "visibility": "DECISION_VISIBILITIES", "monetary": "DECISION_MONETARIES",
        "provision": "DECISION_PROVISIONS", "account": "DECISION_ACCOUNTS",
        "account_type": "ACCOUNT_TYPES", "ground": "DECISION_GROUNDS",
        "content": "CONTENT_TYPES", "category": "STATEMENT_CATEGORIES", "keyword": "KEYWORDS",
        "source": "SOURCE_TYPES", "automated": "AUTOMATED_DECISIONS",
    }  # fmt: skip

    assert {name: dsa.codes_of(name) for name in named} == {
        name: frozenset(theirs[over_there]) for name, over_there in named.items()
    }
    assert list(dsa.rules().columns) == json.loads((SHARED / "csv_export_columns.json").read_text())


@needs_shared
def test_every_field_that_the_database_knows_is_known_with_its_limit():
    theirs = json.loads((SHARED / "field_rules.json").read_text())
    derived = {"content_id.EAN-13", "content_id_ean"}

    assert set(theirs) - derived == set(dsa.rules().fields)
    for name, rule in theirs.items():
        if name not in derived and "max:" in rule:
            most = int(rule.split("max:")[1].split("'")[0].split(",")[0])
            assert dsa.rules().fields[name].most == most, name


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"decision_visibility": []}, "no_decision"),
        ({"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}, "missing"),
        ({"decision_visibility": "DECISION_VISIBILITY_OTHER"}, "no_list"),
        ({"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED"] * 2}, "twice"),
        ({"decision_visibility_other": "something"}, "not_here"),
        ({"decision_provision": "TOTAL_SUSPENSION"}, "no_such_code"),
        ({"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"}, "missing"),
        ({"incompatible_content_ground": "Clause 5.2"}, "not_here"),
        ({"illegal_content_explanation": "x" * 2001}, "too_long"),
        ({"decision_facts": "x" * 5001}, "too_long"),
        ({"decision_facts": "   "}, "no_text"),
        ({"content_type": ["CONTENT_TYPE_OTHER"]}, "missing"),
        ({"content_date": "2026-02-30"}, "no_day"),
        ({"content_date": "20-11-2026"}, "no_day"),
        ({"content_date": "1999-12-31"}, "out_of_range"),
        ({"application_date": "2019-12-31"}, "out_of_range"),
        ({"end_date_visibility_restriction": "2038-01-02"}, "out_of_range"),
        ({"puid": "第一号"}, "wrong_form"),
        ({"puid": "one\n"}, "wrong_form"),
        ({"puid": None}, "missing"),
        ({"category": "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE"}, "no_such_code"),
        ({"territorial_scope": ["CN"]}, "no_such_code"),
        ({"content_language": "zh"}, "no_such_code"),
        ({"content_id": {"EAN-13": "123"}}, "wrong_form"),
        ({"content_id": {"ISBN": "1234567890123"}}, "no_such_code"),
        ({"decision_ground_reference_url": "javascript:alert(1)"}, "no_url"),
        ({"decision_ground_reference_url": "http://[bad"}, "no_url"),
        ({"source_identity": "Somebody"}, "not_here"),
        ({"automated_detection": True}, "no_such_code"),
        ({"colour": "red"}, "unknown"),
    ],
)  # fmt: skip
def test_what_the_database_refuses_is_refused_by_name(fields, code):
    assert code in {one.code for one in changed(**fields)}


def test_a_sound_statement_has_no_fault_and_a_length_at_the_limit_is_none():
    assert changed() == []
    assert changed(decision_facts="字" * 5000, puid="a" * 500) == []
    assert changed(puid="a" * 501) == [Fault("puid", "too_long", 500)]


def test_what_we_map_to_is_a_code_over_there_and_every_rung_is_mapped_or_restricts_nothing():
    assert checked() == []
    assert set(RUNGS) - set(mapping().rungs) == {"prompt", "warning"}
    assert {one.code for one in shipped().violations} <= set(mapping().violations)


def test_a_decision_that_restricts_nothing_is_no_statement():
    assert stated(but(what="warning", is_dated=False)) is None


def test_a_dated_stop_is_a_partial_suspension_until_its_last_day():
    said = stated(DECIDED)

    assert said.faults == ()
    assert said.statement["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert said.statement["end_date_service_restriction"] == "2026-12-21"
    assert "territorial_scope" not in said.statement
    assert {"territory", "language"} <= said.gaps


def test_a_ban_has_nothing_like_it_over_there_and_says_so():
    said = stated(but(what="registration_ban"))

    assert said.statement["decision_provision"] == "DECISION_PROVISION_TOTAL_SUSPENSION"
    assert "near" in said.gaps


def test_a_breach_of_the_agreement_is_a_contractual_ground_and_names_its_clause():
    said = stated(but(basis="agreement", ground="第 5.2 条"))

    assert said.statement["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert said.statement["incompatible_content_ground"] == "第 5.2 条"
    assert "illegal_content_legal_ground" not in said.statement
    assert own(but(basis="agreement")) >= {"own_agreement"}


def test_an_authority_s_notice_is_a_source_and_its_number_is_not_an_identity():
    said = stated(but(basis="notice")).statement

    assert said["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert "source_identity" not in said


@pytest.mark.law("M-account-sanctions", "O117-measures", "O117-order-arrangement")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"cited": ""}, "own_clause"),
        ({"facts": "短"}, "own_facts"),
        ({"proportionality": ""}, "own_proportionality"),
        ({"remedy": ""}, "own_remedy"),
        ({"delivery": ""}, "own_delivery"),
        ({"ends_on": None}, "own_term"),
        ({"consumers": ""}, "own_consumers"),
        ({"codes": ("house_rule",), "clause": "M-unknown"}, "own_category"),
        ({"ends_on": date(2026, 11, 20)}, "own_backwards"),
        ({"seen_on": date(2026, 11, 22)}, "own_before"),
        ({"names_somebody": True}, "own_names"),
    ],
)
def test_what_every_decision_must_say_is_asked_for(fields, code):
    assert code in own(but(**fields))


def test_what_was_found_is_narrower_than_the_violation():
    assert stated(but(families=("F-PRICE",))).statement["category_specification"] == [
        "KEYWORD_NONCOMPLIANCE_PRICING"
    ]


def test_a_row_of_the_table_has_the_layout_of_the_database_and_leaves_its_own_cells_empty():
    row = dict(zip(dsa.rules().columns, dsa.cells_of(GOOD, "Harbour"), strict=True))

    assert (row["uuid"], row["created_at"]) == ("", "")
    assert row["platform_name"] == "Harbour"
    assert row["puid"] == row["platform_uid"] == GOOD["puid"]
    assert row["decision_visibility"] == '["DECISION_VISIBILITY_CONTENT_DEMOTED"]'


def test_halves_and_what_they_share_with_other_periods():
    half = period_of("2026-H2")

    assert (half.first, half.after) == (date(2026, 7, 1), date(2027, 1, 1))
    assert period_of("2026-H1").after == half.first
    assert period_of("2026-H3") is None
    assert overlap(half, period_of("2026-Q3"))
    assert not overlap(half, period_of("2026-Q2"))
    assert begun(date(2026, 3, 1))["half"] == ["2026-H1", "2025-H2", "2025-H1", "2024-H2"]
    assert last_over("quarter", date(2026, 1, 1)) == "2025-Q4"
