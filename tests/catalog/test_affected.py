"""Whom a version of the catalogue concerns: who sells, who sells for him, who is on air, nobody."""

import pytest
from django.db import transaction

from catalog import services
from catalog.rules.own import kept
from catalog.rules.pack import base
from catalog.services.recheck import judge_again
from ledger.models import Outbox
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Job
from parties import services as parties
from parties.models import Tie
from rooms import services as rooms
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.catalog.conftest import COINS, LIQUOR, caller, drafted, published, stored
from tests.catalog.test_notices import CUP, STARS, letters, told
from tests.catalog.test_offers import offered
from tests.proof import browser
from tests.studio.packs import carry

pytestmark = pytest.mark.django_db
FREED = COINS | {"action": "warn"}


def messages(harbour, topic):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return [one.payload for one in Outbox.objects.filter(topic=topic).order_by("pk")]


def in_force(harbour, later, lin, mei, *entries):
    made = published(lin, mei, *entries)
    later(seconds=10)
    return made, told(harbour)


def of_base(entry_id):
    """Return an entry of the base as an officer finds it."""
    return kept([one for one in base().entries if one.id == entry_id])[0]


@pytest.fixture
def agency(harbour, chun, lin, tea_room):
    """Chun is an operator with an agency that has an account."""
    mcn = builders.person(harbour, "mcn", "streamer")
    operator = builders.party(harbour, "operator", user_id=chun.user_id)
    house = builders.party(harbour, "agency", kind="company", user_id=mcn.user_id)
    with acting(lin), transaction.atomic():
        parties.tie_make(
            actor=lin, kind="agency_operator", first_id=house.pk, second_id=operator.pk
        )
        type(tea_room).objects.filter(pk=tea_room.pk).update(operator=operator)
    return mcn


@pytest.mark.law("M-rules-and-catalogue")
def test_the_agency_of_the_operator_is_told_as_he_is(
    harbour, lin, mei, chun, agency, tea_room, later
):
    offered(lin, tea_room, *stored(lin, STARS))
    in_force(harbour, later, lin, mei, COINS)

    told_ = {one.recipient_id for one in letters(harbour, "catalogue_in_force")}
    assert told_ == {chun.user_id, agency.user_id}


def test_an_agency_that_left_the_operator_is_told_nothing(
    harbour, lin, mei, chun, agency, tea_room, later
):
    with acting(lin), transaction.atomic():
        parties.tie_end(actor=lin, tie_id=Tie.objects.get().pk)
    offered(lin, tea_room, *stored(lin, STARS))
    in_force(harbour, later, lin, mei, COINS)

    assert {one.recipient_id for one in letters(harbour, "catalogue_in_force")} == {chun.user_id}


def test_goods_that_are_pinned_on_air_count_though_they_were_withdrawn(
    harbour, lin, mei, chun, tea_room, later
):
    offer = offered(lin, tea_room, *stored(lin, STARS))
    session = builders.session(chun, tea_room)
    with acting(lin):
        services.offer_withdraw(actor=lin, offer_id=offer.pk)
    made, _ = in_force(harbour, later, lin, mei, COINS)

    assert [one.recipient_id for one in letters(harbour, "catalogue_in_force")] == [chun.user_id]
    (sent,) = messages(harbour, "room.goods_affected")
    assert (sent["is_on_air"], sent["version"]) == (True, made.number)
    assert session.ended_at is None


def test_goods_of_a_broadcast_that_is_over_do_not_count_once_withdrawn(
    harbour, lin, mei, chun, tea_room, later
):
    offer = offered(lin, tea_room, *stored(lin, STARS))
    session = builders.session(chun, tea_room)
    with acting(lin):
        services.offer_withdraw(actor=lin, offer_id=offer.pk)
    with acting(system_actor(harbour.pk)):
        rooms.session_end(actor=system_actor(harbour.pk), session_id=session.pk)
    in_force(harbour, later, lin, mei, COINS)

    assert messages(harbour, "room.goods_affected") == []


@pytest.mark.law("M-rules-and-catalogue")
def test_a_room_whose_people_have_no_account_is_told_of_to_the_platform(harbour, lin, mei, later):
    room = builders.room(lin, "没有账号的直播间", external_id="r-9")
    offered(lin, room, *stored(lin, STARS))
    made, written = in_force(harbour, later, lin, mei, COINS)

    (sent,) = messages(harbour, "room.goods_affected")
    assert (written, sent["room_external_id"], sent["phase"]) == (0, "r-9", "in_force")
    assert sent["goods"] == [
        {
            "external_id": "s-1",
            "how": "stricter",
            "verdict": "block",
            "entries": ["star-coins"],
            "documents": [],
        }
    ]
    page = browser(lin).get(f"/catalogue/versions/{made.pk}").content.decode()
    assert "1 个直播间由平台转告" in page


def test_one_more_paper_touches_goods_that_were_held_back_already(
    harbour, lin, mei, chun, tea_room, later
):
    offered(lin, tea_room, *stored(lin, LIQUOR))
    entry = of_base("alcohol")
    in_force(
        harbour, later, lin, mei, entry | {"documents": [*entry["documents"], "ccc-certificate"]}
    )

    (sent,) = messages(harbour, "room.goods_affected")
    assert (sent["goods"][0]["how"], sent["goods"][0]["verdict"]) == ("papers", "gate")
    (letter,) = letters(harbour, "catalogue_in_force")
    assert "须提交" in browser(chun).get(f"/inbox/{letter.pk}").content.decode()


def test_goods_that_are_freed_are_told_of_too(harbour, lin, mei, chun, tea_room, later):
    in_force(harbour, later, lin, mei, COINS)
    offered(lin, tea_room, *stored(lin, STARS, CUP)[:1])
    in_force(harbour, later, lin, mei, FREED)

    (sent,) = messages(harbour, "room.goods_affected")
    assert (sent["goods"][0]["how"], sent["goods"][0]["verdict"]) == ("easier", "warn")
    assert len(letters(harbour, "catalogue_in_force")) == 1


def test_goods_in_no_room_are_told_of_to_the_platform_as_soon_as_they_were_judged_again(
    harbour, lin, mei, later
):
    stored(lin, STARS, CUP)
    in_force(harbour, later, lin, mei, COINS)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        job = Job.objects.get(kind="goods_recheck")
    with acting(system_actor(harbour.pk)):
        carry(system_actor(harbour.pk), job, judge_again)

    assert messages(harbour, "room.goods_affected") == []
    (sent,) = messages(harbour, "products.standings_changed")
    assert sent["goods"] == [
        {"external_id": "s-1", "before": "clear", "standing": "blocked", "entries": ["star-coins"]}
    ]


def test_before_publishing_the_page_says_who_will_be_told_and_tells_nobody(
    harbour, lin, chun, agency, tea_room
):
    offered(lin, tea_room, *stored(lin, STARS, CUP)[:1])
    row = drafted(lin, COINS)

    page = browser(lin).get(f"/catalogue/draft/{row.pk}/affected").content.decode()

    assert "琥珀星币 100 枚" in page
    assert "通知 2 人：直播间运营者、所属服务机构" in page
    assert "保温杯" not in page
    assert letters(harbour, "catalogue_in_force") == []
    assert messages(harbour, "room.goods_affected") == []


def test_a_program_asks_whom_a_draft_touches(harbour, lin, tea_room):
    offered(lin, tea_room, *stored(lin, STARS))
    row = drafted(lin, COINS)
    send = caller(key_of(harbour, "reader", scopes=["catalog.read"]))

    answer = send("get", f"catalogue/draft/{row.pk}/affected").json()

    counts = {name: answer[name] for name in ("rooms", "products", "people", "unreached")}
    assert counts == {"rooms": 1, "products": 1, "people": 1, "unreached": 0}
    assert answer["touched"][0]["goods"][0]["how"] == "stricter"


def test_another_tenants_officer_is_told_nothing_of_it(lin, outsider):
    row = drafted(lin, COINS)
    assert browser(outsider).get(f"/catalogue/draft/{row.pk}/affected").status_code == 404
