"""A room whose broadcast has ended: it says so and when, and offers no measure."""

import re

import pytest
from django.test import Client

from accounts.models import User
from livecompliance.kernel.tenancy import acting
from moderation.models import RoomState
from rooms.models import Session
from tests import builders
from tests.moderation.services.streams import CURE, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(lin) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=lin.user_id))
    return client


@pytest.fixture
def over(lin, tea_session) -> Session:
    post(
        tea_session,
        said(1, CURE, at=now_ms()),
        {"id": 2, "type": "metric", "viewers": 4_571, "at": now_ms()},
    )
    inspect(tea_session)
    builders.end(tea_session)
    with acting(lin):
        tea_session.refresh_from_db()
    return tea_session


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.long
def test_it_says_that_and_when_it_ended_and_not_that_it_is_live(officer, tea_room, over):
    text = text_of(officer.get(f"/rooms/{tea_room.pk}"))

    head = re.search(r'<header class="room-bar".*?</header>', text, re.S)[0]
    assert re.search(r"已结束 <time[^>]*>\d\d-\d\d \d\d:\d\d</time>", head)
    assert f'datetime="{over.ended_at.astimezone().isoformat()[:10]}' in head
    for live in ("实时", "直播中", 'class="on-air', "人在看", "data-link-state"):
        assert live not in head, live
    assert "连线中" not in text
    assert "下播时观看 4,571" in officer.get(f"/rooms/{tea_room.pk}/trend").json()["title"]


@pytest.mark.long
def test_in_place_of_the_measures_it_says_why_there_are_none(officer, tea_room, over):
    text = text_of(officer.get(f"/rooms/{tea_room.pk}"))

    assert "data-action-form" not in text
    assert "只用于正在直播的房间" in text
    assert "据此处置" not in text
    assert "data-doubt" in text


@pytest.mark.long
def test_its_risk_is_that_of_the_end_and_fades_no_more(
    officer, lin, tea_room, over, time_machine_ahead
):
    with acting(lin):
        at_the_end = RoomState.objects.get(session=over).risk
    time_machine_ahead(900)

    text = text_of(officer.get(f"/rooms/{tea_room.pk}"))

    shown = int(re.search(r'class="risk__value"[^>]*>(\d+)<', text)[1])
    assert shown > 20
    assert abs(shown - at_the_end) <= 1
    assert "每 5 分钟减半" not in text


@pytest.mark.long
def test_an_open_page_learns_that_it_ended(officer, tea_room, over):
    sides = text_of(officer.get(f"/rooms/{tea_room.pk}/sides?session={over.pk}"))

    assert "morph:#room-link" in sides
    assert "只用于正在直播的房间" in sides


@pytest.mark.long
def test_an_open_page_is_drawn_anew_when_the_next_broadcast_begins(officer, lin, tea_room, over):
    builders.session(lin, tea_room)

    answer = officer.get(f"/rooms/{tea_room.pk}/sides?session={over.pk}")

    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


@pytest.mark.long
def test_a_room_on_air_says_none_of_this(officer, tea_room, tea_session):
    text = text_of(officer.get(f"/rooms/{tea_room.pk}"))

    assert "已结束" not in text
    assert "data-action-form" in text
    assert "data-link-state" in text
    assert "morph:#action-side" not in text_of(officer.get(f"/rooms/{tea_room.pk}/sides"))
