"""Dated tables: what is in force on a day, and what is refused."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecompliance.kernel import law
from tax.rules import paths, tables
from tax.rules.money import BASIS
from tax.rules.refusals import WORDS, TableRefused
from tests.tax.steady import steady

TABLES, ON = tables.shipped(), date(2026, 1, 1)
HEAD = '[[table]]\nname = "t"\nversion = "%s"\nsource = "X"\nconfidence = "R"\nfrom = %s\n'
STEPS = """brackets = [
  { over = 0, to = 100, rate = "0.10", quick = 0 },
  { over = 100, rate = "0.20", quick = 10 },
]
"""


def written(*spans, steps=STEPS):
    return "\n".join(HEAD % (f"v{at}", span) + steps for at, span in enumerate(spans))


def refused(text):
    with pytest.raises(TableRefused) as found:
        tables.read(text)
    return found.value.code


def test_a_good_table_is_read_and_taxes_by_its_steps():
    table = tables.read(written("2026-01-01")).table("t", ON)

    assert [table.tax(fen) for fen in (0, 10_000, 10_001, 20_000)] == [0, 1_000, 1_000, 3_000]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (STEPS.replace("over = 100", "over = 101"), "table_bracket_hole"),
        (STEPS.replace("over = 100", "over = 99"), "table_bracket_overlap"),
        (STEPS.replace("over = 0", "over = 1"), "table_bracket_hole"),
        (STEPS.replace("over = 100,", "over = 100, to = 200,"), "table_bracket_hole"),
        (STEPS.replace("to = 100, ", ""), "table_bracket_overlap"),
        (STEPS.replace("quick = 10", "quick = 11"), "table_not_continuous"),
        (STEPS.replace('"0.20"', '"0.05"').replace("quick = 10", "quick = 0"), None),
        (STEPS.replace('"0.20"', "0.20"), "table_malformed"),
        (STEPS.replace('"0.20"', '"1.20"'), "table_malformed"),
        (STEPS.replace("rate", "speed"), "table_malformed"),
        ("brackets = []", "table_bracket_hole"),
        ("brackets = [", "table_malformed"),
    ],
)
def test_a_table_with_a_hole_an_overlap_or_figures_that_do_not_fit_is_refused(steps, code):
    assert refused(written("2026-01-01", steps=steps)) == (code or "table_not_continuous")


def test_two_versions_of_one_day_are_refused():
    assert refused(written("2026-01-01\nto = 2026-06-30", "2026-06-30")) == "table_date_overlap"
    assert refused(written("2026-01-02\nto = 2026-01-01")) == "table_date_overlap"


def test_a_day_between_two_versions_is_a_hole_that_is_named():
    found = tables.read(written("2026-01-01\nto = 2026-02-28", "2026-03-02"))

    assert found.table("t", date(2026, 2, 28)).version == "v0"
    assert found.table("t", date(2026, 3, 2)).version == "v1"
    with pytest.raises(TableRefused, match="no version in force on 2026-03-01") as hole:
        found.table("t", date(2026, 3, 1))
    assert hole.value.code == "table_date_hole"
    assert hole.value.words.zh == "t在2026-03-01没有生效的版本"


def test_a_table_nobody_knows_is_refused():
    with pytest.raises(TableRefused) as unknown:
        TABLES.figures("wealth", ON)

    assert unknown.value.code == "unknown_table"


def test_preferences_end_with_the_day_the_law_ends_them():
    for name in ("vat", "surcharges", "halving"):
        assert TABLES.figures(name, date(2027, 12, 31))
        with pytest.raises(TableRefused):
            TABLES.figures(name, date(2028, 1, 1))


@pytest.mark.parametrize("name", ["cumulative", "labour", "nonresident", "business"])
def test_a_threshold_owes_the_same_by_either_of_its_steps(name):
    steps = TABLES.table(name, ON).brackets

    for lower, upper in pairwise(steps):
        by_lower = lower.to_fen * lower.rate_bp - lower.quick_fen * BASIS
        assert by_lower == lower.to_fen * upper.rate_bp - upper.quick_fen * BASIS


@steady
@given(st.sampled_from(sorted(TABLES.rates)), st.integers(0, 10**12), st.integers(0, 10**9))
def test_tax_rises_with_what_is_taxed_and_never_above_it(name, fen, more):
    table = TABLES.table(name, ON)

    assert 0 <= table.tax(fen) <= table.tax(fen + more) <= fen + more


def test_every_refusal_is_worded_in_both_languages():
    assert all(words.zh and words.en and words.zh != words.en for words in WORDS.values())


def test_a_table_of_paths_that_cannot_be_read_is_refused():
    with pytest.raises(TableRefused) as found:
        paths.read('[[path]]\npath = "somewhere"')

    assert found.value.code == "table_malformed"


def test_figures_that_stand_in_words_of_a_clause_are_those_of_the_tables():
    platform = TABLES.figures("platform", ON)
    said = law.clause("A16-months").text

    assert f"{platform.amounts['basic_deduction'] // 100}元/月" in said
    assert f"{platform.rates['expense'] // 100}%" in said
    assert (
        f"月销售额{TABLES.figures('vat', ON).amounts['month'] // 1_000_000}万元"
        in law.clause("A16-vat-agency").text
    )
    assert law.clause("A16-register").number("income_above") == 500 * 10_000 * 100
    assert law.clause("N61-file").number("due_day") == 15
