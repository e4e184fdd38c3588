"""The calendar that is kept: notices loaded, days put right, the year on a page."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connections
from django.test import Client

from accounts.models import User
from livecompliance.kernel.exceptions import Invalid
from office import selectors, services
from office.models import CalendarDay
from office.rules.days import Day

pytestmark = pytest.mark.django_db
PAPER = "https://www.gov.cn/zhengce/zhengceku/202611/content_1.htm"
FIRST_OF_YEAR = date(2026, 12, 31)


def browser_of(actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def load_2027(tmp_path, **changes) -> None:
    listed = [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3, 4)]
    path = tmp_path / "2027.json"
    path.write_text(json.dumps({"year": 2027, "papers": [PAPER], "days": listed} | changes))
    call_command("calendar", "load", str(path))


def test_loading_a_notice_makes_the_year_certain_and_moves_terms(tmp_path):
    before = selectors.add_working_days(FIRST_OF_YEAR, 1)
    load_2027(tmp_path)
    after = selectors.add_working_days(FIRST_OF_YEAR, 1)

    assert (before.day, before.is_provisional) == (date(2027, 1, 4), True)
    assert (after.day, after.is_provisional) == (date(2027, 1, 5), False)


def test_loading_a_notice_twice_is_loading_it_once(tmp_path):
    load_2027(tmp_path)
    load_2027(tmp_path)

    assert CalendarDay.objects.count() == 4


def test_an_amended_notice_replaces_what_it_names(tmp_path):
    load_2027(tmp_path)
    services.calendar_load(
        year=2027, papers=[PAPER], said={date(2027, 1, 4): Day("元旦", is_off=False)}
    )

    assert selectors.add_working_days(FIRST_OF_YEAR, 1).day == date(2027, 1, 4)


def test_a_notice_without_its_paper_is_refused(tmp_path):
    with pytest.raises(CommandError, match="网址"):
        load_2027(tmp_path, papers=[])

    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"year": 2027}'])
def test_a_file_that_is_no_notice_is_refused(tmp_path, text):
    path = tmp_path / "notice.json"
    path.write_text(text)

    with pytest.raises(CommandError, match="not a notice"):
        call_command("calendar", "load", str(path))


def test_a_single_day_is_put_right_and_forgotten_again():
    monday = date(2026, 11, 23)
    call_command("calendar", "set", "2026-11-23", "off", "--name", "防汛停工", "--source", PAPER)
    moved = selectors.add_working_days(date(2026, 11, 20), 1)
    call_command("calendar", "unset", "2026-11-23")

    assert moved.day == date(2026, 11, 24)
    assert selectors.add_working_days(date(2026, 11, 20), 1).day == monday
    with pytest.raises(CommandError):
        call_command("calendar", "unset", "2026-11-23")


@pytest.mark.parametrize("wrong", [{"name": " "}, {"source": ""}, {"name": "长" * 41}])
def test_a_day_without_name_or_source_is_refused(wrong):
    right = {"day": date(2027, 1, 4), "name": "元旦", "is_off": True, "source": PAPER}

    with pytest.raises(Invalid):
        services.calendar_set(**right | wrong)


def test_the_command_prints_what_notices_say_of_a_year(capsys):
    call_command("calendar", "show", "2026")
    text = capsys.readouterr().out

    assert text.startswith("2026: 248 working days (https://www.gov.cn/")
    assert "2026-10-10 worked in lieu 国庆节" in text


def test_the_page_shows_the_year_with_days_off_and_worked_in_lieu(lin):
    text = browser_of(lin).get("/calendar?year=2026").content.decode()

    assert text.count('<table class="month">') == 12
    assert 'day--lieu" title="国庆节"><time datetime="2026-10-10"' in text
    assert "content_7047091" in text
    assert "暂定" not in text


@pytest.mark.long
def test_a_year_without_notice_is_marked_provisional_until_it_is_loaded(lin, tmp_path):
    before = browser_of(lin).get("/calendar?year=2027").content.decode()
    load_2027(tmp_path)
    after = browser_of(lin).get("/calendar?year=2027").content.decode()

    assert "暂定" in before
    assert "暂定" not in after
    assert "day--edited" in after


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("start=2026-09-30&amount=3&unit=working_day", "2026-10-10"),
        ("start=2026-01-31&amount=1&unit=month", "2026-02-28"),
        ("start=2026-02-30&amount=3&unit=day", "请填写存在的日期"),
        ("start=2026-02-03&amount=x&unit=day", "请填写存在的日期"),
        ("start=2026-02-03&amount=3&unit=week", "请填写存在的日期"),
    ],
)
def test_the_page_computes_a_deadline_or_says_what_is_wrong(lin, query, answer):
    response = browser_of(lin).get(f"/calendar?{query}")

    assert response.status_code == 200
    assert answer in response.content.decode()


@pytest.mark.parametrize("year", ["-1", "0", "abc", "99999999999", "2100"])
def test_a_year_out_of_bounds_shows_the_nearest_that_is_kept(lin, year):
    assert browser_of(lin).get("/calendar", {"year": year}).status_code == 200


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get("/calendar").status_code == 302


@pytest.mark.django_db(databases=["default", "regulator"])
def test_a_regulator_may_read_the_days_but_never_write_them():
    with connections["regulator"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_calendarday")
        with pytest.raises(InternalError, match="read-only"):
            cursor.execute("DELETE FROM office_calendarday")


def test_the_command_says_of_a_year_without_notice_that_it_is_provisional(capsys):
    call_command("calendar", "show", "2031")
    assert "provisional: no notice" in capsys.readouterr().out

    for year in ("0", "1948", "2200", "99999", "-5"):
        with pytest.raises(CommandError, match="year must be from 1949 to 2199"):
            call_command("calendar", "show", "--", year)


@pytest.mark.parametrize("bad", ["2026-02-30", "26-11-23", "tomorrow", "2026-1-1", "20261123"])
def test_a_day_that_is_none_is_refused_in_our_words(bad):
    for verb in (["set", bad, "off", "--name", "x", "--source", PAPER], ["unset", bad]):
        with pytest.raises(CommandError, match="is no day of the calendar: write it as in 2027"):
            call_command("calendar", *verb)
