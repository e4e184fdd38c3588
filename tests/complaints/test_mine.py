"""The seller's page: what is asked of him, without who asks; and the API of platforms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from complaints.models import Attachment
from complaints.services import Ask
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import ASKED, STATEMENT, again, do, file
from tests.complaints.test_api import asking
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ORDER = "TB20261130001"


@pytest.fixture
def one(harbour, chun, lin, passer, tea_room):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = builders.party(harbour, user_id=chun.user_id).pk
        tea_room.save(update_fields=["operator"])
    row = file(passer, "goods", room_id=tea_room.pk, order_ref=ORDER).complaint
    return do("referral_make", lin, complaint_id=row.pk, ask=Ask(ASKED))


def page(actor, path="") -> str:
    return browser(actor).get(f"/me/complaints{path}").content.decode()


def test_he_reads_what_is_asked_and_nothing_of_who_asks(chun, one):
    assert f"/me/complaints/{one.pk}" in page(chun)
    shown = page(chun, f"/{one.pk}")

    assert ASKED in shown
    for hidden in (STATEMENT, ORDER, "周小禾", "13800001234"):
        assert hidden not in shown


def test_the_order_is_shown_where_the_officer_said_so(lin, chun, one):
    do("referral_answer", chun, referral_id=one.pk, said=_said("refuses", "查不到订单。"))
    do("referral_accept", lin, referral_id=one.pk)
    ask = Ask("请按订单号再查。", shows_order=True)
    second = do("referral_make", lin, complaint_id=one.complaint_id, ask=ask)

    assert ORDER in page(chun, f"/{second.pk}")
    assert ORDER not in page(chun, f"/{one.pk}")


def _said(outcome, text):
    from complaints.services import Said

    return Said(outcome, text)


def test_he_answers_and_a_refusal_without_reason_keeps_what_he_chose(chun, one):
    path = f"/me/complaints/{one.pk}/answer"
    refused = browser(chun).post(path, {"answer": "refuses", "text": "不"})
    assert refused.status_code == 422
    assert 'value="refuses" required checked' in refused.content.decode()

    assert browser(chun).post(path, {"answer": "agrees", "text": "同意退货。"}).status_code == 302
    assert again(one).state == "answered"
    assert "已答复，待平台核对" in page(chun, f"/{one.pk}")


def test_his_files_are_seen_by_officers_and_the_complainants_by_him_never(chun, lin, one):
    sent = SimpleUploadedFile("发货单.txt", "已发货".encode(), "text/plain")
    browser(chun).post(f"/me/complaints/{one.pk}/file", {"file": sent})

    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        assert Attachment.objects.get().side == "operator"
    assert "附件 1" in page(chun, f"/{one.pk}")
    shown = browser(lin).get(f"/complaints/{one.complaint_id}").content.decode()
    assert "被投诉的运营者" in shown


def test_nobody_else_finds_it(harbour, wu, one):
    other = builders.person(harbour, "other", "streamer", "merchant")
    assert str(one.pk) not in page(other)
    for actor, status in ((other, 404), (wu, 403)):
        assert browser(actor).get(f"/me/complaints/{one.pk}").status_code == status
        sent = {"answer": "agrees", "text": "同意退货。"}
        path = f"/me/complaints/{one.pk}/answer"
        assert browser(actor).post(path, sent).status_code == status
    assert again(one).state == "waiting"


def test_his_page_is_english_throughout(chun, one):
    reader = browser(chun)
    reader.cookies["lc_language"] = "en"
    shown = reader.get(f"/me/complaints/{one.pk}").content.decode()
    assert "What the customer asks" in shown


def test_a_platform_passes_on_and_hands_in_what_was_answered_there(harbour, one):
    program = asking(harbour, "complaints.read", "complaints.write")
    (listed,) = program("get", "/referrals?round_state=waiting").json()
    assert (listed["id"], listed["question"], listed["order_ref"]) == (str(one.pk), ASKED, "")
    same = program("post", f"/{one.complaint_id}/refer", {"text": ASKED})
    assert same.json()["id"] == str(one.pk)

    sent = {"reply": "refuses", "reason": ""}
    made = program("post", f"/referrals/{one.pk}/answer", sent).json()

    assert (made["round_state"], made["reply"]) == ("answered", "refuses")
    late = program(
        "post", f"/referrals/{one.pk}/answer", {"reply": "agrees", "reason": "同意。好的"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "answered_already")
