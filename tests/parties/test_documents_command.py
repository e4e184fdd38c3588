"""Identity numbers line by line."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parties.rules.documents import lines
from parties.selectors.document_words import document_word_pair

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 29)
GOOD = {"kind": "resident_id", "value": "11010519491231002X"}


def answers(*given_lines: object) -> list[dict]:
    raw = b"".join(
        (one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in given_lines
    )
    sink = io.BytesIO()
    lines.run(io.BytesIO(raw), sink, ON, document_word_pair)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_a_valid_number_is_answered_with_what_it_says():
    assert answers(GOOD | {"id": 7}) == [
        {
            "id": 7,
            "valid": True,
            "kind": "resident_id",
            "warnings": [],
            "birth_date": "1949-12-31",
            "sex": "female",
            "region": "北京市朝阳区",
            "region_code": "110105",
            "country": "CHN",
        }
    ]


def test_a_refused_number_is_answered_with_codes_and_words_in_both_languages():
    [found] = answers({"kind": "resident_id", "value": "119999199002310021"})

    assert (found["valid"], found["errors"]) == (False, ["check_digit", "impossible_date"])
    assert found["warnings"] == ["area_unknown"]
    assert found["message"]["zh"] == "校验位不符，请核对是否输错；号码中的出生日期不存在"
    assert found["message"]["en"].startswith("The check character does not match")
    assert "birth_date" not in found


def test_a_number_without_kind_is_answered_with_the_kind_found():
    values = ["11010519491231002X", "91110000600037341L", "H12345678", "USA123456789012"]
    values += ["E12345678", "+86 138 3838 9438", "??"]

    assert [one["kind"] for one in answers(*({"value": value} for value in values))] == [
        "resident_id",
        "uscc",
        "hk_mo_tw_permit",
        "foreign_permanent",
        "passport",
        "mobile",
        None,
    ]


def test_a_line_may_name_the_day_it_is_checked_as_of():
    line = {"value": "110101200907010017"}

    before, after = answers(line | {"on": "2025-06-30"}, line | {"on": "2025-07-01"})

    assert (before["warnings"], after["warnings"]) == (["under_16"], ["under_18"])


def test_a_bad_line_is_answered_in_its_place_and_repeats_nothing():
    wrong = [
        (b"no JSON: 11010519491231002X", "the line is not JSON"),
        (b"\xff\xfe{}", "the line is not JSON"),
        (b'{"value":"\\ud800"}', "the line is not JSON"),
        ([], "the line must be an object"),
        ({"kind": "uscc"}, "value is missing"),
        (GOOD | {"value": 110105194912310021}, "value must be text"),
        (GOOD | {"value": None}, "value must be text"),
        (GOOD | {"on": "2026-02-30"}, "on must be a date like 2026-11-22"),
        (GOOD | {"id": []}, "id must be text or a whole number"),
        (b'{"value":"' + b"1" * 70_000 + b'"}', "the line is longer than 65536 bytes"),
    ]

    found = answers(*(line for line, _said in wrong), GOOD)

    assert [one["error"] for one in found[:-1]] == [said for _line, said in wrong]
    assert [one["line"] for one in found[:-1]] == list(range(1, len(wrong) + 1))
    assert found[-1]["valid"] is True


def test_a_bad_line_keeps_its_id():
    [found] = answers(GOOD | {"kind": "licence", "id": "a-1"})

    assert (found["id"], found["line"]) == ("a-1", 1)
    assert found["error"].startswith("kind must be one of resident_id, uscc")


def is_a_line(one: bytes) -> bool:
    """Tell whether it says anything: blank lines, and a file's mark of its order, say nothing."""
    return b"\n" not in one and bool(one.removeprefix(b"\xef\xbb\xbf").strip())


@pytest.mark.long
@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=60).filter(is_a_line)))
def test_whatever_bytes_come_there_is_one_answer_a_line(given_lines):
    assert len(answers(*given_lines)) == len(given_lines)


@pytest.mark.long
def test_the_command_answers_without_any_service():
    line = json.dumps(GOOD).encode() + b"\nbad\n"
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    done = subprocess.run(
        [sys.executable, "manage.py", "identity_check"],
        input=b"\xef\xbb\xbf" + line,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
        check=False,
    )
    first, second = map(json.loads, done.stdout.splitlines())

    assert done.returncode == 0
    assert (first["valid"], first["birth_date"]) == (True, "1949-12-31")
    assert second == {"line": 2, "error": "the line is not JSON"}
