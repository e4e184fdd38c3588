"""A consumer who disputes a purchase is given who sold, who was on air, and what is on file."""

import json

import pytest
from django.db import transaction

from complaints import services
from complaints.selectors import inbox
from complaints.services.keeping import complaints_expire
from ledger.models import Entry, Outbox
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from office.selectors import letter as letters
from tests import builders
from tests.complaints.conftest import again, answer, clocks, do, file, public_of
from tests.complaints.particulars import (
    ADDRESS,
    CONTACT,
    ORDER,
    REAL,
    bought,
    draft,
    enquire,
    give,
    key_of,
    lines,
    read,
    request_of,
    sale,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.law("O117-consumer-disputes"),
]


@pytest.fixture
def sold(harbour, lin):
    return sale(harbour, lin)


@pytest.fixture
def filed(passer, sold):
    return bought(passer, sold)


def record(tenant, action: str) -> list[Entry]:
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(Entry.objects.filter(action=f"complaints.{action}").order_by("pk"))


def test_the_order_ties_operator_marketers_and_trade_together(passer, lin, sold, filed):
    enquire(passer, filed)
    looked = draft(lin, filed)
    said = lines(looked)

    assert said["card.company.name"] == "云栖茶业有限公司"
    assert said["card.company.code"] == "91310115MA1K3BTP2B"
    assert (said["card.company.address"], said["contact"]) == (ADDRESS, CONTACT)
    assert said["room"] == "云栖茶室"
    assert said["stage"] == "阿春"
    assert (said["order"], said["price"], said["goods"]) == (ORDER, "¥128.00", "明前龙井茶 250g")
    assert said["seller"] == "山野茶业有限公司"
    assert len(said["page"]) == 64
    assert set(looked.draft.missing) == {"no_display", "no_payment", "no_logistics"}


def test_without_an_order_the_time_that_he_gave_finds_the_broadcast(passer, lin, sold):
    after = {"order_ref": "", "happened_at": sold.session.started_at}
    filed = bought(passer, sold, **after, offer_id=sold.offer.pk)
    enquire(passer, filed)
    looked = draft(lin, filed)

    assert lines(looked)["stage"] == "阿春"
    assert lines(looked)["price"] == "¥128.00"
    assert "no_order" in looked.draft.missing


def test_what_is_not_there_is_explained(passer, lin):
    filed = file(passer, "goods")
    enquire(passer, filed)

    assert {"no_room", "no_session", "no_order", "no_goods"} <= set(draft(lin, filed).draft.missing)


def test_an_order_of_another_room_says_nothing_of_it(passer, lin, sold):
    other = builders.room(lin, "另一间")
    filed = bought(passer, sold, room_id=other.pk)
    enquire(passer, filed)
    looked = draft(lin, filed)

    assert "goods" not in lines(looked)
    assert {"no_page", "no_operator"} <= set(looked.draft.missing)


def test_he_asks_with_the_complaint_and_a_term_of_its_own_runs(passer, sold, harbour):
    filed = bought(passer, sold, asks_particulars=True)
    (told,) = record(harbour, "particulars_asked")

    assert request_of(filed.complaint).state == "waiting"
    assert clocks(filed.complaint)["particulars"].clause == "O117-consumer-disputes"
    assert told.clause == "O117-consumer-disputes"
    with acting(system_actor(harbour.pk)), transaction.atomic():
        (sent,) = Outbox.objects.filter(topic="complaint.particulars_asked")
    assert sent.payload["complaint"] == str(filed.complaint.pk)
    assert sent.payload["due_at"]


def test_who_asks_twice_asks_once(passer, filed, harbour):
    first, second = enquire(passer, filed), enquire(passer, filed)

    assert first.pk == second.pk
    assert len(record(harbour, "particulars_asked")) == 1


def test_nobody_asks_where_nothing_was_bought(passer):
    with pytest.raises(services.NoPurchase):
        enquire(passer, file(passer, "likeness"))
    with pytest.raises(services.NoPurchase):
        file(passer, "personal", asks_particulars=True)


def test_what_is_given_meets_the_term_and_he_reads_it(passer, lin, filed, harbour):
    enquire(passer, filed)
    made = give(lin, filed, note="请与商家联系。")
    body = read(passer, filed)

    assert (made.number, body.note) == (1, "请与商家联系。")
    assert clocks(filed.complaint)["particulars"].state == "met"
    assert {one.label for one in body.items} >= {"card.company.name", "stage", "price"}
    (seen,) = record(harbour, "particulars_read")
    said = json.loads(bytes(seen.body))["data"]
    assert (said["version"], said["how"]) == (1, "page")
    assert filed.receipt.secret not in str(said)


def test_a_real_name_is_masked_unless_an_officer_says_why(passer, lin, filed):
    enquire(passer, filed)
    looked = draft(lin, filed)
    key = key_of(looked, "name")
    assert lines(looked)["name"] == "林**"

    with pytest.raises(Invalid):
        give(lin, filed, unveils={key: " "})
    give(lin, filed)
    give(lin, filed, unveils={key: "已起诉，须列明被告"})

    assert REAL not in str(read(passer, filed, 1))
    assert next(one.said for one in read(passer, filed, 2).items if one.key == key) == REAL


def test_a_minor_is_never_told_by_his_real_name(passer, lin, harbour):
    of = sale(harbour, lin, minor=True)
    filed = bought(passer, of)
    enquire(passer, filed)
    looked = draft(lin, filed)

    assert "name" not in lines(looked)
    assert "minor" in looked.draft.missing
    with pytest.raises(Invalid):
        give(lin, filed, looked, unveils={"marketers.1.name": "必须知道"})


def test_nothing_is_left_out_without_a_reason_that_he_reads(passer, lin, filed):
    enquire(passer, filed)
    looked = draft(lin, filed)
    key = key_of(looked, "seller_phone")
    with pytest.raises(Invalid):
        give(lin, filed, looked, omits={key: "x"})
    with pytest.raises(Invalid):
        give(lin, filed, looked, omits={"trade.9.seller_phone": "没有这一项"})
    give(lin, filed, looked, omits={key: "商家另有客服电话"})
    body = read(passer, filed)

    assert [(one.label, one.reason) for one in body.left_out] == [
        ("seller_phone", "商家另有客服电话")
    ]
    assert key not in {one.key for one in body.items}


def test_what_changed_since_the_officer_looked_is_not_given_unseen(passer, lin, filed, sold):
    enquire(passer, filed)
    looked = draft(lin, filed)
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        sold.room.title = "云栖茶室（新）"
        sold.room.save(update_fields=["title"])

    with pytest.raises(services.DraftChanged):
        give(lin, filed, looked)


def test_given_again_when_it_changed_and_the_old_version_stays(passer, lin, filed, sold):
    enquire(passer, filed)
    give(lin, filed)
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        sold.room.title = "云栖茶室（新）"
        sold.room.save(update_fields=["title"])
    give(lin, filed)

    rooms = [
        next(one.said for one in read(passer, filed, number).items if one.label == "room")
        for number in (1, 2)
    ]
    assert rooms == ["云栖茶室", "云栖茶室（新）"]


def test_those_whom_it_tells_of_are_told_but_not_who_asked(passer, lin, filed, sold):
    enquire(passer, filed)
    give(lin, filed)

    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        (letter,) = Letter.objects.filter(topic="complaint_particulars")
        (shown,) = letters.shown_all([letter], "zh")
    assert letter.recipient_id == sold.operator.user_id
    assert "第十八条" in shown.written.body
    assert "周小禾" not in shown.written.body
    assert filed.receipt.number not in shown.written.body


def test_declined_with_a_reason_and_contested_with_another(passer, lin, filed):
    enquire(passer, filed)
    with pytest.raises(Invalid):
        decline(lin, filed, ground="", text="没有证据说明是买家。")
    decline(lin, filed)
    assert clocks(filed.complaint)["particulars"].state == "met"
    with pytest.raises(services.NothingAsked):
        give(lin, filed, draft(lin, filed))
    with pytest.raises(Invalid):
        enquire(passer, filed)  # without a word why
    again_asked = enquire(passer, filed, "订单截图已经上传，就是我买的。")

    assert (again_asked.state, again_asked.round) == ("waiting", 2)
    assert clocks(filed.complaint)["particulars"].is_open
    give(lin, filed)
    assert read(passer, filed).items


def decline(lin, filed, ground="not_buyer", text="没有材料说明是他买的。"):
    return do("particulars_decline", lin, complaint_id=filed.complaint.pk, ground=ground, text=text)


def test_it_is_not_contested_for_ever(passer, lin, filed, later):
    enquire(passer, filed)
    decline(lin, filed)
    later(days=31)

    with pytest.raises(services.AskedEnough):
        enquire(passer, filed, "订单截图已经上传。")


def test_what_was_answered_waits_in_the_inbox_while_it_is_not_given(passer, lin, filed):
    enquire(passer, filed)
    answer(lin, filed.complaint)

    def waiting() -> set:
        with acting(lin), transaction.atomic():
            return set(inbox.inbox_list(lin, inbox.Sought()).values_list("pk", flat=True))

    assert filed.complaint.pk in waiting()
    give(lin, filed)
    assert filed.complaint.pk not in waiting()


def test_another_receipt_another_tenant_and_a_withdrawn_complaint_read_nothing(
    passer, lin, filed, harbour
):
    enquire(passer, filed)
    give(lin, filed)
    other = file(passer, "goods")
    stranger = public_of(builders.tenant("lagoon"))
    with pytest.raises(NotFound):
        read(passer, other)
    with pytest.raises(NotFound):
        read(stranger, filed)
    with pytest.raises(NotFound):
        read(passer, filed, 2)
    do("receipt_withdraw", passer, receipt=filed.receipt)
    with pytest.raises(NotFound):
        read(passer, filed)
    with pytest.raises(services.NotNow):
        enquire(passer, filed, "再要一次。")


def test_a_complaint_taken_back_and_opened_again_has_its_term_again(passer, lin, filed):
    enquire(passer, filed)
    do("receipt_withdraw", passer, receipt=filed.receipt)
    assert clocks(filed.complaint)["particulars"].state == "closed"
    do("complaint_reopen", lin, complaint_id=filed.complaint.pk, text="平台继续查。")

    assert clocks(filed.complaint)["particulars"].is_open


def test_only_officers_look_give_and_decline(passer, lin, wu, filed):
    enquire(passer, filed)
    with pytest.raises(Forbidden):
        draft(wu, filed)
    with pytest.raises(Forbidden):
        give(wu, filed, draft(lin, filed))
    with pytest.raises(Forbidden):
        decline(wu, filed)


def test_it_goes_with_the_complaint(passer, lin, filed, later):
    enquire(passer, filed)
    give(lin, filed)
    answer(lin, filed.complaint)
    later(days=1_200)
    product = system_actor(lin.tenant_id)
    with acting(product):
        assert complaints_expire(actor=product) == 1

    assert again(filed.complaint).destroyed_at is not None
    with pytest.raises(NotFound):
        read(passer, filed)


def test_an_officer_writes_down_what_was_asked_by_telephone(lin, filed):
    asked = do("complaint_enquire", lin, complaint_id=filed.complaint.pk, channel="phone")

    assert (asked.state, asked.channel) == ("waiting", "phone")
    with pytest.raises(NotFound):
        do("complaint_enquire", lin, complaint_id=uuid7())
