"""Rooms whose goods a version touches are told what changes, and from when."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Membership
from catalog import selectors, services
from catalog.models import EditionNotice
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Job, Letter
from tests import builders
from tests.catalog.conftest import COINS, published, stored
from tests.catalog.test_offers import offered
from tests.proof import browser

pytestmark = pytest.mark.django_db
STARS = {"external_id": "s-1", "title": "琥珀星币 100 枚", "price": "1"}
CUP = {"external_id": "c-1", "title": "保温杯", "price": "9"}


@pytest.fixture
def selling(lin, tea_room):
    """Chun's room sells coins and cups."""
    for one in stored(lin, STARS, CUP):
        offered(lin, tea_room, one)
    return tea_room


def told(harbour) -> int:
    actor = system_actor(harbour.pk)
    with acting(actor):
        return services.editions_tell(actor=actor)


def letters(harbour, topic) -> list[Letter]:
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return list(Letter.objects.filter(topic=topic).order_by("pk"))


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_the_operator_of_a_room_is_told_when_a_version_comes_and_once(
    harbour, lin, mei, chun, selling, later
):
    published(lin, mei, COINS)
    assert told(harbour) == 0, "its moment has not come"
    later(seconds=10)

    assert (told(harbour), told(harbour)) == (1, 0)

    (letter,) = letters(harbour, "catalogue_in_force")
    assert letter.recipient_id == chun.user_id
    page = browser(chun).get(f"/inbox/{letter.pk}").content.decode()
    assert "琥珀星币 100 枚" in page
    assert "平台规则 7" in page
    assert "新增星币" in page
    assert "保温杯" not in page


@pytest.mark.long
def test_a_version_for_later_is_announced_ahead_and_told_again_when_it_comes(
    harbour, lin, mei, selling, later
):
    published(lin, mei, COINS, effective_at=clock.now() + timedelta(days=2))

    assert told(harbour) == 1
    later(days=2, seconds=9)
    assert told(harbour) == 1

    topics = [len(letters(harbour, f"catalogue_{one}")) for one in ("announced", "in_force")]
    assert topics == [1, 1]


@pytest.mark.long
def test_rooms_that_sell_nothing_of_it_are_told_nothing(harbour, lin, mei, chun, later):
    room = builders.room(chun, "别的直播间", operator_user_id=chun.user_id)
    offered(lin, room, *stored(lin, CUP))
    published(lin, mei, COINS)
    later(seconds=10)

    assert told(harbour) == 0
    with acting(lin), transaction.atomic():
        assert (EditionNotice.objects.get().rooms, EditionNotice.objects.get().products) == (0, 0)


@pytest.mark.long
def test_what_was_replaced_before_its_moment_is_told_to_nobody(harbour, lin, mei, selling, later):
    first = published(lin, mei, COINS, effective_at=clock.now() + timedelta(minutes=30))
    with acting(lin):
        row = services.edition_withdraw(actor=lin, edition_id=first.pk, note="误加星币")
    with acting(mei):
        services.edition_publish(actor=mei, draft_id=row.pk, revision=row.revision)
    later(hours=1)

    assert told(harbour) == 0


@pytest.mark.long
def test_a_version_in_force_has_goods_judged_again_and_is_in_the_record(
    harbour, lin, mei, selling, later
):
    made = published(lin, mei, COINS)
    later(seconds=10)
    told(harbour)

    with acting(lin), transaction.atomic():
        assert Job.objects.filter(kind="goods_recheck").exists()
    page = browser(lin).get(f"/catalogue/versions/{made.pk}").content.decode()
    assert "1 个直播间，1 件商品" in page


@pytest.mark.long
def test_tenants_with_something_untold_are_found_and_no_others(harbour, elsewhere, lin, mei, later):
    assert selectors.tenants_untold(clock.now()) == []
    published(lin, mei, COINS)
    later(seconds=10)

    assert selectors.tenants_untold(clock.now()) == [harbour.pk]
    told(harbour)
    assert selectors.tenants_untold(clock.now()) == []


@pytest.mark.long
def test_somebody_who_left_is_written_nothing(harbour, lin, mei, chun, selling, later):
    published(lin, mei, COINS)
    later(seconds=10)
    with acting(lin), transaction.atomic():
        Membership.objects.filter(user_id=chun.user_id).update(is_active=False)

    assert told(harbour) == 0
