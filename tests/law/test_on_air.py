"""Each article on who is on air has its clauses, code that obeys them, and a proof of each."""

import re

import pytest

from livecompliance.kernel import law
from tools import law_coverage

MEASURES = ("5", "6", "7", "8", "12", "13", "14", "17", "20", "22", "24", "25")
ORDER_117 = (*("8", "9", "10", "11", "15", "22", "25", "26", "27", "28", "29", "30", "31"),
             *("37", "38", "39", "40", "41", "42", "43", "44", "45"))  # fmt: skip
ROW = re.compile(r"^\| (?P<article>\d+)[^|]* \| `(?P<clause>[^`]+)` \|[^|]*\| (?P<code>[^|]*) \| "
                 r"(?P<tests>\d*) \| (?P<state>[^|]+) \|$", re.MULTILINE)  # fmt: skip


def lines(instrument):
    """Return the lines of an instrument on the page, by article."""
    title = law.instrument(instrument).zh
    text = (law_coverage.ROOT / law_coverage.PAGE).read_text(encoding="utf-8")
    part = next(one for one in text.split("\n## ")[1:] if title in one.splitlines()[0])
    found = {}
    for row in ROW.finditer(part):
        found.setdefault(row["article"], []).append(row)
    return found


@pytest.mark.parametrize(
    ("instrument", "article"),
    [*(("M", one) for one in MEASURES), *(("O117", one) for one in ORDER_117)],
)
def test_each_article_has_clause_code_and_test(instrument, article):
    rows = lines(instrument).get(article, [])
    clauses = {row["clause"] for row in rows}
    there = {one.id for one in law.register().values() if (one.instrument, one.article) == (
        instrument, article)}  # fmt: skip
    assert clauses == there != set()
    for row in rows:
        said = (row["clause"], bool(row["code"].strip()), row["tests"] != "", row["state"])
        assert said == (row["clause"], True, True, "proved")
