"""Whoever telephones without his number is found by what he left; Ctrl-K goes by number."""

import json

import pytest
from django.db import transaction

from complaints.rules import receipts
from complaints.services import Ask
from ledger.models import Entry
from livecompliance.kernel import search
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import ASKED, do, file, public_of
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def found(actor, wanted: str) -> list[str]:
    with acting(actor):
        return [row.number for row in do("complaints_of_contact", actor, wanted=wanted)]


@pytest.mark.parametrize(
    "typed", ["13800001234", " 138 0000 1234 ", "138-0000-1234", "１３８００００１２３４"]
)
def test_a_telephone_is_found_however_it_was_typed(lin, passer, typed):
    row = file(passer).complaint
    file(passer, phone="13900005678")

    assert found(lin, typed) == [row.number]


def test_a_mail_is_found_and_what_is_neither_is_refused(lin, passer):
    row = file(passer, phone="", email="He@Example.com").complaint

    assert found(lin, "he@example.com") == [row.number]
    for wanted in ("", "周小禾", "he@", "12"):
        with pytest.raises(Invalid):
            do("complaints_of_contact", lin, wanted=wanted)


def test_only_officers_look_and_nothing_of_another_platform_is_found(
    lin, wu, chun, passer, elsewhere
):
    file(public_of(elsewhere))
    assert found(lin, "13800001234") == []
    for actor in (wu, chun, passer):
        with pytest.raises(Forbidden):
            do("complaints_of_contact", actor, wanted="13800001234")


def test_what_is_looked_for_stands_in_no_address_and_not_in_the_record(lin, passer):
    row = file(passer).complaint
    page = browser(lin)

    assert 'method="post" action="/complaints/find"' in page.get("/complaints").content.decode()
    answer = page.post("/complaints/find", {"wanted": "13800001234"})
    assert receipts.shown(row.number) in answer.content.decode()
    assert "13800001234" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    refused = page.post("/complaints/find", {"wanted": "十二"})
    assert refused.status_code == 422
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        noted = Entry.objects.get(action="complaints.contact_sought")
    assert json.loads(bytes(noted.body))["data"] == {"found": 1}


def gone_to(actor, wanted: str) -> list[str]:
    with acting(actor), transaction.atomic():
        groups = search.find(actor, wanted, 8)
    return [one.url for group in groups if group.kind == "complaint" for one in group.found]


def test_a_number_leads_to_its_complaint_however_it_was_typed(lin, wu, row):
    whole = receipts.shown(row.number)
    for wanted in (whole, whole.lower(), row.number, row.number[:4], str(row.pk)):
        assert gone_to(lin, wanted) == [f"/complaints/{row.pk}"], wanted
    assert gone_to(wu, whole) == [f"/complaints/{row.pk}"]
    for wanted in (row.number[:3], "阿春家", f"{row.number}X", "0" * 10):
        assert gone_to(lin, wanted) == []


def test_a_seller_goes_to_what_he_was_asked_and_to_nothing_else(
    harbour, lin, chun, passer, tea_room, elsewhere
):
    party = builders.party(harbour, user_id=chun.user_id)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = party.pk
        tea_room.save(update_fields=["operator"])
    row = file(passer, "goods", room_id=tea_room.pk).complaint
    other = file(passer).complaint
    assert gone_to(chun, row.number) == []
    asked = do("referral_make", lin, complaint_id=row.pk, ask=Ask(ASKED))

    assert gone_to(chun, row.number) == [f"/me/complaints/{asked.pk}"]
    assert gone_to(chun, other.number) == []
    assert gone_to(builders.person(elsewhere, "eve", "officer"), row.number) == []


def test_the_page_of_what_was_found_can_be_asked_for_again(lin):
    page = browser(lin).get("/complaints/find")

    assert page.status_code == 200
    assert 'name="wanted"' in page.content.decode()
    assert "没有留这个电话或邮箱的投诉" not in page.content.decode()
