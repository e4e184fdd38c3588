"""The API of conduct: lists kept by a program, links read; of one's own tenant only."""

import pytest
from django.test import Client

from tests.conduct.conftest import happened, link
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db
LISTS, JSON = "/api/v1/conduct/lists", "application/json"
WISH = {"kind": "host", "value": "evil.example"}


def call(key, path, body=None):
    client, headers = Client(), {"HTTP_AUTHORIZATION": key}
    if body is None:
        return client.get(path, **headers)
    return client.post(path, body, content_type=JSON, **headers)


@pytest.fixture
def key(harbour) -> str:
    return key_of(harbour, "measures.read", "measures.write")


def test_a_program_keeps_the_lists(key, elsewhere):
    made = call(key, LISTS, WISH | {"known_by": "public_list", "known_ref": "https://list.example"})
    assert made.status_code == 201
    assert call(key, LISTS, WISH).json()["code"] == "already_listed"
    (row,) = call(key, LISTS).json()
    assert row == made.json()

    foreign = key_of(elsewhere, "measures.read", "measures.write")
    assert call(foreign, LISTS).json() == []
    away = f"{LISTS}/{row['id']}/remove"
    assert call(foreign, away, {"reason": "x"}).status_code == 404
    gone = call(key, away, {"reason": "已整改"}).json()
    assert gone["removed_at"]
    assert call(key, LISTS).json() == []


def test_lists_are_paged_by_the_last_entry(key):
    for number in range(3):
        call(key, LISTS, {"kind": "account", "value": f"seller-{number}"})
    rows = call(key, LISTS).json()
    rest = call(key, f"{LISTS}?before={rows[0]['id']}").json()
    assert [one["value"] for one in rest] == ["seller-1", "seller-0"]
    assert call(key, f"{LISTS}?kind=host").json() == []
    assert call(key, f"{LISTS}?before=x").status_code == 422
    assert call(key, f"{LISTS}?kind=x").status_code == 422


def test_a_key_that_may_only_read_changes_nothing(harbour):
    key = key_of(harbour, "measures.read")
    assert call(key, LISTS, WISH).status_code == 403
    assert call(key, LISTS).json() == []


def test_links_are_read_without_their_addresses(key, lin, tea_session):
    happened(tea_session, link(1, "https://evil.example/secret?token=1"))
    answer = call(key, f"/api/v1/conduct/jumps?room_id={tea_session.room_id}")
    (row,) = answer.json()
    assert (row["host"], row["suggestion"], row["times"]) == ("evil.example", "review", 1)
    assert "secret" not in answer.content.decode()
