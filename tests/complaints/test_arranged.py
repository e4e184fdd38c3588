"""Whoever complains of somebody against whom a measure was taken reads what becomes of him."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from livecompliance.kernel import clock, limits
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties.models import Unreachable
from tests import builders
from tests.complaints.conftest import do, file
from tests.complaints.test_public import PATH, text
from tests.sanctions.conftest import PLAN, decide

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def tea(harbour, chun, tea_room):
    party = builders.party(harbour, user_id=chun.user_id)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = party.pk
        tea_room.save(update_fields=["operator"])
    return party


def page(filed) -> str:
    cache.clear()
    limits._tallies.clear()
    by = {"receipt": filed.receipt.number, "code": filed.receipt.secret}
    return text(Client().post(PATH, by | {"act": "follow"}))


@pytest.mark.law("O117-order-arrangement")
def test_the_consumer_reads_what_was_arranged_for_him_and_not_why(lin, passer, tea, tea_room):
    filed, other = file(passer, "goods", room_id=tea_room.pk), file(passer, "goods")
    before = page(filed)
    row = decide(lin, tea, rung="suspension", days=7)
    shown = page(filed)

    assert all(one not in before for one in PLAN.values())
    assert all(one in shown for one in PLAN.values())
    assert row.facts not in shown
    assert all(one not in page(other) for one in PLAN.values())


@pytest.mark.law("O117-order-arrangement")
def test_what_was_taken_back_shows_no_arrangement(lin, passer, tea, tea_room):
    filed = file(passer, "goods", room_id=tea_room.pk)
    decide(lin, tea, rung="suspension", days=7)
    do("receipt_withdraw", passer, receipt=filed.receipt)

    assert all(one not in page(filed) for one in PLAN.values())


@pytest.mark.law("O117-order-arrangement")
def test_so_does_whoever_complains_of_somebody_who_cannot_be_reached(lin, passer, tea, tea_room):
    filed = file(passer, "goods", room_id=tea_room.pk)
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        Unreachable.objects.create(
            tenant_id=lin.tenant_id, party=tea, authority="杭州市市场监督管理局",
            document_number="杭市监〔2026〕118 号", received_on=clock.today(), state="measured",
            measured_at=clock.now(), arrangement="退换货和纠纷由平台客服受理。",
        )  # fmt: skip

    assert "退换货和纠纷由平台客服受理。" in page(filed)
