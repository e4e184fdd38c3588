"""`manage.py product_check`: JSON lines in, verdicts out, whatever comes."""

import io
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.management.commands.product_check import catalogue_of, moment_of
from catalog.rules import lines
from catalog.rules.judge import Product
from catalog.services import catalogue_on
from livecompliance.kernel import clock
from tests.catalog.conftest import COINS, published

ON = date(2026, 11, 30)


def check(*given, on=ON):
    source = b"".join(
        (one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()) + b"\n"
        for one in given
    )
    sink = io.BytesIO()
    lines.run(io.BytesIO(source), sink, catalogue_on(on))
    return [json.loads(line) for line in sink.getvalue().splitlines()]


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_a_verdict_says_which_entries_by_which_clause_and_what_is_missing():
    (said,) = check({"id": "p-1", "title": "酱香型白酒 53度", "price": "99.00"})

    entry = said["entries"][0]
    assert (said["id"], said["verdict"]) == ("p-1", "gate")
    assert (entry["entry"], entry["class"], entry["clause"]) == (
        "alcohol", "U/A", "M-rules-and-catalogue",
    )  # fmt: skip
    assert entry["documents"] == ["liquor-trading-record"]
    assert entry["name"]["en"].startswith("Alcohol")


def test_what_is_not_listed_is_allowed_for_no_reason():
    assert check({"id": 7, "title": "保温杯"}) == [{"id": 7, "verdict": "allow", "entries": []}]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        ([1], "not an object"),
        ({"id": 1}, "title: a text is expected"),
        ({"id": 1, "title": " "}, "title: a text is expected"),
        ({"id": 1, "title": 5}, "title: a text is expected"),
        ({"id": 1, "title": "杯", "description": []}, "description: a text is expected"),
        ({"id": 1, "title": "杯", "category": {}}, "category: a text is expected"),
        ({"id": 1, "title": "杯", "price": -1}, "price: must not be below 0"),
        ({"id": 1, "title": "杯", "price": "-0.01"}, "price: must not be below 0"),
        ({"id": 1, "title": "杯", "price": "1e999"}, "price: must not be below 0"),
        ({"id": 1, "title": "杯", "price": "nan"}, "price: must not be below 0"),
        ({"id": 1, "title": "杯", "price": "dear"}, "price: a number is expected"),
        ({"id": 1, "title": "杯", "price": True}, "price: a number is expected"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_stops_no_other(given, error):
    said = check(given, {"id": 2, "title": "保温杯"})

    assert said[0]["error"] == error
    assert said[0].get("id") == (1 if isinstance(given, dict) else None)
    assert said[1] == {"id": 2, "verdict": "allow", "entries": []}


def test_a_line_too_long_is_one_answer_and_is_never_held_whole():
    long = b'{"id": 1, "title": "' + b"a" * (3 * lines.MOST_LINE) + b'"}'

    said = check(long, {"id": 2, "title": "保温杯"})

    assert said[0] == {"error": f"longer than {lines.MOST_LINE} bytes"}
    assert said[1]["id"] == 2


def test_empty_lines_say_nothing_and_a_byte_order_mark_is_no_part_of_it():
    assert [
        one["id"] for one in check(b"", b"  ", b'\xef\xbb\xbf{"id":1,"title":"\xe6\x9d\xaf"}')
    ] == [1]


def test_answers_keep_their_order_across_batches():
    count = 3 * lines.BATCH + 1

    said = check(*({"id": n, "title": "古巴雪茄" if n % 2 else "杯"} for n in range(count)))

    assert [one["id"] for one in said] == list(range(count))
    assert {one["verdict"] for one in said[1::2]} == {"block"}
    assert {one["verdict"] for one in said[::2]} == {"allow"}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-04-30", date(2026, 4, 30)),
        ("2026-04-30T23:59:59", date(2026, 4, 30)),
        ("2026-04-30T23:59:59+08:00", date(2026, 4, 30)),
        ("2026-04-30T16:00:00Z", date(2026, 5, 1)),
    ],
)
def test_a_moment_is_a_day_in_shanghai(said, day):
    assert clock.to_date(moment_of(said)) == day


def test_a_moment_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="is no time"):
        call_command("product_check", "--at", "last tuesday")


@pytest.mark.parametrize(("at", "verdict"), [("2026-04-30", "allow"), ("2026-05-01", "block")])
@pytest.mark.long
def test_the_command_asks_the_catalogue_of_that_moment(at, verdict):
    done = subprocess.run(
        [sys.executable, "manage.py", "product_check", "--at", at],
        cwd=Path(__file__).resolve().parents[2],
        input='{"id":1,"title":"高纯度氰化钠 分析纯"}\n'.encode(),
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout)["verdict"] == verdict


@pytest.mark.long
@pytest.mark.django_db
def test_a_tenant_is_asked_by_its_name_and_moment(lin, mei):
    made = published(lin, mei, COINS)

    def of(moment):
        return catalogue_of("harbour", moment).judge([Product("琥珀星币")])[0].verdict

    assert of(made.effective_at) == "block"
    assert of(made.effective_at - timedelta(seconds=1)) == "allow"
    with pytest.raises(CommandError, match="no tenant 'nobody'"):
        catalogue_of("nobody", made.effective_at)
