"""A platform's app does for its consumer, by number and code, what the page would do."""

import pytest
from django.db import transaction
from django.test import Client

from complaints.models import Attachment
from complaints.rules import receipts
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints import notices
from tests.complaints.conftest import answer, public_of
from tests.complaints.test_attachments import photo
from tests.rooms.conftest import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]
AT = "/api/v1/complaints"


@pytest.fixture
def api(harbour):
    """Call the API as Harbour's program."""
    key = key_of(harbour, "complaints.read", "complaints.write")

    def call(method, path, body=None, **headers):
        kind = headers.pop("content_type", "application/json")
        headers = headers | {"HTTP_AUTHORIZATION": key}
        return getattr(Client(), method)(path, body, content_type=kind, **headers)

    return call


@pytest.fixture
def ask(api):
    """Call the API as Harbour's program, by a receipt."""

    def call(act, filed, **given):
        code = receipts.shown(filed.receipt.secret, 4)
        body = {"number": filed.receipt.number, "code": code} | given
        return api("post", f"{AT}/receipts/{act}", body)

    return call


def test_more_is_said_and_the_officers_read_it(ask, api, filed):
    said = ask("say", filed, text="补充：第二天又发生了。")
    read = api("get", f"{AT}/{filed.complaint.pk}").json()

    assert said.status_code == 201
    assert [one["text"] for one in read["messages"]] == ["补充：第二天又发生了。"]


def test_an_answer_is_contested_settled_and_a_complaint_is_taken_back(ask, lin, filed):
    assert ask("settle", filed).status_code == 409
    answer(lin, filed.complaint)
    assert ask("contest", filed, text="没有解决。").json()["stage"] == "reopened"
    answer(lin, filed.complaint)
    assert ask("settle", filed).json()["stage"] == "closed"
    assert ask("withdraw", filed).status_code == 409


def test_taken_back_twice_is_once(ask, filed):
    for _twice in range(2):
        assert ask("withdraw", filed).json()["stage"] == "withdrawn"


def test_a_wrong_code_and_a_number_that_never_was_are_answered_alike(ask, api, filed):
    wrong = ask("say", filed, code="0" * 16, text="补充。")
    never = ask("say", filed, number="0" * 10, text="补充。")

    assert wrong.status_code == never.status_code == 404
    assert wrong.json()["title"] == never.json()["title"]


def test_guesses_of_a_key_are_bounded(ask, filed):
    """A minute may end in between: twice as many and more, and one minute has too many."""
    answers = {ask("say", filed, code="0" * 16, text="猜。").status_code for _each in range(140)}

    assert answers == {404, 429}


def test_a_file_is_looked_at_before_it_is_kept(api, filed):
    at = f"{AT}/{filed.complaint.pk}/attachments"
    named = {"HTTP_CONTENT_DISPOSITION": 'attachment; filename="a.jpg"'}
    kind = {"content_type": "application/octet-stream"}
    kept = api("post", at, photo().getvalue(), **named, **kind)
    refused = api("post", at, b"MZ\x90\x00 not a picture", **named, **kind)

    assert (kept.status_code, kept.json()["media_type"]) == (201, "image/jpeg")
    assert refused.status_code in {400, 415, 422}
    system = system_actor(filed.complaint.tenant_id)
    with acting(system), transaction.atomic():
        assert Attachment.objects.of(system).filter(complaint=filed.complaint).count() == 1


def test_the_terms_are_read_kind_by_kind_with_their_clause(api):
    told = api("get", f"{AT}/terms").json()

    assert (told["version"], told["reopen_days"]) == (0, 30)
    assert len(told["terms"]) == 40
    assert {"about": "property", "term": "act", "amount": 24, "unit": "hour",
            "clause": "ECL-ip-measures"} in told["terms"]  # fmt: skip


@pytest.mark.law("ECL-ip-notice")
def test_a_notice_is_handed_in_once_and_followed_to_the_suit(api, ask, harbour, lin):
    given = {
        "statement": notices.INFRINGED, "right": "trademark", "capacity": "holder",
        "wanted": ["remove"], "proof": "商标注册证第 12345 号", "name": "周小禾",
        "evidence": "商品图与注册商标对比", "external_id": "ip-7", "phone": "13800001234",
    }  # fmt: skip
    first, again_ = (api("post", f"{AT}/notices", given) for _twice in range(2))
    assert (first.status_code, again_.status_code) == (201, 200)
    assert first.json()["code"] == again_.json()["code"]
    assert api("post", f"{AT}/notices", given | {"wanted": []}).status_code == 422

    of = notices.shop(harbour, lin)
    filed = notices.noticed(public_of(harbour))
    notices.taken(lin, filed, of.offer)
    at = f"{AT}/{filed.complaint.pk}/notice"
    assert api("get", at).json()["notice_state"] == "in_force"
    declared = api("post", f"{at}/declare", notices.DECLARED)
    assert declared.json()["notice_state"] == "declared"
    sued = ask("sued", filed, where="杭州互联网法院")
    assert sued.json()["sued_at"]
    assert [one["notice_state"] for one in api("get", f"{AT}/notices").json()] == [
        "sued",
        "received",
    ]
