"""The platform hands in what its own systems have of an order in dispute."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from complaints import services
from complaints.models import TradeRecord
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import do, file
from tests.complaints.particulars import draft, enquire, give, read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.law("O117-consumer-disputes"),
]


@pytest.fixture
def filed(passer):
    return file(passer, "goods", asks_particulars=True)


@pytest.fixture
def program(harbour):
    return builders.program(harbour, "complaints.write")


def take(actor, filed, **fields):
    given = {
        "external_id": "P-1",
        "kind": "payment",
        "at": filed.complaint.filed_at - timedelta(hours=1),
        "text": "微信支付，已付款",
        "amount_fen": 12_805,
    }
    traded = services.Traded(**given | fields)
    return do("trade_record_take", actor, complaint_id=filed.complaint.pk, traded=traded)


def test_what_is_handed_in_stands_in_the_draft_to_the_fen(program, lin, filed, passer):
    take(program, filed)
    take(program, filed, external_id="L-1", kind="logistics", text="已揽收", amount_fen=None)
    give(lin, filed)
    said = {one.label: one.said for one in read(passer, filed).items}

    assert said["record.payment"].endswith("微信支付，已付款 · ¥128.05")
    assert said["record.logistics"].endswith("已揽收")
    assert not {"no_payment", "no_logistics"} & set(draft(lin, filed).draft.missing)


def test_the_same_number_is_one_record_and_never_another(program, filed):
    first, is_new = take(program, filed)
    second, is_new_again = take(program, filed)

    assert (first.pk, is_new, is_new_again) == (second.pk, True, False)
    with pytest.raises(services.KeyTaken):
        take(program, filed, amount_fen=12_806)


def test_what_it_says_is_sealed(program, filed):
    take(program, filed)
    with acting(system_actor(filed.complaint.tenant_id)), connection.cursor() as cursor:
        cursor.execute("SELECT text, amount FROM complaints_traderecord")
        text, amount = cursor.fetchone()

    assert "微信".encode() not in bytes(text)
    assert b"12805" not in bytes(amount)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "gift"},
        {"text": " "},
        {"external_id": " "},
        {"amount_fen": -1},
        {"at": clock.now() + timedelta(days=2)},
    ],
)
def test_what_cannot_be_is_refused_by_name(program, filed, fields):
    with pytest.raises(Invalid):
        take(program, filed, **fields)
    with acting(system_actor(filed.complaint.tenant_id)), transaction.atomic():
        assert not TradeRecord.objects.exists()


def test_nothing_is_taken_of_a_complaint_that_was_taken_back(program, filed, passer, wu):
    do("receipt_withdraw", passer, receipt=filed.receipt)
    with pytest.raises(services.NotNow):
        take(program, filed)
    with pytest.raises(Forbidden):
        take(wu, filed)


def test_a_record_that_comes_after_it_was_given_is_another_version(program, lin, passer, filed):
    enquire(passer, filed)
    give(lin, filed)
    take(program, filed)
    give(lin, filed)

    assert any(one.label == "record.payment" for one in read(passer, filed, 2).items)
    assert not any(one.label == "record.payment" for one in read(passer, filed, 1).items)
