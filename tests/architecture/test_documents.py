"""What documents name is there: a proof that was renamed is no proof."""

import re

from tests.architecture.test_shape import ROOT

DOCUMENTS = sorted((ROOT / "docs").rglob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CODE = re.compile(r"`(\w+/[\w/]+\.py)`")
LESSONS = ROOT / "docs" / "development" / "lessons.md"


def missing(path: str, name: str) -> bool:
    file = ROOT / path
    return not file.is_file() or (bool(name) and f"def {name}(" not in file.read_text("utf-8"))


def test_every_test_that_a_document_names_is_there():
    named = {found for page in DOCUMENTS for found in TEST.findall(page.read_text("utf-8"))}

    assert len(named) > 40
    assert [found for found in sorted(named) if missing(*found)] == []


def test_every_lesson_has_its_place_in_the_code_and_a_test():
    rows = re.findall(r"^\| (\d+) \|(.*)$", LESSONS.read_text("utf-8"), re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 16))
    for number, row in rows:
        places = CODE.findall(row)
        assert places, number
        assert TEST.search(row), number
        assert [place for place in places if missing(place, "")] == [], number
