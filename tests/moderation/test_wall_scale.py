"""The wall with many rooms: as many queries as with few, page by page, nothing twice."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tools.bench._crowd import crowd

pytestmark = pytest.mark.django_db
MOST_QUERIES = 29
PART = {"HX-Request": "true"}


@pytest.fixture
def look(lin):
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))

    def get(query="") -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            text = client.get(f"/wall{query}", headers=PART).content.decode()
        return text, len(asked)

    return get


def cards(text: str) -> list[str]:
    return re.findall(r'id="room-([0-9a-f-]{36})"', text)


def urgency(text: str) -> list[tuple[int, int]]:
    """Return how urgent each card is: its state, then its risk."""
    found = re.findall(r'room-card--(\w+)" id.*?</span>(\d+)</span>', text, re.S)
    return [(["ok", "watch", "act"].index(state), int(risk)) for state, risk in found]


@pytest.mark.long
def test_three_hundred_rooms_cost_no_more_queries_than_thirty(lin, look):
    crowd(lin, 30)
    look()
    _text, few = look()
    crowd(lin, 270)
    text, many = look()

    assert many == few <= MOST_QUERIES
    assert len(cards(text)) == 60


@pytest.mark.long
def test_pages_follow_one_order_and_show_every_room_once(lin, look):
    crowd(lin, 150)
    pages = [look(f"?page={number}")[0] for number in (1, 2, 3)]

    shown = [room for text in pages for room in cards(text)]
    ordered = [one for text in pages for one in urgency(text)]
    assert len(shown) == len(set(shown)) == 150
    assert len(ordered) == 150
    assert ordered == sorted(ordered, reverse=True)


@pytest.mark.long
def test_a_page_past_the_last_is_the_last(lin, look):
    crowd(lin, 70)

    assert cards(look("?page=9")[0]) == cards(look("?page=2")[0])
    assert len(cards(look("?page=9")[0])) == 10
