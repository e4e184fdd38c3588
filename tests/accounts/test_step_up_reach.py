"""Where else a proof is asked: dialogs over a page, calls of the API, suspending a broadcast."""

import json

import pytest
from django.db import transaction
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import services, stepup
from accounts.authentication import KeyOrSession
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from tests import builders
from tests.proof import PASSWORD, browser, stepped_up, with_password
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ORDER = {"clause": "M-truthful", "reason": "虚假宣传"}


class EvidenceApi(APIView):
    """An address of the kind that later parts have: only a person who proved who he is."""

    authentication_classes = (KeyOrSession,)
    permission_classes = (stepup.permission("evidence"),)

    def post(self, request):
        return Response({})


@pytest.fixture
def strict(harbour):
    """Harbour asks for a proof before a broadcast is suspended."""
    guard = builders.person(harbour, "guard", "security_admin")
    with acting(guard):
        services.tenant_policy_set(actor=guard, changes={"step_up_suspend": 1})


def call(actor=None, client=None, **headers):
    request = APIRequestFactory().post("/", headers=headers)
    request.actor = actor
    request._dont_enforce_csrf_checks = True
    if client is not None:
        request.session, request.user = client.session, builders.User(pk=actor.user_id)
    with acting(actor), transaction.atomic():  # as ATOMIC_REQUESTS has it
        return EvidenceApi.as_view()(request)


def test_a_key_never_stands_for_a_person(harbour, lin):
    answer = call(Authorization=key_of(harbour, "inspect"))
    assert (answer.status_code, answer.data["code"]) == (403, "person_required")

    client = stepped_up(lin, "evidence")
    answer = call(lin, client, Authorization=key_of(harbour, "inspect"))
    assert answer.data["code"] == "person_required"


def test_a_person_calls_the_api_after_a_proof_for_that_purpose(lin):
    refused = call(lin, stepped_up(lin, "export"))
    assert (refused.status_code, refused.data["code"]) == (403, "step_up_required")
    assert refused.data["url"] == "/step-up?purpose=evidence"

    assert call(lin, stepped_up(lin, "evidence")).status_code == 200


def suspend(client, room, kind="suspend"):
    return client.post(f"/rooms/{room.pk}/measures", ORDER | {"kind": kind}, headers=HTMX)


def test_suspending_needs_a_proof_where_the_tenant_asks_for_it(
    strict, lin, tea_room, tea_session, settings
):
    with_password(lin)
    client = browser(lin)

    refused = suspend(client, tea_room)
    assert refused.status_code == 403
    assert refused[stepup.HEADER] == "/step-up?purpose=sanction"
    assert not Measure._base_manager.exists()
    passed = client.post(
        "/step-up",
        {"purpose": "sanction", "reason": "多次警示无效", "password": PASSWORD},
        headers=HTMX,
    )
    assert (passed.status_code, passed["HX-Trigger"]) == (204, "lc:stepped-up")

    assert suspend(client, tea_room).status_code == 200


def test_warnings_go_out_without_and_so_does_suspending_where_nobody_asks(
    lin, tea_room, tea_session
):
    assert suspend(browser(lin), tea_room).status_code == 200


def test_a_warning_needs_no_proof(strict, lin, tea_room, tea_session):
    assert suspend(browser(lin), tea_room, "warning").status_code == 200


def test_the_api_asks_a_person_too(strict, lin, tea_room, tea_session):
    body = {"kind": "suspend", "clause": "M-truthful", "reason": {"zh": "虚假宣传"}}
    path = f"/api/v1/rooms/{tea_room.pk}/measures"

    def post(client):
        return client.post(path, json.dumps(body), content_type="application/json")

    refused = post(browser(lin))
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    assert post(stepped_up(lin, "sanction")).status_code == 201


def test_the_dialog_says_what_is_wrong_and_stays(lin):
    with_password(lin)
    client = browser(lin)

    shown = client.get("/step-up", {"purpose": "sanction"}, headers=HTMX).content.decode()
    assert "dialog__head" in shown
    assert "<html" not in shown
    wrong = client.post(
        "/step-up", {"purpose": "sanction", "reason": "多次警示", "password": "x"}, headers=HTMX
    )
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
