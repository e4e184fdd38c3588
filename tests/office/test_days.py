"""Which days are worked, and when a term ends."""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from office.rules import notices, terms
from office.rules.days import SHANGHAI, Calendar, Day, TermRefused, deadline, months_after
from tests import data

ROOT = Path(__file__).resolve().parents[2]
DATA = data.DATA / "10_holidays"
NINE = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def calendar() -> Calendar:
    return notices.shipped()


def source(name: str) -> Path:
    """Return a file of the public sources; skip loudly where it is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"NOT CHECKED: {path} is absent, so nothing was compared with the sources")
    return path


def day(text: str) -> date:
    return date.fromisoformat(text)


def answers(*lines: object) -> list[dict]:
    raw = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
    sink = io.BytesIO()
    terms.run(notices.shipped(), io.BytesIO(raw), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


# The calendar


def test_every_vector_of_working_days_holds(calendar):
    rows = source("sla_vectors.jsonl").read_text(encoding="utf-8").splitlines()
    vectors = [json.loads(row) for row in rows]

    assert len(vectors) > 800
    for one in vectors:
        due = deadline(calendar, day(one["start"]), one["working_days"], "working_day")
        assert (due.day.isoformat(), due.is_provisional) == (one["due"], False), one


@pytest.mark.parametrize("year", range(2007, 2028))
def test_the_shipped_year_says_what_its_notice_says(calendar, year):
    listed = json.loads(source(f"holiday-cn/{year}.json").read_text(encoding="utf-8"))

    for one in listed["days"]:
        assert calendar.days[day(one["date"])] == Day(one["name"], one["isOffDay"])
    assert (year in calendar.noticed) == bool(listed["days"])
    assert list(notices.papers().get(year, ())) == listed["papers"]


def test_the_shipped_calendar_says_nothing_that_no_notice_says(calendar):
    listed = set()
    for path in source("holiday-cn").iterdir():
        listed |= {day(one["date"]) for one in json.loads(path.read_bytes())["days"]}

    assert {one for one in calendar.days if one.year < 2027} == listed


def test_every_year_with_a_notice_names_where_it_was_published(calendar):
    assert calendar.noticed == set(range(2007, 2027))
    for year in calendar.noticed:
        assert all("gov.cn/" in paper for paper in notices.papers()[year])


def test_a_weekend_worked_in_lieu_counts_as_a_working_day(calendar):
    assert calendar.is_working(day("2026-10-10"))  # a Saturday
    assert not calendar.is_working(day("2026-10-05"))  # a Monday


def test_a_year_without_notice_knows_the_festivals_of_law_and_nothing_else(calendar):
    spring = [date(2027, 2, number) for number in range(5, 9)]

    assert not any(calendar.is_working(one) for one in spring)
    assert calendar.is_working(day("2027-02-09"))
    assert not calendar.is_certain(day("2027-02-09"))


# Terms


def test_working_days_count_from_the_day_after_the_start(calendar):
    assert deadline(calendar, day("2026-11-20"), 1, "working_day").day == day("2026-11-23")
    assert deadline(calendar, day("2026-09-30"), 3, "working_day").day == day("2026-10-10")


def test_a_term_that_touches_a_year_without_notice_is_provisional(calendar):
    assert not deadline(calendar, day("2026-12-30"), 1, "working_day").is_provisional
    assert deadline(calendar, day("2026-12-31"), 1, "working_day").is_provisional
    assert deadline(calendar, day("2006-12-31"), 0, "working_day").is_provisional is False
    assert deadline(calendar, day("2006-12-20"), 3, "working_day").is_provisional


def test_natural_days_hours_and_months_touch_no_notice(calendar):
    for unit in ("day", "hour", "month"):
        assert not deadline(calendar, day("2026-12-31"), 10, unit).is_provisional


def test_natural_days_do_not_move_off_a_holiday_unless_asked(calendar):
    start = day("2026-09-28")

    assert deadline(calendar, start, 7, "day").day == day("2026-10-05")
    assert deadline(calendar, start, 7, "day", rolls=True).day == day("2026-10-08")


def test_a_rolled_end_in_a_year_without_notice_is_provisional(calendar):
    assert deadline(calendar, day("2026-12-25"), 7, "day", rolls=True).is_provisional


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start, count, end):
    assert months_after(day(start), count) == day(end)


def test_hours_run_from_the_instant_and_days_to_the_end_of_the_last(calendar):
    assert deadline(calendar, NINE, 24, "hour").at == NINE.replace(day=21)
    assert deadline(calendar, NINE, 1, "day").at.isoformat() == "2026-11-21T23:59:59.999999+08:00"


def test_an_instant_of_another_zone_counts_from_its_day_in_shanghai(calendar):
    evening = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # the 23rd in Shanghai

    assert deadline(calendar, evening, 1, "working_day").day == day("2026-11-24")


def test_hours_are_real_hours_where_shanghai_once_changed_its_clocks(calendar):
    before = datetime(1988, 4, 16, 23, 0, tzinfo=SHANGHAI)
    after = deadline(calendar, before, 24, "hour").at

    assert (after - before.astimezone(UTC)).total_seconds() == 24 * 3600


@pytest.mark.parametrize(
    ("amount", "unit"), [(-1, "day"), (36_501, "day"), (1, "week"), (10**12, "hour")]
)
def test_a_term_that_makes_no_sense_is_refused(calendar, amount, unit):
    with pytest.raises(TermRefused):
        deadline(calendar, day("2026-11-20"), amount, unit)


@pytest.mark.parametrize("year", [1, 1948, 2200, 9999])
def test_a_start_out_of_bounds_is_refused(calendar, year):
    with pytest.raises(TermRefused, match="1949 to 2199"):
        deadline(calendar, date(year, 1, 1), 1, "working_day")


# A notice from a file


def test_a_notice_is_read_in_the_shape_of_holiday_cn_and_in_our_own():
    theirs = {"year": 2027, "papers": ["p"], "days": []}
    theirs["days"] = [{"name": "元旦", "date": "2027-01-04", "isOffDay": True}]
    ours = {"year": 2027, "papers": ["p"], "days": [{"name": "元旦", "off": ["2027-01-04"]}]}
    expected = (2027, ["p"], {day("2027-01-04"): Day("元旦", True)})

    assert notices.read(json.dumps(theirs).encode()) == expected
    assert notices.read(json.dumps(ours).encode()) == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"year": 2027, "papers": [], "days": []}',
        b'{"year": 2027, "papers": [], "days": [{"name": "x", "off": ["2027-13-01"]}]}',
        b'{"year": 2027, "papers": [], "days": [{"name": "x", "off": ["2027-01-09/2027-01-01"]}]}',
        b'{"year": 2027, "papers": [], "days": [{"name": "x", "off": ["2027-01-01/2029-01-01"]}]}',
        b'{"year": 2027, "papers": [], "days": [{"name": "x", "off": ["2026-11-30"]}]}',
    ],
)
def test_what_is_no_notice_is_refused(raw):
    with pytest.raises(notices.NoticeRefused):
        notices.read(raw)


# Lines


def test_a_date_is_answered_with_a_date_and_an_instant_with_an_instant():
    at = "2026-11-20T09:30:00+08:00"

    assert answers(
        {"start": "2026-11-20", "amount": 3, "unit": "working_day"},
        {"start": at, "amount": 3, "unit": "working_day"},
        {"start": at, "amount": 3, "unit": "hour", "id": 7},
        {"start": "2026-11-20", "amount": 36, "unit": "hour"},
    ) == [
        {"due": "2026-11-25", "provisional": False},
        {"due": "2026-11-25T23:59:59+08:00", "provisional": False},
        {"id": 7, "due": "2026-11-20T12:30:00+08:00", "provisional": False},
        {"due": "2026-11-21", "provisional": False},
    ]


def test_bad_lines_are_answered_in_their_place():
    good = {"start": "2026-11-20", "amount": 1, "unit": "day"}
    bad = [
        b"nope",
        b"[]",
        b"\xff\xfe",
        b"[" * 5000,
        b'"' + b"x" * terms.MAX_LINE + b'"',
        *(good | {"start": start} for start in ("2026-02-30", "20260230", "2026-W05-1", "", "x")),
        *(good | {"amount": amount} for amount in (True, "3", 1.5, None, -1, 10**30)),
        *(good | {"unit": unit} for unit in ("week", "", None, 3)),
    ]

    found = answers(good, *bad, b"", good)

    assert len(found) == len(bad) + 2
    assert found[0] == found[-1] == {"due": "2026-11-21", "provisional": False}
    assert all(set(one) == {"line", "error"} for one in found[1:-1])


@pytest.mark.long
def test_the_command_answers_without_any_service():
    line = b'\xef\xbb\xbf{"start":"2026-12-31","amount":1,"unit":"working_day"}\nbad\n'
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    done = subprocess.run(
        [sys.executable, "manage.py", "deadline"],
        input=line,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
        check=False,
    )
    first, second = map(json.loads, done.stdout.splitlines())

    assert done.returncode == 0
    assert first == {"due": "2027-01-04", "provisional": True}
    assert "error" in second


def test_a_bad_line_is_answered_in_the_words_of_whoever_wrote_it():
    good = {"start": "2026-11-22", "amount": 3, "unit": "day"}
    wrong = [
        (good | {"start": "2026-02-30"}, "start: 2026-02-30 does not exist"),
        (good | {"start": 20261122}, "start must be a date or a date-time, as text"),
        (good | {"amount": "3"}, "amount must be a whole number"),
        (good | {"amount": None}, "amount must be a whole number"),
        (good | {"unit": "fortnight"}, "unit must be one of day, working_day, hour, month"),
        (good | {"unit": 7}, "unit must be text"),
        (good | {"roll": "yes"}, "roll must be true or false"),
        (good | {"id": []}, "id must be text or a whole number"),
        ({"start": "2026-11-22", "unit": "day"}, "amount is missing"),
        ([], "the line must be an object"),
        (b"hello", "the line is not JSON"),
        (b"\xff\xfe{}", "the line is not JSON"),
    ]

    assert [one["error"] for one in answers(*(line for line, _said in wrong))] == [
        said for _line, said in wrong
    ]
