"""A room is patrolled as key rooms are for a time, whatever its tier; and then it is not."""

from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests import builders
from tiers import selectors, services
from tiers.models import RaisedPatrol
from tiers.selectors import watch
from tiers.selectors.watch import tenants_to_watch

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CAUSE = services.Cause("complaint_cluster", "0190", "O117-complaint-clusters")


def raise_it(room, days: int = 7, cause: services.Cause = CAUSE) -> int:
    system = system_actor(room.tenant_id)
    until = clock.now() + timedelta(days=days)
    with acting(system):
        return services.patrol_raise(actor=system, room_ids=[room.pk], cause=cause, until=until)


def end_it(room, cause: services.Cause = CAUSE) -> int:
    system = system_actor(room.tenant_id)
    with acting(system):
        return services.patrol_end(actor=system, cause=cause)


def asked(room, question):
    system = system_actor(room.tenant_id)
    with acting(system), transaction.atomic():
        return question(system)


def share(room) -> int:
    return asked(room, lambda actor: selectors.patrol_percents(actor, [room])[room.pk])


@pytest.mark.law("O117-complaint-clusters")
def test_a_raised_room_has_the_share_of_key_rooms_and_keeps_its_tier(tea_house):
    before = share(tea_house)
    assert [raise_it(tea_house), raise_it(tea_house)] == [1, 0]

    assert (before, share(tea_house)) == (2, 100)
    assert asked(tea_house, lambda _: Room.objects.get(pk=tea_house.pk).tier) == "first"


@pytest.mark.law("O117-complaint-clusters")
def test_a_raised_room_on_air_is_watched_in_real_time(chun, tea_house):
    session = builders.session(chun, tea_house)
    assert tea_house.tenant_id not in tenants_to_watch(clock.now())

    raise_it(tea_house)

    assert [one.pk for one in asked(tea_house, watch.key_sessions)] == [session.pk]
    assert tea_house.tenant_id in tenants_to_watch(clock.now())


def test_it_is_over_by_itself_after_its_days(tea_house, later):
    raise_it(tea_house)
    later(days=8)

    assert share(tea_house) == 2
    assert asked(tea_house, selectors.raised_until) == {}


def test_of_two_causes_each_ends_by_itself(tea_house):
    other = services.Cause("complaint_cluster", "0191")
    raise_it(tea_house)
    raise_it(tea_house, 3, other)

    assert [end_it(tea_house), end_it(tea_house)] == [1, 0]
    assert share(tea_house) == 100
    end_it(tea_house, other)
    assert share(tea_house) == 2


def test_the_end_only_moves_on(tea_house):
    raise_it(tea_house, 7)
    last = asked(tea_house, selectors.raised_until)
    raise_it(tea_house, 3)

    assert asked(tea_house, selectors.raised_until) == last


def test_it_stands_in_the_record(tea_house):
    raise_it(tea_house)
    end_it(tea_house)

    found = asked(
        tea_house, lambda _: list(Entry.objects.filter(action__startswith="tiers.patrol"))
    )
    assert [one.action for one in found] == ["tiers.patrol_raised", "tiers.patrol_ended"]


def test_a_streamer_raises_nothing(chun, tea_house):
    until = clock.now() + timedelta(days=1)
    with acting(chun), pytest.raises(Forbidden):
        services.patrol_raise(actor=chun, room_ids=[tea_house.pk], cause=CAUSE, until=until)


def test_another_tenant_sees_nothing_of_it(tea_house, elsewhere):
    raise_it(tea_house)
    system = system_actor(elsewhere.pk)
    with acting(system), transaction.atomic():
        assert list(RaisedPatrol.objects.of(system)) == []
