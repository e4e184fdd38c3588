"""The API of the queue: numbers for programs, holding and deciding for officers alone."""

import pytest
from django.test import Client

from tests.proof import browser
from tests.review.conftest import again, claim, content, decide, policy, waiting
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db
JSON = "application/json"


def post(page, path, body=None):
    return page.post(f"/api/v1/review/{path}", body or {}, content_type=JSON)


def test_a_program_reads_the_numbers_but_never_holds_an_item(harbour, tea_session):
    waiting(tea_session)
    content(harbour.pk)
    key = key_of(harbour, "review.read", "review.write")
    found = Client().get("/api/v1/review/queue", HTTP_AUTHORIZATION=key).json()
    assert (found["waiting"], found["held"], found["late"]) == (2, 0, 0)
    assert found["by_kind"] == {"finding": 1, "content": 1, "patrol": 0}
    answer = Client().post("/api/v1/review/claim", {}, JSON, HTTP_AUTHORIZATION=key)
    assert answer.status_code == 403


def test_a_key_without_the_scope_reads_nothing(harbour):
    key = key_of(harbour, "tiers.read")
    for path in ("queue", "statistics"):
        answer = Client().get(f"/api/v1/review/{path}", HTTP_AUTHORIZATION=key)
        assert answer.status_code == 403


def test_an_officer_claims_keeps_and_decides(harbour, lin, tea_session):
    policy(harbour, review_second_percent=0)
    waiting(tea_session)
    page = browser(lin)
    item = post(page, "claim").json()["item"]
    assert item["lease_until"]
    assert post(page, "heartbeat", {"items": [item["id"]]}).json() == {"kept": [item["id"]]}
    said = {"version": item["version"], "outcome": "stand", "reason": "属实"}
    assert post(page, f"items/{item['id']}/decide", said).json()["state"] == "done"
    assert post(page, "claim").json() == {"item": None}


def test_a_stale_version_is_a_conflict_in_words(lin, mei, tea_session, later):
    waiting(tea_session)
    mine = claim(lin)
    later(minutes=11)
    claim(mei)
    said = {"version": mine.version, "outcome": "stand", "reason": "属实"}
    answer = post(browser(lin), f"items/{mine.pk}/decide", said)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    assert "Mei正在处理" in answer.json()["detail"]


def test_giving_back_through_the_api_frees_the_item(lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    assert post(browser(lin), f"items/{item.pk}/release").json()["lease_until"] is None
    assert again(item).held_by_id is None


def test_the_statistics_say_how_often_the_second_officer_said_the_same(
    harbour, lin, mei, tea_session
):
    policy(harbour, review_second_percent=100)
    waiting(tea_session)
    decide(lin, claim(lin), "stand")
    decide(mei, claim(mei), "stand")
    found = browser(lin).get("/api/v1/review/statistics").json()
    assert found == {"days": 30, "second_reviews": 1, "alike": 1}
