"""The law register: as-of reads, refusals that name file and entry, stricter but never laxer."""

from datetime import UTC, date, datetime

import pytest

from livecompliance.kernel import law
from livecompliance.kernel.law_files import load

INSTRUMENT = """
sources: {OWN: written for this test}
instruments:
  - {id: T, zh: 测试规定, en: Test Rules, short: Test Rules, effective_from: 2020-01-01,
     source: OWN, confidence: R}
"""
CLAUSE = """
  - {id: T-keep, instrument: T, article: "3", text: 保存, reference: Keep., source: OWN,
     confidence: R, effective_from: 2020-01-01%s}
"""


@pytest.fixture
def written(tmp_path):
    """Write law files and load them."""

    def write(*contents):
        for number, content in enumerate(contents):
            (tmp_path / f"{number}.yaml").write_text(content, encoding="utf-8")
        return load(tmp_path.glob("*.yaml"))

    return write


def clauses(*changes):
    return "clauses:" + "".join(CLAUSE % change for change in changes)


def test_a_decision_is_explained_by_the_number_of_its_day():
    assert law.clause("CSL-logs", date(2025, 12, 31)).article == "21"
    assert law.clause("CSL-logs", date(2026, 1, 1)).article == "23"


def test_without_a_day_the_newest_version_answers():
    assert law.clause("CSL-logs") == law.versions("CSL-logs")[-1]
    assert law.register()["CSL-logs"].article == "23"


def test_the_register_of_a_day_holds_only_what_was_in_force():
    before = law.register(date(2026, 1, 31))

    assert "O117-measures" not in before
    assert "O117-measures" in law.register(date(2026, 2, 1))
    assert before["CSL-logs"].article == "23"


def test_a_clause_from_before_its_time_is_refused():
    with pytest.raises(law.NotInForce, match="O117-measures was not in force on 2026-01-31"):
        law.clause("O117-measures", date(2026, 1, 31))


def test_an_unknown_clause_is_refused_by_name():
    with pytest.raises(law.UnknownClause, match="no clause M-nothing"):
        law.clause("M-nothing")


def test_an_instant_is_no_date():
    with pytest.raises(TypeError, match=r"clock\.to_date"):
        law.clause("CSL-logs", datetime(2026, 1, 1, tzinfo=UTC))


def test_the_register_cannot_be_changed_by_its_readers():
    with pytest.raises(TypeError):
        law.register()["CSL-logs"] = None
    with pytest.raises(AttributeError):
        law.clause("CSL-logs").article = "1"


@pytest.mark.parametrize(
    ("clause_id", "zh", "en"),
    [
        (
            "M-off-platform",
            "《网络直播营销管理办法（试行）》第十条第二款",
            "Live Marketing Measures Art. 10(2)",
        ),
        (
            "M-18-7",
            "《网络直播营销管理办法（试行）》第十八条第七项",
            "Live Marketing Measures Art. 18(7)",
        ),
        ("O117-price", "《直播电商监督管理办法》第三十二条", "Order 117 Art. 32"),
        (
            "A15-correction",
            "《国家税务总局公告2025年第15号》三(四)2",
            "STA Announcement 2025-15 Sec. 3(4)2",
        ),
    ],
)
def test_a_clause_is_cited_as_a_reader_would(clause_id, zh, en):
    clause = law.clause(clause_id)

    assert law.citation(clause) == zh
    assert en is None or law.citation(clause, "en") == en


def test_a_number_of_the_law_is_read_from_its_clause():
    kept = law.clause("D60-content")

    assert (kept.number("retain"), kept.params["retain"].unit) == (60, "day")
    with pytest.raises(TypeError, match="not a whole number"):
        law.clause("M-risk-measures").number("measures")


@pytest.mark.parametrize(
    ("clause_id", "override"),
    [
        ("D60-content", {"retain": 60}),
        ("D60-content", {"retain": 90}),
        ("O117-unreachable", {"remind_within": 3}),
        ("M-rules-and-catalogue", {"classes": [*"ab", "prohibited", "not_online"]}),
    ],
)
def test_a_tenant_may_be_stricter(clause_id, override):
    clause = law.clause(clause_id)
    if "classes" in override:
        override["classes"] += ["not_promoted", "unsuitable"]

    own = law.tightened(clause, override)

    assert {name: own.value(name) for name in override} == override
    assert law.clause(clause_id) == clause


@pytest.mark.parametrize(
    ("clause_id", "override"),
    [
        ("D60-content", {"retain": 59}),
        ("D60-content", {"retain": "90"}),
        ("D60-content", {"retain": 90.5}),
        ("D60-content", {"retain": True}),
        ("D60-content", {"retain": None}),
        ("D60-content", {"retain": float("nan")}),
        ("O117-unreachable", {"remind_within": 6}),
        ("D810-quarterly-report", {"period_months": 1}),
        ("M-rules-and-catalogue", {"classes": ["prohibited"]}),
        ("M-rules-and-catalogue", {"classes": [{}]}),
        ("M-risk-measures", {"measures": ["prompt"]}),
    ],
)
def test_a_tenant_may_never_be_laxer(clause_id, override):
    with pytest.raises(law.LaxerThanLaw, match=clause_id) as refusal:
        law.tightened(law.clause(clause_id), override)

    assert refusal.value.name in override


def test_a_tenant_cannot_set_what_the_law_does_not_name():
    with pytest.raises(law.LawError, match="D60-content: no parameter retian"):
        law.tightened(law.clause("D60-content"), {"retian": 90})


def test_a_well_formed_file_is_read(written):
    register = written(
        INSTRUMENT, clauses(", params: {days: {value: 2, stricter: lower}, pages: 3}")
    )

    (found,) = register.clauses["T-keep"]
    assert (found.number("days"), found.params["pages"].stricter) == (2, "fixed")


@pytest.mark.parametrize(
    ("faulty", "problem"),
    [
        (clauses("", ""), "clause T-keep: two versions in force"),
        (
            clauses(", effective_to: 2021-01-01", "").replace("2020-01-01}", "2021-01-01}"),
            "two versions in force on 2021-01-01",
        ),
        (
            clauses("").replace("source: OWN,", ""),
            "(T-keep): Object missing required field `source`",
        ),
        (clauses("").replace("OWN", "HEARSAY"), "source HEARSAY unknown"),
        (clauses("").replace("confidence: R,", ""), "missing required field `confidence`"),
        (clauses("").replace("confidence: R", "confidence: X"), "(T-keep): Invalid enum value 'X'"),
        (clauses("").replace('"3"', "3"), "(T-keep): Expected `str`, got `int`"),
        (clauses("").replace("2020-01-01", "soon"), "(T-keep): Invalid RFC3339 encoded date"),
        (clauses("").replace("2020-01-01", "2019-12-31"), "begins while T is not in force"),
        (clauses(", effective_to: 2019-01-01"), "ends before it begins"),
        (clauses("").replace("instrument: T", "instrument: U"), "unknown instrument"),
        (
            clauses("").replace("id: T-keep", "id: keep"),
            "clause keep: does not name its instrument",
        ),
        (clauses("").replace("text: 保存", 'text: ""'), "Expected `str` of length >= 1"),
        (clauses(", colour: red"), "unknown field `colour`"),
        (clauses(", params: {days: {stricter: lower}}"), "missing required field `value`"),
        (clauses(", params: {days: {value: x, stricter: lower}}"), "'x' cannot be lower"),
        (clauses(", params: {days: {value: 2, unit: moon}}"), "Invalid enum value 'moon'"),
        (clauses(", params: {days: 2, days: 3}"), "days is written twice"),
        ("clauses: {}x", "not readable as YAML"),
        ("- clauses", "a mapping of sections is expected"),
        ("rules: []", "unknown section rules"),
        ("clauses: {id: T-keep}", "clauses: a list is expected"),
        ("clauses: [T-keep]", "clauses entry 1: a mapping is expected"),
        ("sources: {OWN: again}", "source OWN: defined twice"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_the_entry(written, faulty, problem):
    with pytest.raises(law.LawError) as refusal:
        written(INSTRUMENT, faulty)

    assert problem in str(refusal.value)
    assert "1.yaml: " in str(refusal.value)


ARTICLE = """
articles:
  - {instrument: T, article: %s, chapter: {zh: 总则, en: General}, zh: 保存, en: Keep.,
     source: OWN, confidence: R}
"""


def test_a_clause_cannot_stand_in_an_article_that_does_not_exist(written):
    with pytest.raises(law.LawError, match="clause T-keep: T has no article 3"):
        written(INSTRUMENT, ARTICLE % 4, clauses(""))


def test_an_article_is_written_down_once(written):
    with pytest.raises(law.LawError, match="article T 3: defined twice"):
        written(INSTRUMENT, ARTICLE % 3, ARTICLE % 3)
