"""Particulars of a purchase on the receipt's page, on the officer's, and through the API."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from complaints.models import ParticularsRequest
from livecompliance.kernel import limits
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import file
from tests.complaints.particulars import (
    ORDER,
    bought,
    draft,
    enquire,
    give,
    key_of,
    request_of,
    sale,
)
from tests.complaints.test_public import PATH, form, text
from tests.proof import browser
from tests.rooms.conftest import key_of as api_key

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.law("O117-consumer-disputes"),
    pytest.mark.usefixtures("fresh"),
]
AT = "/api/v1/complaints"


@pytest.fixture
def sold(harbour, lin):
    return sale(harbour, lin)


@pytest.fixture
def filed(passer, sold):
    return bought(passer, sold)


@pytest.fixture
def guest() -> Client:
    return Client(raise_request_exception=False)


def post(guest, filed, act="follow", path=PATH, **more):
    cache.clear()
    limits._tallies.clear()
    by = {"receipt": filed.receipt.number, "code": filed.receipt.secret}
    return guest.post(path, by | {"act": act} | more)


def test_he_asks_on_the_page_of_his_receipt_reads_and_takes_it_away(guest, lin, filed):
    assert "要求提供" in text(post(guest, filed))
    asked = text(post(guest, filed, "enquire"))
    assert "已要求平台提供" in asked
    assert request_of(filed.complaint).state == "waiting"
    give(lin, filed)

    before, shown = (
        text(post(guest, filed)),
        text(post(guest, filed, "particulars-look", version="1")),
    )
    paper = post(guest, filed, "particulars-take", version="1", form="html")
    data = post(guest, filed, "particulars-take", version="1", form="json")

    assert "云栖茶业有限公司" not in before
    assert "云栖茶业有限公司" in shown
    printed = b"".join(paper.streaming_content).decode()
    assert "云栖茶业有限公司" in printed
    assert "第十八条" in printed
    assert "@media print" in printed
    assert not re.search(r"<link|<script|src=|url\(", printed)
    assert paper["Content-Disposition"].startswith("attachment")
    lines = json.loads(b"".join(data.streaming_content))["parts"][2]["lines"]
    assert {"code": "price", "number": 1, "name": "直播间标价", "said": "¥128.00"} in lines


@pytest.mark.parametrize("version", ["", "2", "-1", "९", "99999999"])
def test_what_was_not_given_is_not_there(guest, passer, lin, filed, version):
    enquire(passer, filed)
    give(lin, filed)
    answer = post(guest, filed, "particulars-take", version=version, form="html")

    assert answer.status_code == 409
    assert "云栖茶业有限公司" not in text(answer)


def test_a_tick_on_the_form_asks_with_the_complaint(guest, harbour, sold):
    given = form(
        guest, kind="goods", order_ref=ORDER, asks_particulars="on", room=str(sold.room.pk)
    )
    answer = guest.post(PATH, given)

    assert answer.status_code == 200
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert ParticularsRequest.objects.get().complaint.room_id == sold.room.pk


def test_a_tick_where_nothing_was_bought_is_refused_with_what_was_typed(guest, harbour):
    given = form(guest, kind="content", asks_particulars="on")
    answer = guest.post(PATH, given)

    assert answer.status_code == 422
    assert given["statement"] in text(answer)


def test_an_officer_leaves_out_with_a_reason_and_gives(lin, passer, filed, guest):
    enquire(passer, filed)
    console = browser(lin)
    page = f"/complaints/{filed.complaint.pk}/particulars"
    looked = draft(lin, filed)
    assert "云栖茶业有限公司" in text(console.get(page))
    assert "核对并提供" in text(console.get(f"/complaints/{filed.complaint.pk}"))

    key = key_of(looked, "seller_phone")
    refused = console.post(f"{page}/give", {"seen": looked.seen, f"omit.{key}": "x"})
    assert refused.status_code == 422
    assert 'value="x"' in text(refused)
    stale = console.post(f"{page}/give", {"seen": "0" * 64})
    assert stale.status_code == 409
    done = console.post(f"{page}/give", {"seen": looked.seen, f"omit.{key}": "另有客服电话"})

    assert done.status_code == 302
    assert "另有客服电话" in text(post(guest, filed, "particulars-look", version="1"))


def test_an_officer_declines_and_the_consumer_contests(lin, passer, filed, guest):
    enquire(passer, filed)
    page = f"/complaints/{filed.complaint.pk}/particulars"
    given = {"ground": "not_buyer", "text": "没有材料说明是他买的。"}
    assert browser(lin).post(f"{page}/decline", given).status_code == 302
    shown = text(post(guest, filed))
    assert "不能确认是买家" in shown
    assert "没有材料说明是他买的。" in shown
    post(guest, filed, "enquire", text="订单截图已上传。")

    assert request_of(filed.complaint).round == 2


def test_a_program_asks_and_reads_for_its_consumer(harbour, lin, filed):
    key = api_key(harbour, "complaints.read", "complaints.write")
    by = {"number": filed.receipt.number, "code": filed.receipt.secret}

    def call(path, body):
        return Client().post(
            f"{AT}/{path}", body, content_type="application/json", HTTP_AUTHORIZATION=key
        )

    asked = call("receipts/particulars", by)
    taken = call(
        f"{filed.complaint.pk}/trade-records",
        {"external_id": "P-1", "record": "payment", "at": filed.complaint.filed_at.isoformat(),
         "text": "已付款", "amount_fen": 12_800},
    )  # fmt: skip
    give(lin, filed)
    read = call("receipts/particulars-read", by)
    stands = Client().get(f"{AT}/{filed.complaint.pk}/particulars", HTTP_AUTHORIZATION=key)

    assert (asked.status_code, asked.json()["request_state"]) == (200, "waiting")
    assert taken.status_code == 201
    assert "已付款" not in taken.content.decode()
    assert any(one["code"] == "record.payment" for one in read.json()["lines"])
    assert (stands.json()["request_state"], stands.json()["versions"]) == ("given", [1])
    assert "云栖" not in stands.content.decode()


def test_nothing_is_shown_of_another_platforms_complaint(lin, passer, harbour):
    filed = file(passer, "goods", asks_particulars=True)
    stranger = builders.person(builders.tenant("lagoon"), "ling", "officer")

    answer = browser(stranger).get(f"/complaints/{filed.complaint.pk}/particulars")
    assert answer.status_code == 404
