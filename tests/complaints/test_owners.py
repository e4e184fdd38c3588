"""Whose clocks they are: who has a complaint in hand is warned, and nobody who has left."""

import pytest
from django.db import transaction

from accounts.models import Membership
from complaints import services
from complaints.models import Complaint
from complaints.selectors.phrases import READY
from complaints.views.deeds import DEEDS
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import again, answer, clocks, do, file
from tests.complaints.test_api import asking

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def owners(row) -> set:
    return {one.owner_id for one in clocks(row).values() if one.is_open}


def leave(person) -> None:
    with acting(system_actor(person.tenant_id)), transaction.atomic():
        Membership.objects.filter(user_id=person.user_id).update(is_active=False)


@pytest.mark.parametrize(
    ("name", "given"), [("handle", {"text": "已下架"}), ("ask", {"text": "请补充时间"})]
)
def test_who_begins_with_it_has_its_clocks(lin, row, name, given):
    do(f"complaint_{name}", lin, complaint_id=row.pk, **given)

    assert owners(row) == {lin.user_id}


def test_who_goes_on_with_anothers_leaves_him_the_clocks(lin, mei, row):
    do("complaint_take", lin, complaint_id=row.pk)
    do("complaint_handle", mei, complaint_id=row.pk, text="已下架")

    assert owners(row) == {lin.user_id}


def test_what_is_merged_follows_whoever_has_the_other(lin, mei, passer):
    first, other = file(passer).complaint, file(passer).complaint
    do("complaint_take", lin, complaint_id=other.pk)
    do("complaint_merge", lin, complaint_id=first.pk, into_id=other.pk)
    assert owners(first) == {lin.user_id}

    do("complaint_take", mei, complaint_id=other.pk, assignee_id=mei.user_id)
    assert owners(first) == {mei.user_id}


def test_what_is_taken_out_again_is_his_who_took_it(lin, mei, passer):
    first, other = file(passer).complaint, file(passer).complaint
    do("complaint_take", lin, complaint_id=other.pk)
    do("complaint_merge", lin, complaint_id=first.pk, into_id=other.pk)
    do("complaint_part", mei, complaint_id=first.pk)

    assert owners(first) == {mei.user_id}
    assert owners(other) == {lin.user_id}


def test_an_answer_is_contested_though_its_officer_has_left(lin, passer, filed, row):
    do("complaint_take", lin, complaint_id=row.pk)
    answer(lin, row)
    leave(lin)

    do("receipt_reopen", passer, receipt=filed.receipt, text="第 32 分钟说的，请再看。")

    assert again(row).state == "reopened"
    assert owners(row) == {None}


def test_ready_words_belong_to_buttons_and_their_outcomes_are_outcomes():
    assert set(READY) <= set(DEEDS)
    for outcome, _title, _text in READY["answer"]:
        assert outcome in Complaint.Outcome.values


def test_what_is_internal_reaches_no_complainant_by_any_way(
    client, harbour, lin, passer, filed, row
):
    inside = [f"内部第{one}句" for one in range(4)]
    do("complaint_note", lin, complaint_id=row.pk, text=inside[0])
    do("complaint_handle", lin, complaint_id=row.pk, text=inside[1])
    answer(lin, row)
    do("complaint_reopen", lin, complaint_id=row.pk, text=inside[2])
    do("complaint_note", lin, complaint_id=row.pk, text=inside[3])

    held = {"number": filed.receipt.number, "code": filed.receipt.secret}
    program = asking(harbour, "complaints.read", "complaints.write")
    sent = {"act": "follow", "receipt": held["number"], "code": held["code"]}
    ways = [
        client.post("/p/harbour/complaint", sent),
        program("post", "/follow", held),
        program("get", f"/{row.pk}"),
    ]
    for shown in (way.content.decode() for way in ways):
        assert "核实属实" in shown
        assert not any(one in shown for one in inside)


def test_the_other_officers_answer_ends_what_the_merged_ones_seller_is_asked(
    lin, passer, tea_room, harbour
):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = builders.party(harbour).pk
        tea_room.save(update_fields=["operator"])
    first = file(passer, "goods", room_id=tea_room.pk).complaint
    other = file(passer, "goods", room_id=tea_room.pk).complaint
    asked = do("referral_make", lin, complaint_id=first.pk, ask=services.Ask("顾客要求退货。"))
    do("complaint_merge", lin, complaint_id=first.pk, into_id=other.pk)
    assert clocks(first)["operator"].state == "running"

    answer(lin, other)

    assert again(asked).state == "ended"
    assert clocks(first)["operator"].state == "closed"
