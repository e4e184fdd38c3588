"""What one key may use up in a minute, and what a key beyond that does not reach."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.models import Scope
from livecompliance.kernel import clock, limits
from tests.attack.conftest import signed_in
from tests.rooms.conftest import key_of, line

pytestmark = pytest.mark.django_db
TITLE = {"items": [{"id": "t1", "type": "title", "text": "阿春家的养生茶专场"}]}


@pytest.fixture(autouse=True)
def minute(monkeypatch):
    """Let the clock stand twenty seconds into a minute; return what moves it."""
    stands = clock.now().replace(second=20, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: stands)

    def later(seconds):
        monkeypatch.setattr(clock, "now", lambda: stands + timedelta(seconds=seconds))

    yield later
    cache.clear()
    limits._breaker.close()


def test_a_key_that_calls_too_often_is_told_when_to_come_back(api, settings, minute):
    settings.KEY_CALLS = 3
    assert [api("get", "/api/v1/rooms").status_code for _ in range(3)] == [200] * 3

    refused = api("get", "/api/v1/rooms")

    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "rate_limited"
    assert refused["Retry-After"] == "40"
    minute(int(refused["Retry-After"]))
    assert api("get", "/api/v1/rooms").status_code == 200


def test_a_key_beyond_its_limit_keeps_no_other_key_and_no_person_waiting(
    api, settings, harbour, lin
):
    settings.KEY_CALLS = 1
    for _ in range(3):
        api("get", "/api/v1/rooms")

    other = key_of(harbour, Scope.ROOMS_READ)
    assert api("get", "/api/v1/rooms", HTTP_AUTHORIZATION=other).status_code == 200
    assert signed_in(lin).get("/api/v1/rooms").status_code == 200


def test_a_person_is_counted_as_a_key_is(settings, lin):
    settings.KEY_CALLS = 1
    browser = signed_in(lin)

    assert [browser.get("/api/v1/rooms").status_code for _ in range(2)] == [200, 429]


def test_reporting_events_goes_on_when_all_else_is_refused(api, send, settings):
    settings.KEY_CALLS = 1
    assert [api("get", "/api/v1/rooms").status_code for _ in range(2)] == [200, 429]

    assert [send(line(number)).status_code for number in range(3)] == [202] * 3


def test_a_key_has_only_so_many_characters_inspected(api, settings):
    settings.KEY_CHARACTERS = 250

    answers = [api("post", "/api/v1/inspect", TITLE).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


def test_long_items_cost_what_they_hold(api, settings):
    settings.KEY_CHARACTERS = 250
    script = {"items": [{"id": 1, "type": "script", "text": "大家好" * 100}]}

    assert api("post", "/api/v1/inspect", script).status_code == 429


@pytest.mark.parametrize("name", ["KEY_CALLS", "KEY_CHARACTERS"])
def test_where_nothing_is_set_nothing_is_refused(api, settings, name):
    setattr(settings, name, 0)

    assert api("post", "/api/v1/inspect", TITLE).status_code == 200


def test_while_redis_is_away_nobody_is_refused(api, settings):
    settings.KEY_CALLS = 1
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}

    assert [api("get", "/api/v1/rooms").status_code for _ in range(3)] == [200] * 3


def test_a_limit_that_is_reached_is_said_once_and_names_the_key(api, settings, caplog):
    settings.KEY_CALLS = 1
    for _ in range(4):
        api("get", "/api/v1/rooms")

    said = [one.getMessage() for one in caplog.records if one.name == limits.__name__]
    assert len(said) == 1
    assert said[0].startswith("limit reached: calls of key:")
