"""Measures and notices over the API."""

import json

import pytest
from django.test import Client

from accounts.models import User
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from tests.moderation.api.test_reviews import call, key_for
from tests.moderation.services.streams import OFFER, inspect, post, said

pytestmark = pytest.mark.django_db
ORDER = {"kind": "warning", "clause": "M-18-2", "reason": {"zh": "把普通茶说成药。"}}


@pytest.fixture
def key(harbour):
    return key_for(harbour)


def signed_in(actor):
    """A browser with a session, as the console uses it."""
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def send(client, path, body=None, **headers):
    return client.post(
        path, json.dumps(body or {}), content_type="application/json", headers=headers
    )


def warned(lin, session):
    return send(signed_in(lin), f"/api/v1/rooms/{session.room_id}/measures", ORDER).json()["id"]


@pytest.mark.long
def test_an_officer_takes_sends_and_takes_back_measures(lin, tea_session):
    client = signed_in(lin)
    room = f"/api/v1/rooms/{tea_session.room_id}/measures"

    first = send(client, room, ORDER)
    undone = send(client, f"/api/v1/measures/{first.json()['id']}/undo")
    second = send(client, room, ORDER).json()["id"]
    sent = send(client, f"/api/v1/measures/{second}/release")
    late = send(client, f"/api/v1/measures/{second}/undo")

    assert (first.status_code, first.json()["released_at"]) == (201, None)
    assert undone.json()["undone_at"] is not None
    assert sent.json()["seq"] == 1
    assert (late.status_code, late.json()["code"]) == (409, "too_late_to_undo")


def test_an_integrator_reads_what_is_new_in_order_acknowledges_and_gives_receipts(
    key, lin, tea_session
):
    post(tea_session, said(1, OFFER))
    inspect(tea_session)
    room = f"/api/v1/rooms/{tea_session.room_id}/measures"

    page = call(key, room).json()
    measure = page["measures"][0]
    understood = call(key, f"/api/v1/measures/{measure['id']}/acknowledge", {})
    done = call(key, f"/api/v1/measures/{measure['id']}/receipt", {"executed": True})

    assert measure["frame"]["type"] == "measure"
    assert measure["frame"]["seq"] == measure["seq"] == page["next"] == 1
    assert understood.json()["acknowledged_at"] is not None
    assert done.json()["executed_at"] is not None
    assert call(key, f"{room}?since=1").json() == {"measures": [], "next": 1}


def test_a_measure_that_is_held_is_not_listed(key, lin, tea_session):
    warned(lin, tea_session)

    page = call(key, f"/api/v1/rooms/{tea_session.room_id}/measures").json()

    assert page["measures"] == []


def test_the_same_idempotency_key_takes_one_measure(lin, tea_session):
    client, room = signed_in(lin), f"/api/v1/rooms/{tea_session.room_id}/measures"
    header = {"Idempotency-Key": "w-1"}

    answers = [send(client, room, ORDER, **header) for _ in range(2)]
    other = send(client, room, ORDER | {"kind": "prompt"}, **header)

    assert answers[0].json() == answers[1].json()
    assert other.status_code == 409
    with acting(lin):
        assert Measure.objects.count() == 1


def test_what_was_refused_may_be_mended_under_the_same_idempotency_key(lin, tea_session):
    client, room = signed_in(lin), f"/api/v1/rooms/{tea_session.room_id}/measures"
    header = {"Idempotency-Key": "w-2"}

    refused = send(client, room, ORDER | {"clause": "M-99"}, **header)
    mended = send(client, room, ORDER, **header)

    assert (refused.status_code, mended.status_code) == (422, 201)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"clause": "M-99"}, 422),
        ({"reason": {"zh": ""}}, 422),
        ({"reason": "x"}, 422),
        ({"kind": "whip"}, 422),
        ({"minutes": 0}, 422),
        ({"minutes": 10**9}, 422),
    ],
)
def test_a_wrong_order_is_a_problem_document(lin, tea_session, change, status):
    room = f"/api/v1/rooms/{tea_session.room_id}/measures"
    answer = send(signed_in(lin), room, ORDER | change)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_room_that_is_not_live_takes_no_measure(lin, tea_room):
    answer = send(signed_in(lin), f"/api/v1/rooms/{tea_room.pk}/measures", ORDER)

    assert (answer.status_code, answer.json()["code"]) == (409, "room_not_live")


@pytest.mark.parametrize("act", ["acknowledge", "undo", "release", "receipt"])
def test_another_tenants_measure_is_not_found(lin, elsewhere, tea_session, act):
    measure = warned(lin, tea_session)

    answer = call(key_for(elsewhere), f"/api/v1/measures/{measure}/{act}", {"executed": True})

    assert answer.status_code in {403, 404}
    assert (act in {"acknowledge", "receipt"}) <= (answer.status_code == 404)


@pytest.mark.parametrize("act", ["undo", "release"])
def test_a_key_neither_takes_back_nor_lets_out(key, lin, tea_session, act):
    measure = warned(lin, tea_session)

    assert call(key, f"/api/v1/measures/{measure}/{act}", {}).status_code == 403


def test_a_key_takes_no_measures(key, tea_session):
    answer = call(key, f"/api/v1/rooms/{tea_session.room_id}/measures", ORDER)

    assert answer.status_code == 403


def test_what_has_not_gone_out_cannot_be_acknowledged(key, lin, tea_session):
    measure = warned(lin, tea_session)

    answer = call(key, f"/api/v1/measures/{measure}/acknowledge", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_released")


def test_the_notice_is_read_and_its_display_proved(key, tea_session):
    path = f"/api/v1/sessions/{tea_session.pk}/notice"

    notice = call(key, path).json()
    first = call(key, path, {"client": "phone-1"})
    again = call(key, path, {"client": "phone-1"})

    assert notice["is_large"] is False
    assert notice["text"]["zh"]
    assert notice["text"]["en"]
    assert (first.status_code, first.json(), again.json()) == (201, {"times": 1}, {"times": 2})


@pytest.mark.parametrize("body", [{}, {"client": ""}, {"client": "x" * 201}])
def test_a_proof_without_a_client_is_refused(key, tea_session, body):
    answer = call(key, f"/api/v1/sessions/{tea_session.pk}/notice", body)

    assert answer.status_code == 422
