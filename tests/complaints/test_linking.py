"""What a complaint is about is found out later: room, broadcast, offer, finding."""

import pytest
from django.db import transaction

from complaints import services
from complaints.services import Links
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.catalog.conftest import goods_of
from tests.complaints.conftest import again, do, file
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def shop(harbour, tea_room):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        tea_room.operator_id = builders.party(harbour).pk
        tea_room.save(update_fields=["operator"])
    return tea_room


def link(actor, row, **ids):
    return do("complaint_link", actor, complaint_id=row.pk, links=Links(**ids))


def test_room_broadcast_offer_and_finding_are_named_and_the_operator_follows(
    lin, row, shop, tea_session
):
    offer_id = goods_of(lin, shop)["offer_id"]
    finding = builders.finding(tea_session)
    made = link(
        lin, row, room_id=shop.pk, session_id=tea_session.pk, offer_id=offer_id,
        finding_id=finding.pk,
    )  # fmt: skip

    assert (made.room_id, made.session_id, made.finding_id) == (
        shop.pk, tea_session.pk, finding.pk,
    )  # fmt: skip
    assert str(made.offer_id) == offer_id
    assert made.respondent_id == shop.operator_id


def test_nothing_of_another_room_or_platform_is_named(lin, row, shop, outsider):
    other = builders.session(lin, builders.room(lin, "另一间"))
    foreign = builders.room(outsider)
    for ids in ({"room_id": shop.pk, "session_id": other.pk}, {"room_id": foreign.pk}):
        with pytest.raises(NotFound):
            link(lin, row, **ids)
    assert again(row).room_id is None


def test_only_officers_say_so(wu, chun, row, shop):
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            link(actor, row, room_id=shop.pk)


def test_while_the_operator_is_asked_it_does_not_become_anothers(lin, passer, shop):
    row = file(passer, "goods", room_id=shop.pk).complaint
    do("referral_make", lin, complaint_id=row.pk, ask=services.Ask("顾客要求退货。"))

    with pytest.raises(services.ReferralOpen):
        link(lin, row, room_id=builders.room(lin, "另一间").pk)


@pytest.mark.parametrize("typed", ["{title}", "{pk}", "https://x.example/rooms/{pk}/"])
def test_a_room_is_named_as_it_is_known(lin, row, shop, typed):
    text = typed.format(title=shop.title, pk=shop.pk)
    answer = browser(lin).post(f"/complaints/{row.pk}/link", {"room": text})

    assert answer.status_code == 302
    assert again(row).room_id == shop.pk


def test_a_room_that_is_not_there_is_said_so(lin, row):
    answer = browser(lin).post(f"/complaints/{row.pk}/link", {"room": "没有这间"})

    assert answer.status_code == 404
    assert "没有这个直播间" in answer.content.decode()


def test_another_room_lets_go_of_what_was_of_the_first(lin, row, shop, tea_session):
    link(lin, row, room_id=shop.pk, session_id=tea_session.pk)
    other = builders.room(lin, "另一间")
    given = {"room": str(other.pk), "session": str(tea_session.pk)}
    browser(lin).post(f"/complaints/{row.pk}/link", given)

    assert (again(row).room_id, again(row).session_id) == (other.pk, None)
