"""A program hands complaints in under its own numbers, answers them, and follows by receipt."""

import pytest
from django.test import Client

from tests import builders
from tests.complaints.conftest import FILING, REPLY, STATEMENT, again, clocks
from tests.proof import browser
from tests.rooms.conftest import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BASE = "/api/v1/complaints"


def asking(tenant, *scopes):
    """Return what asks with a key of a tenant."""
    key = key_of(tenant, *scopes)

    def ask(method, path="", body=None):
        return getattr(Client(), method)(
            f"{BASE}{path}", body, content_type="application/json", headers={"Authorization": key}
        )

    return ask


@pytest.fixture
def program(harbour):
    return asking(harbour, "complaints.read", "complaints.write")


def test_the_same_number_is_one_complaint_with_one_receipt(program):
    sent = FILING | {"external_id": "T-2026-1"}
    first, second = program("post", "", sent), program("post", "", sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()

    taken = program("post", "", sent | {"statement": "另一件完全不同的事情。"})
    assert (taken.status_code, taken.json()["code"]) == (409, "key_taken")


def test_it_is_read_answered_and_followed(program, lin):
    made = program("post", "", FILING).json()
    assert [one["id"] for one in program("get", "?is_open=true").json()] == [made["id"]]
    assert program("post", f"/{made['id']}/acknowledge").json()["stage"] == "acknowledged"
    assert program("post", f"/{made['id']}/answer", REPLY).json()["result"] == "upheld"

    whole = program("get", f"/{made['id']}").json()
    assert whole["statement"] == STATEMENT
    assert {one["standing"] for one in whole["clocks"]} == {"met"}
    held = {"number": made["number"], "code": made["code"]}
    followed = program("post", "/follow", held).json()
    assert followed["stage"] == "answered"
    assert [one["text"] for one in followed["messages"]] == [REPLY["text"]]
    assert program("get", "?is_open=true").json() == []
    late = program("post", f"/{made['id']}/answer", REPLY)
    assert (late.status_code, late.json()["code"]) == (409, "not_now")


def test_nobody_without_the_scope_or_of_another_platform_gets_anything(
    program, harbour, elsewhere, filed
):
    held = {"number": filed.receipt.number, "code": filed.receipt.secret}
    stranger = asking(elsewhere, "complaints.read", "complaints.write")
    assert asking(harbour, "rooms.read")("get").status_code == 403
    assert asking(harbour, "complaints.read")("post", "", FILING).status_code == 403
    assert stranger("get").json() == []
    assert stranger("get", f"/{filed.complaint.pk}").status_code == 404
    unknown = {"number": "0" * 10, "code": "0" * 16}
    answers = [stranger("post", "/follow", one) for one in (held, unknown)]
    answers.append(program("post", "/follow", held | {"code": "0" * 16}))
    assert {one.status_code for one in answers} == {404}
    assert len({one.json()["detail"] for one in answers}) == 1


def test_those_who_only_look_read_no_words(wu, row):
    whole = browser(wu).get(f"{BASE}/{row.pk}").json()

    assert (whole["statement"], whole["stage"]) == ("", "received")


def test_an_answer_given_before_counts_from_then_and_not_from_before_the_complaint(program, row):
    wrong = program("post", f"/{row.pk}/answer", REPLY | {"at": "2020-01-01T00:00:00+08:00"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    told = program("post", f"/{row.pk}/answer", REPLY | {"at": row.filed_at.isoformat()})

    assert told.status_code == 200
    assert clocks(row)["feed_back"].breached_at is None
    assert again(row).answered_at == row.filed_at


def test_another_platforms_room_is_not_there(program, outsider):
    foreign = builders.room(outsider, "别家的直播间")
    refused = program("post", "", FILING | {"room": str(foreign.pk)})

    assert refused.status_code == 404
