"""Whom the platform asks for identities, by the API: the person himself, proved again; no key."""

import pytest

from livecompliance.kernel.tenancy import acting
from parties.models import Provider
from tests import builders
from tests.parties.calls import caller
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db
PATH = "/api/v1/identity-provider"
HTTP = {
    "kind": "http", "url": "https://identity.example/ask", "key_id": "k-1", "timeout_ms": 4000,
}  # fmt: skip


@pytest.fixture
def keeper(harbour):
    return builders.person(harbour, "keeper", "security_admin")


def sent(client, body=HTTP):
    return client.post(PATH, body, content_type="application/json")


def test_what_was_set_is_read_back_and_the_secret_is_in_one_answer_only(keeper):
    desk = stepped_up(keeper, "identity")
    made = sent(desk)
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    assert made.json()["secret"].startswith("idsec_")

    shown = desk.get(PATH).json()
    assert "secret" not in shown
    assert (shown["kind"], shown["url"], shown["key_id"]) == ("http", HTTP["url"], "k-1")
    assert shown["trials"] == []


def test_nothing_is_set_before_the_person_has_proved_who_he_is(keeper):
    refused = sent(browser(keeper, raise_request_exception=False))

    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    with acting(keeper):
        assert not Provider.objects.of(keeper).exists()


def test_a_step_up_for_something_else_opens_nothing(keeper):
    refused = sent(stepped_up(keeper, "gate", raise_request_exception=False))

    assert refused.json()["code"] == "step_up_required"


def test_a_key_neither_sees_nor_sets_it(harbour, keeper):
    call = caller(harbour)

    assert call("get", "identity-provider").status_code == 403
    assert call("post", "identity-provider", HTTP).status_code == 403


@pytest.mark.parametrize("role", ["officer", "system_admin", "audit_admin", "viewer", "streamer"])
def test_nobody_else_is_even_asked_for_a_proof(harbour, role):
    desk = browser(builders.person(harbour, "eve", role), raise_request_exception=False)

    assert desk.get(PATH).json()["code"] == "forbidden"
    assert sent(desk).json()["code"] == "forbidden"


@pytest.mark.parametrize(("field", "value"), [
    ("kind", "gossip"), ("url", "ftp://identity.example"), ("key_id", ""), ("timeout_ms", 99_999),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(keeper, field, value):
    refused = sent(stepped_up(keeper, "identity", raise_request_exception=False),
                   HTTP | {field: value})  # fmt: skip

    assert refused.status_code == 422
    with acting(keeper):
        assert not Provider.objects.of(keeper).exists()


def test_where_nobody_was_chosen_there_is_nothing_to_read(keeper):
    assert browser(keeper, raise_request_exception=False).get(PATH).status_code == 404


def test_another_platforms_choice_is_not_seen(keeper, elsewhere):
    sent(stepped_up(keeper, "identity"))
    foreign = builders.person(elsewhere, "foreign", "security_admin")

    assert browser(foreign, raise_request_exception=False).get(PATH).status_code == 404
