"""The last half hour of a room: lines, words, marks, and who may ask."""

import pytest
from django.test import Client

from accounts.models import User
from livecompliance.kernel import clock
from moderation.selectors import trend
from rooms.selectors import history
from rooms.selectors.history import Tick
from tests.moderation.services.streams import OFFER, inspect, now_ms, post, said

MINUTE = 60_000


def metric(number, at, **figures):
    return {"id": number, "type": "metric", "at": at} | figures


def ticks(name, *values, step=MINUTE):
    return [Tick(place * step, **{name: value}) for place, value in enumerate(values)]


@pytest.fixture
def asked(lin, tea_room, tea_session):
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    return lambda: client.get(f"/rooms/{tea_room.pk}/trend").json()


# Words and marks


@pytest.mark.parametrize(
    ("viewers", "words"),
    [
        ((11_250, 12_000, 12_151), "观看 12,151，近 2 分钟 +8\N{NO-BREAK SPACE}%"),
        ((200, 100), "观看 100，近 1 分钟 \N{MINUS SIGN}50\N{NO-BREAK SPACE}%"),
        ((300, 300), "观看 300，近 1 分钟持平"),
        ((300,), "观看 300"),
        ((0, 300), "观看 300"),
        ((), ""),
    ],
)
def test_the_headline_says_how_many_watch_and_how_that_changed(viewers, words):
    assert trend.headline(ticks("viewers", *viewers)) == words


def test_the_change_is_that_of_ten_minutes_and_no_more():
    viewers = [100, *[1_000] * 6, 1_500]

    assert trend.headline(ticks("viewers", *viewers, step=2 * MINUTE)) == (
        "观看 1,500，近 10 分钟 +50\N{NO-BREAK SPACE}%"
    )


def test_a_figure_far_off_the_median_of_ten_minutes_is_marked():
    found = trend.jumps(ticks("viewers", 9_000, 9_400, 9_100, 9_200, 16_000))

    assert found == {"viewers": trend.Jump(True, 16_000, 9_150, False)}


def test_a_total_is_marked_by_how_fast_it_grows():
    steady = [10_000 + 100 * minute for minute in range(8)]

    assert trend.jumps(ticks("followers", *steady)) == {}
    assert trend.jumps(ticks("followers", *steady, 65_000)) == {
        "followers": trend.Jump(True, 54_300, 100, True)
    }


@pytest.mark.parametrize(
    "viewers", [(9_000, 9_400, 9_100, 9_200, 10_100), (9_000, 90_000), (3, 4, 3, 4, 40), ()]
)
def test_small_changes_small_rooms_and_few_reports_are_not_marked(viewers):
    assert trend.jumps(ticks("viewers", *viewers)) == {}


def test_what_was_before_the_last_ten_minutes_is_not_what_is_usual():
    old, new = [50] * 8, [9_000, 9_100, 9_050, 9_000, 9_100, 9_150]

    assert trend.jumps(ticks("viewers", *old, *new, step=2 * MINUTE)) == {}


# What the page asks for


@pytest.mark.django_db
def test_the_chart_holds_the_last_figures_of_every_ten_seconds_beside_the_risk(asked, tea_session):
    now = now_ms()
    post(tea_session, metric(1, now - 5 * MINUTE, viewers=1_000, orders=10), said(2, OFFER, at=now))
    post(tea_session, metric(3, now, viewers=1_100), metric(4, now, viewers=1_200, orders=30))
    inspect(tea_session)

    told = asked()

    assert told["title"] == "观看 1,200，近 5 分钟 +20\N{NO-BREAK SPACE}%"
    assert [one for one in told["viewers"] if one is not None] == [1_000, 1_200]
    assert [one for one in told["orders"] if one is not None] == [10, 30]
    assert max(one or 0 for one in told["risk"]) > 10
    assert len(told["at"]) == len(told["viewers"]) == len(told["risk"]) == 181
    assert told["rows"][0][1:3] == ["1,200", "30"]


@pytest.mark.django_db
def test_what_came_since_is_added_to_what_was_read_before(asked, tea_session, monkeypatch):
    post(tea_session, metric(1, now_ms() - 20_000, viewers=1_000))
    asked()
    opened = []
    since = history.segment_list_since
    monkeypatch.setattr(
        history,
        "segment_list_since",
        lambda *given: opened.extend(found := list(since(*given))) or found,
    )
    post(tea_session, metric(2, now_ms(), viewers=2_000))

    assert [one for one in asked()["viewers"] if one is not None] == [1_000, 2_000]
    assert [one.seq for one in opened] == [2]


@pytest.mark.django_db
def test_figures_older_than_half_an_hour_are_gone(asked, tea_session, time_machine_ahead):
    post(tea_session, metric(1, now_ms(), viewers=1_000))
    assert asked()["title"] == "观看 1,000"

    time_machine_ahead(1_900)

    assert asked()["title"] == ""
    assert asked()["rows"] == []


@pytest.mark.django_db
def test_a_room_that_told_nothing_has_an_empty_chart(asked):
    told = asked()

    assert told["title"] == ""
    assert set(told["viewers"]) == {None}


@pytest.mark.django_db
def test_another_platform_gets_no_chart(outsider, tea_room, tea_session):
    client = Client()
    client.force_login(User.objects.get(pk=outsider.user_id))

    assert client.get(f"/rooms/{tea_room.pk}/trend").status_code == 404


@pytest.mark.django_db
def test_a_jump_is_marked_beside_the_figure(lin, tea_room, tea_session):
    start = int(clock.now().timestamp() * 1000) - 6 * MINUTE
    levels = [9_000, 9_100, 9_050, 9_200, 18_000]
    post(
        tea_session,
        *(metric(n, start + n * MINUTE, viewers=level) for n, level in enumerate(levels)),
    )
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))

    text = client.get(f"/rooms/{tea_room.pk}").content.decode()

    assert "观看骤升" in text
    assert "18,000，10 分钟中位数 9,075" in text


@pytest.mark.long
def test_every_place_of_the_page_shows_the_same_number_of_viewers(lin, tea_room, tea_session):
    post(tea_session, metric(1, now_ms() - 40_000, viewers=3_913, likes=10_400))
    inspect(tea_session)
    post(tea_session, metric(2, now_ms(), viewers=4_571))
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=lin.user_id))

    page = client.get(f"/rooms/{tea_room.pk}").content.decode()
    sides = client.get(f"/rooms/{tea_room.pk}/sides").content.decode()
    told = client.get(f"/rooms/{tea_room.pk}/trend").json()

    assert [one for one in told["viewers"] if one][-1] == 4_571
    for text in (page, sides):
        assert "4,571 人在看" in text
        assert "4,571 / 10,400" in text
        assert "3,913" not in text.split('id="events"')[0]
