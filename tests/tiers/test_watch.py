"""Key rooms on air are watched by those assigned; where nobody does, an alarm says so once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts import services as accounts
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.services import presence
from office.models import Clock, Letter
from rooms.models import RoomUserPermission
from tests import builders
from tests.tiers.conftest import judge, operator, published, report
from tiers import selectors, services
from tiers.models import Assignment, Gap
from tiers.selectors import watch
from tiers.tasks import watch_follow, watch_sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_air(lin, chun, tea, tea_house):
    """The tea room is a key room and on air."""
    report(tea, followers=6_000_000)
    judge(tea)
    return builders.session(chun, tea_house)


def assign(actor, of, officer, **given):
    duty = services.Duty(officer.user_id, operator_id=of.pk, **given)
    with acting(actor):
        return services.assignment_add(actor=actor, duty=duty)


def look(actor, room):
    with acting(actor), transaction.atomic():
        presence.presence_note(actor=actor, room_id=room.pk)


def sweep(of) -> int:
    system = system_actor(of.tenant_id)
    with acting(system):
        return services.watch_follow(actor=system)


def rows(of, model, **wanted):
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        return list(model.objects.filter(**wanted).order_by("pk"))


def patrolled(of):
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        found = RoomUserPermission.objects.filter(tenant_id=of.tenant_id)
        return {(one.user_id, one.content_object_id) for one in found}


@pytest.mark.long
@pytest.mark.law("M-tiering", "O117-tiering")
def test_an_unwatched_key_room_alarms_once_and_is_over_when_the_officer_looks(
    lin, mei, tea, tea_house, on_air, later
):
    assign(lin, tea, lin)
    assert sweep(tea) == 0  # the grace has begun
    assert rows(tea, Letter, topic="watch_gap") == []
    later(seconds=61)
    assert [sweep(tea) for _again in range(3)] == [1, 0, 0]

    gap = rows(tea, Gap)[0]
    assert (gap.cause, gap.session_id) == ("absent", on_air.pk)
    assert [one.recipient_id for one in rows(tea, Letter, topic="watch_gap")] == [lin.user_id]
    assert [one.state for one in rows(tea, Clock, kind="watch")] == ["running"]

    look(mei, tea_house)  # not she is on shift
    sweep(tea)
    assert rows(tea, Gap)[0].closed_at is None
    look(lin, tea_house)
    sweep(tea)
    gap = rows(tea, Gap)[0]
    assert (gap.end, gap.closed_by_id) == ("watched", lin.user_id)
    assert [one.state for one in rows(tea, Clock, kind="watch")] == ["met"]
    told = [one.action for one in rows(tea, Entry) if one.action.startswith("tiers.room_")]
    assert told == ["tiers.room_unwatched", "tiers.room_watched"]


@pytest.mark.long
def test_where_nobody_is_on_shift_all_officers_are_told_and_any_may_watch(
    lin, mei, wu, tea, tea_house, on_air, later
):
    sweep(tea)
    later(seconds=61)
    assert sweep(tea) == 1
    told = {one.recipient_id for one in rows(tea, Letter, topic="watch_gap")}
    assert told == {lin.user_id, mei.user_id}
    assert rows(tea, Gap)[0].cause == "unassigned"
    look(wu, tea_house)
    sweep(tea)
    assert rows(tea, Gap)[0].closed_at is None
    look(mei, tea_house)
    sweep(tea)
    assert rows(tea, Gap)[0].closed_by_id == mei.user_id


@pytest.mark.long
def test_a_new_gap_alarms_anew_and_a_short_one_leaves_no_trace(lin, tea, tea_house, on_air, later):
    assign(lin, tea, lin)
    for _gap in range(2):
        sweep(tea)
        later(seconds=61)
        assert sweep(tea) == 1
        look(lin, tea_house)
        sweep(tea)
        later(seconds=41)  # he left
    sweep(tea)
    later(seconds=30)
    look(lin, tea_house)
    sweep(tea)

    assert len(rows(tea, Gap)) == 2
    assert len(rows(tea, Letter, topic="watch_gap")) == 2


@pytest.mark.long
@pytest.mark.parametrize("how", ["ended", "lowered"])
def test_an_alarm_is_over_with_the_broadcast_or_the_tier(lin, tea, tea_house, on_air, later, how):
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    if how == "ended":
        builders.end(on_air)
    else:
        order = services.Order("first", "复核后下调", clock.today())
        with acting(lin):
            services.tier_set(actor=lin, operator_id=tea.pk, order=order)
    assert str(tea.tenant_id) in {str(one) for one in watch.tenants_to_watch(clock.now())}
    sweep(tea)

    assert rows(tea, Gap)[0].end == {"ended": "over", "lowered": "lowered"}[how]
    assert [one.state for one in rows(tea, Clock, kind="watch")] == ["closed"]
    assert watch.tenants_to_watch(clock.now()) == []


def test_while_nobody_can_know_who_looks_nothing_begins_and_nothing_ends(
    lin, tea, tea_house, on_air, later, monkeypatch
):
    sweep(tea)
    later(seconds=61)
    monkeypatch.setattr(cache, "get", lambda *_given: None)  # as the cache answers when away
    assert sweep(tea) == 0
    monkeypatch.undo()
    assert rows(tea, Letter, topic="watch_gap") == []


def test_a_clock_that_nobody_answers_is_breached(lin, tea, tea_house, on_air, later):
    from office import services as office

    sweep(tea)
    later(seconds=61)
    sweep(tea)
    system = system_actor(tea.tenant_id)
    breached = []
    for minutes in (8, 1):  # ten, counted from when nobody watched
        later(minutes=minutes)
        with acting(system):
            office.clocks_follow(actor=system, most=10)
        breached.append(rows(tea, Clock, kind="watch")[0].breached_at is not None)
    assert breached == [False, True]


def test_the_policy_may_let_anybody_watch_and_give_more_time(
    lin, mei, tea, tea_house, on_air, later
):
    published(lin, mei, watch={"who": "anybody", "grace_s": 300, "answer_min": 20})
    assign(lin, tea, lin)
    sweep(tea)
    later(seconds=299)
    assert sweep(tea) == 0
    look(mei, tea_house)
    sweep(tea)
    assert rows(tea, Gap) == []


def test_the_beat_looks_only_where_something_is_to_be_seen(lin, outsider, tea, tea_house, on_air):
    builders.session(outsider, builders.room(outsider, "一般"))
    assert watch_sweep() == 1
    watch_follow(tenant_id=str(tea.tenant_id))
    assert len(rows(tea, Gap)) == 1


@pytest.mark.law("M-tiering")
def test_an_assignment_gives_the_rooms_permissions_and_its_end_takes_them(
    lin, mei, chun, tea, tea_house, later
):
    other = builders.room(lin, "另一间")
    row = assign(lin, tea, mei)
    again = assign(lin, tea, mei)
    assert again.pk == row.pk
    with acting(lin):
        duty = services.Duty(mei.user_id, room_id=other.pk, ends_at=clock.now() + timedelta(days=1))
        services.assignment_add(actor=lin, duty=duty)
    assert patrolled(tea) == {(mei.user_id, tea_house.pk), (mei.user_id, other.pk)}
    later(days=2)
    watch_sweep()
    sweep(tea)
    assert patrolled(tea) == {(mei.user_id, tea_house.pk)}
    with acting(lin):
        services.assignment_end(actor=lin, assignment_id=row.pk)
        services.assignment_end(actor=lin, assignment_id=row.pk)
    assert patrolled(tea) == set()
    ended = [one for one in rows(tea, Entry) if one.action == "tiers.assignment_ended"]
    assert len(ended) == 1


def test_an_assignment_that_begins_tomorrow_gives_nothing_today(lin, mei, tea, tea_house, later):
    assign(lin, tea, mei, starts_at=clock.now() + timedelta(hours=20))
    assert patrolled(tea) == set()
    later(hours=21)
    assert watch_sweep() == 1
    sweep(tea)
    assert patrolled(tea) == {(mei.user_id, tea_house.pk)}


def test_who_is_no_officer_any_more_is_not_expected(lin, mei, tea, tea_house, on_air, later):
    assign(lin, tea, mei)
    system = system_actor(tea.tenant_id)
    with acting(system):
        accounts.member_deactivate(actor=system, user_id=mei.user_id)
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    assert rows(tea, Gap)[0].cause == "unassigned"
    assert [one.recipient_id for one in rows(tea, Letter, topic="watch_gap")] == [lin.user_id]


def test_an_assignment_makes_sense(lin, wu, tea, tea_house, outsider):
    now = clock.now()
    bad = [
        {"weekdays": (0,)}, {"weekdays": (8,)}, {"from_minute": 1440}, {"to_minute": 1441},
        {"weekdays": (1,), "from_minute": 60, "to_minute": 60},
        {"starts_at": now - timedelta(days=2)}, {"ends_at": now - timedelta(hours=1)},
        {"ends_at": now + timedelta(days=400)}, {"room_id": tea_house.pk},
    ]  # fmt: skip
    for given in bad:
        with pytest.raises(Invalid):
            assign(lin, tea, lin, **given)
    with pytest.raises(Invalid):
        assign(lin, tea, wu)  # he only looks
    with pytest.raises(Forbidden):
        assign(wu, tea, lin)
    foreign = operator(outsider, "x")
    with pytest.raises(NotFound):
        assign(lin, foreign, lin)
    assert rows(tea, Assignment) == []


@pytest.mark.long
def test_the_board_says_who_ought_to_watch_and_who_does(lin, mei, tea, tea_house, on_air, later):
    assign(lin, tea, lin)
    look(mei, tea_house)
    with acting(lin), transaction.atomic():
        seen = selectors.watching_now(lin)
    assert [(one.expected, one.looking, one.gap) for one in seen] == [(["Lin"], ["Mei"], None)]
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    with acting(lin), transaction.atomic():
        assert selectors.watching_now(lin)[0].gap.cause == "absent"


def test_another_tenants_rooms_are_not_watched_nor_seen(outsider, tea, tea_house, on_air, later):
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    with acting(outsider), transaction.atomic():
        assert selectors.watching_now(outsider) == []
        assert selectors.unwatched(outsider) == {}
        with pytest.raises(NotFound):
            watch.assignment_get(outsider, tea.pk)
