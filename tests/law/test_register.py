"""What the register says, held against itself and against the numbers of the fact book."""

from datetime import date

import pytest

from livecompliance.kernel import law

CLAUSES = list(law.register().values())
MEASURES = {one.article: one for one in law.articles("M")}
PROMISED = """
    M-real-identity M-live-verification M-content-patrol M-link-safety M-risk-measures
    M-off-platform M-no-false-help M-minors-notice M-virtual-image M-tiering M-account-sanctions
    M-blacklist M-truthful M-18-1 M-18-2 M-18-3 M-18-4 M-18-5 M-18-6 M-18-7 M-18-8
    M-advertisement M-places M-key-elements M-comment-management M-rules-and-catalogue
    O117-measures O117-risk-monitoring O117-evidence-3y O117-comment-control O117-price
    O117-false-publicity O117-real-seller O117-operator-verified D60-content CSL-logs
    D810-quarterly-report
"""


def flat(text: str) -> str:
    return "".join(text.split())


def test_the_measures_are_kept_whole_in_five_chapters():
    chapters = [one.chapter.zh.split()[0] for one in MEASURES.values()]

    assert list(MEASURES) == list(range(1, 31))
    assert [(name, chapters.count(name)) for name in dict.fromkeys(chapters)] == [
        ("第一章", 4),
        ("第二章", 12),
        ("第三章", 9),
        ("第四章", 4),
        ("第五章", 1),
    ]


@pytest.mark.parametrize(
    ("number", "paragraphs"), [(2, 6), (6, 2), (7, 3), (8, 2), (9, 2), (14, 3), (15, 2), (20, 2)]
)
def test_an_article_keeps_its_paragraphs(number, paragraphs):
    assert len(MEASURES[number].paragraphs) == paragraphs


@pytest.mark.parametrize("number", range(1, 31))
def test_an_article_says_how_surely_it_was_read(number):
    article = MEASURES[number]

    assert article.confidence == ("R" if number <= 13 or number in {17, 20, 21} else "M")
    assert law.source(article.source)


@pytest.mark.parametrize("number", [15, 16, 18, 19, 22, 23, 24, 26, 27, 28, 29])
def test_an_article_whose_wording_is_unverified_says_so(number):
    assert "compare" in MEASURES[number].open_point


def test_a_clause_of_the_measures_quotes_its_article_word_for_word():
    ours = [one for one in CLAUSES if one.instrument == "M"]
    assert [x.id for x in ours if flat(x.text) not in flat(MEASURES[int(x.article)].zh)] == []


@pytest.mark.parametrize(
    "clause", [c for c in CLAUSES if c.instrument == "M" and c.paragraph], ids=lambda c: c.id
)
def test_a_clause_stands_in_the_paragraph_it_names(clause):
    paragraphs = MEASURES[int(clause.article)].paragraphs
    if clause.id == "M-off-platform":  # cited as a paragraph, printed as a second sentence
        paragraphs = [one + "。" for one in paragraphs[0].rstrip("。").split("。")]

    assert clause.text in paragraphs[clause.paragraph - 1]


def test_every_article_that_asks_for_something_has_a_clause():
    spoken_for = {int(one.article) for one in CLAUSES if one.instrument == "M"}

    assert {n for n, one in MEASURES.items() if one.has_duty} == spoken_for


def test_the_ids_that_code_was_promised_exist():
    assert [one for one in PROMISED.split() if law.clause(one).id != one] == []


def test_order_117_stands_beside_the_measures_from_february_2026():
    eve, day = date(2026, 1, 31), date(2026, 2, 1)

    assert {one.instrument for one in law.register(eve).values()} >= {"M", "CSL"}
    assert "O117" not in {one.instrument for one in law.register(eve).values()}
    assert {one.instrument for one in law.register(day).values()} >= {"M", "O117"}


@pytest.mark.parametrize("on", [date(2021, 5, 24), date(2021, 5, 25)])
def test_the_measures_bind_from_25_may_2021(on):
    is_bound = "M-content-patrol" in law.register(on)

    assert is_bound == (on == date(2021, 5, 25))


@pytest.mark.parametrize(
    ("clause_id", "name", "value", "unit", "stricter"),
    [
        ("D60-content", "retain", 60, "day", "higher"),
        ("CSL-logs", "retain", 6, "month", "higher"),
        ("ECL-transactions-3y", "retain", 3, "year", "higher"),
        ("O117-evidence-3y", "retain", 3, "year", "higher"),
        ("NTM-live-video-3y", "retain", 3, "year", "higher"),
        ("O117-supplier-check", "retain", 3, "year", "higher"),
        ("O117-marketer-records-3y", "retain", 3, "year", "higher"),
        ("O117-correction", "retain", 3, "year", "higher"),
        ("O117-agency-selection-3y", "retain", 3, "year", "higher"),
        ("IAD-archive-3y", "retain", 3, "year", "higher"),
        ("IAD-user-identity-3y", "retain", 3, "year", "higher"),
        ("O117-operator-verified", "reverify_within", 6, "month", "lower"),
        ("O117-published-changes", "report_within", 3, "working_day", "lower"),
        ("O117-published-changes", "republish_within", 7, "working_day", "lower"),
        ("O117-unreachable", "remind_within", 5, "working_day", "lower"),
        ("A15-correction", "correct_within", 30, "day", "lower"),
        ("M-age", "minimum_age", 16, "age", "higher"),
        ("PRICE-compared-price", "look_back", 7, "day", "higher"),
    ],
)
def test_the_numbers_of_the_law_are_those_of_the_fact_book(clause_id, name, value, unit, stricter):
    param = law.clause(clause_id).params[name]

    assert (param.value, param.unit, param.stricter) == (value, unit, stricter)


def test_a_term_says_from_when_it_runs():
    terms = [p for c in CLAUSES for n, p in c.params.items() if n.endswith(("retain", "within"))]

    assert terms
    assert all(one.starts for one in terms)


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


def test_every_clause_speaks_both_languages():
    assert [one.id for one in CLAUSES if not is_chinese(one.text)] == []
    assert [one.id for one in CLAUSES if not one.reference.isascii()] == []
