"""Code cites only clauses that exist, and what it obeys is proved; the page says so."""

from pathlib import Path

import pytest

from tools import law_coverage

LISTED = set((Path(__file__).parent / "unproved.txt").read_text(encoding="utf-8").split())
MODULE = '''
"""Price rules.

Law: O117-price, %s
"""

REASON = "M-18-2"
FAMILY = "F-OFFPLAT"
'''
PACK = """
families:
  - {code: F-X, clause: M-off-platform}
  - {code: F-Y, clause: ""}
"""
TESTS = """
import pytest

pytestmark = [pytest.mark.law("M-18-4"), pytest.mark.django_db]


@pytest.mark.law("M-18-2", "O117-price")
def test_a_false_claim_is_found():
    assert True


class TestPrices:
    @pytest.mark.law("M-off-platform")
    async def test_a_price_is_shown(self):
        assert True
"""


@pytest.fixture
def project(tmp_path):
    """A small project beside the real register."""

    def build(also="M-truthful"):
        for path, text in {
            "catalog/rules.py": MODULE % also,
            "catalog/migrations/0001.py": MODULE % "M-elsewhere",
            "catalog/law/own.yaml": "clauses: [{clause: M-not-a-citation}]",
            "moderation/packs/base.yaml": PACK,
            "tests/catalog/test_rules.py": TESTS,
        }.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return tmp_path

    return build


def test_code_cites_only_clauses_that_exist():
    assert law_coverage.unknown(law_coverage.citations()) == []


def test_tests_prove_only_clauses_that_exist():
    assert law_coverage.unknown(law_coverage.proofs()) == []


def test_what_code_obeys_is_proved_or_on_the_list_that_only_shrinks():
    missing = law_coverage.unproved(law_coverage.citations(), law_coverage.proofs())

    assert missing - LISTED == set(), "obeyed without a proof: write the test"
    assert LISTED - missing == set(), "proved, or no longer cited: take it off unproved.txt"


def test_citations_are_found_in_docstrings_strings_and_packs(project):
    found = {(one.clause, one.path) for one in law_coverage.citations(project())}

    assert found == {
        ("O117-price", "catalog/rules.py"),
        ("M-truthful", "catalog/rules.py"),
        ("M-18-2", "catalog/rules.py"),
        ("M-off-platform", "moderation/packs/base.yaml"),
    }


def test_proofs_are_found_on_functions_methods_and_modules(project):
    found = {(one.clause, one.name) for one in law_coverage.proofs(project())}

    assert found == {
        ("M-18-4", "every test of the module"),
        ("M-18-2", "test_a_false_claim_is_found"),
        ("O117-price", "test_a_false_claim_is_found"),
        ("M-off-platform", "test_a_price_is_shown"),
    }


def test_a_clause_without_a_test_is_unproved(project):
    root = project()

    missing = law_coverage.unproved(law_coverage.citations(root), law_coverage.proofs(root))

    assert missing == {"M-truthful"}


def test_the_page_shows_article_clause_code_proof_and_state(project):
    root = project()

    text = law_coverage.page(law_coverage.citations(root), law_coverage.proofs(root))

    lines = [line for line in text.splitlines() if line.startswith("|") and "`" in line]
    rows = {line.split("`")[1]: line for line in lines}
    assert rows["M-off-platform"].startswith("| 10(2) |")
    assert rows["M-off-platform"].endswith("| `moderation/packs/base.yaml` | 1 | proved |")
    assert rows["M-truthful"].endswith("| unproved |")
    assert rows["M-18-4"].endswith("| tested, not cited |")
    assert rows["M-places"].endswith("| not built |")
    assert "`M-18-2` a false claim is found" in text


def test_a_fresh_page_passes_the_check_and_a_stale_one_does_not(project, capsys):
    root = project()

    assert law_coverage.main(["--check"], root) == 1
    assert law_coverage.main([], root) == 0
    assert law_coverage.main(["--check"], root) == 0
    project(also="M-conduct")
    assert law_coverage.main(["--check"], root) == 1
    assert "docs/law/coverage.md is stale" in capsys.readouterr().err


def test_a_clause_that_does_not_exist_stops_the_page(project, capsys):
    root = project(also="M-imaginary")

    assert law_coverage.main([], root) == 1
    assert "catalog/rules.py: no clause M-imaginary" in capsys.readouterr().err
    assert not (root / law_coverage.PAGE).exists()
