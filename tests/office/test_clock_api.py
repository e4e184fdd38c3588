"""Clocks over the API: by subject and state, page by page, with the scope for it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from livecompliance.kernel.tenancy import acting
from office import services
from office.services import clock_start
from tests.architecture.test_api_matrix import key_of
from tests.office.conftest import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(lin, at) -> list[str]:
    """Five clocks on two subjects; the last one was met."""
    with acting(lin):
        found = [
            clock_start(
                actor=lin,
                subject=("complaint", f"c-{n % 2}"),
                kind=f"kind{n}",
                policy=policy(8, "hour"),
            )
            for n in range(5)
        ]
        services.clock_meet(actor=lin, clock_id=found[4].pk)
    return [str(one.pk) for one in found]


def ask(key: str, **query: object):
    return Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/clocks", query)


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["clocks"]]


def test_clocks_are_listed_by_subject_and_state_the_newest_first(harbour, made):
    key = key_of(harbour, "reader", scopes=["clocks.read"])

    assert ids(ask(key)) == made[::-1]
    assert ids(ask(key, subject_kind="complaint", subject_ref="c-1")) == [made[3], made[1]]
    assert ids(ask(key, state="met")) == [made[4]]
    assert ids(ask(key, subject_kind="complaint", subject_ref="c-1", state="met")) == []
    one = ask(key, state="met").json()["clocks"][0]
    assert (one["kind"], one["state"], one["due_at"], one["breached_at"]) == (
        "kind4", "met", "2026-11-23T18:00:00+08:00", None,
    )  # fmt: skip


def test_pages_follow_each_other_to_the_end_in_as_many_queries(harbour, made):
    key, seen, after = key_of(harbour, "reader", scopes=["clocks.read"]), [], {}
    while True:
        answer = ask(key, limit=2, **after)
        seen += ids(answer)
        if answer.json()["next"] is None:
            break
        after = {"after": answer.json()["next"]}
    assert seen == made[::-1]

    with CaptureQueriesContext(connection) as few:
        ask(key, limit=1)
    with CaptureQueriesContext(connection) as many:
        ask(key, limit=5)
    assert len(few) == len(many)


def test_what_is_asked_for_wrongly_is_answered_in_words(harbour, made):
    key = key_of(harbour, "reader", scopes=["clocks.read"])
    for wrong in (
        {"state": "late"},
        {"after": "x"},
        {"limit": 0},
        {"limit": 201},
        {"subject_ref": "c-1"},
        {"subject_kind": "x" * 31},
        {"subject_kind": "a\0b"},
    ):
        assert ask(key, **wrong).status_code in {400, 422}, wrong
    assert ids(ask(key, subject_kind="' OR 1=1 --")) == []


def test_without_the_scope_and_from_elsewhere_nothing_is_listed(harbour, elsewhere, made):
    assert ask(key_of(harbour, "other", scopes=["rooms.read"])).status_code == 403
    assert ids(ask(key_of(elsewhere, "foreign", scopes=["clocks.read"]))) == []
    assert ask(key_of(harbour, "gone", scopes=["clocks.read"], revoked=True)).status_code == 401
    assert ids(ask(key_of(elsewhere, "behind", scopes=["clocks.read"]), after=made[4])) == []
