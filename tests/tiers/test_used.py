"""What a tier decides is asked for where it matters: at the gate, in new rooms, at the end."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from ledger.models import Outbox
from livecompliance.kernel import clock, events, gate, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from moderation.events import FindingsRecorded
from rooms import services as rooms
from rooms.models import Room, Session
from rooms.services.tier import session_keep
from stage import selectors as stage
from stage.rules.minors import SURFACES
from tests import builders
from tests.attack.conftest import signed_in
from tests.tiers.conftest import judge, now, operator, published, report
from tests.tiers.test_watch import assign
from tiers import tasks
from tiers.gate import NOT_GIVEN
from tiers.rules.shipped import shipped

pytestmark = pytest.mark.django_db


def stored(session) -> Session:
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        return Session.objects.get(pk=session.pk)


def asked(room, *functions, **fields):
    return gate.Asked(room.pk, room.operator_id, (), clock.now(), functions=functions, **fields)


def said(actor, question) -> list[tuple]:
    with acting(actor), transaction.atomic():
        found = [one for one in gate.ask(actor, question) if one.code == NOT_GIVEN]
    return [(one.data["function"], one.clause, gate.said(one)["cure"] != "") for one in found]


@pytest.mark.law("M-tiering")
def test_a_function_that_the_tier_does_not_give_is_denied_with_what_would_cure_it(
    lin, mei, tea, tea_house
):
    rights = shipped().kept()["rights"]
    rights["key"] |= {"functions": ["coupon"]}
    published(lin, mei, rights=rights)
    judge(tea)
    assert said(lin, asked(tea_house, "lottery", "coupon")) == []

    report(tea, followers=6_000_000)
    judge(tea)

    assert said(lin, asked(tea_house, "lottery", "coupon")) == [("lottery", "M-tiering", True)]
    assert said(lin, asked(tea_house)) == []


def test_a_function_that_nobody_has_heard_of_is_given_by_no_tier(lin, tea, tea_house):
    assert [one[0] for one in said(lin, asked(tea_house, "teleport", "teleport"))] == ["teleport"]


def test_what_a_broadcast_declared_is_asked_again_while_it_is_on_air(lin, mei, chun, tea_house):
    session = builders.session(chun, tea_house, functions=("lottery",))
    rights = shipped().kept()["rights"]
    for tier in rights:
        rights[tier] |= {"functions": []}
    published(lin, mei, rights=rights)

    system = system_actor(lin.tenant_id)
    with acting(system), transaction.atomic():
        admission = rooms.admission_renew(actor=system, session_id=session.pk)

    assert NOT_GIVEN in {one["code"] for one in admission.reasons}


@pytest.mark.law("M-tiering", "O117-evidence-3y")
def test_until_when_a_broadcast_is_kept_stands_in_it_when_it_ends(chun, tea, tea_house):
    report(tea, followers=6_000_000)
    judge(tea)
    session = builders.session(chun, tea_house)
    assert stored(session).keep_until is None

    builders.end(session)

    kept = stored(session)
    assert kept.keep_until.year - clock.to_date(kept.ended_at).year == 5


@pytest.mark.law("O117-evidence-3y")
def test_no_broadcast_is_kept_shorter_than_the_law_says_and_no_day_is_advanced(chun, tea_house):
    session = builders.session(chun, tea_house)
    builders.end(session)
    system, least = system_actor(chun.tenant_id), stored(session).keep_until

    with acting(system):
        with pytest.raises(Invalid):
            session_keep(actor=system, session_id=session.pk, until=least - timedelta(days=1))
        longer = least + timedelta(days=400)
        assert session_keep(actor=system, session_id=session.pk, until=longer)
        assert not session_keep(actor=system, session_id=session.pk, until=least)

    assert stored(session).keep_until == longer


def test_nothing_is_written_of_a_broadcast_that_is_on_air(chun, tea_house):
    session = builders.session(chun, tea_house)
    system = system_actor(chun.tenant_id)

    with acting(system):
        far = clock.today() + timedelta(days=4000)
        assert not session_keep(actor=system, session_id=session.pk, until=far)

    assert stored(session).keep_until is None


def test_a_new_room_has_the_tier_of_its_operator_at_once(harbour, chun, tea):
    report(tea, followers=6_000_000)
    judge(tea)

    assert builders.room(chun, "新茶室", operator_id=tea.pk).tier == Room.Tier.KEY
    fresh = builders.room(chun, "别人的茶室", operator_id=operator(harbour, "op-9").pk)
    assert fresh.tier == Room.Tier.FIRST

    system = system_actor(harbour.pk)
    with acting(system):
        moved = rooms.room_operator_set(actor=system, room_id=fresh.pk, operator_id=tea.pk)
    assert moved.tier == Room.Tier.KEY


def test_a_burst_of_findings_has_the_operator_judged_once_and_soon(
    chun, tea, tea_house, monkeypatch, django_capture_on_commit_callbacks
):
    session = builders.session(chun, tea_house)
    judge(tea)
    asked_for = []
    monkeypatch.setattr(nudges, "nudge_once", lambda task, **more: asked_for.append((task, more)))
    system = system_actor(chun.tenant_id)
    with acting(system), django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _number in range(3):
            events.publish(FindingsRecorded(system, session.pk, tea_house.pk, ()))

    assert {task for task, _ in asked_for} == {"tiers.room_doubt"}
    assert not now(tea).is_due
    for _task, more in asked_for:
        tasks.room_doubt(tenant_id=more["tenant_id"], room_id=more["room_id"])
    assert now(tea).is_due, "the sweep of the next minute finds it"
    assert [judge(tea), judge(tea)] == [1, 0]


@pytest.mark.law("M-tiering", "O117-tiering")
def test_a_room_is_not_shown_where_its_operators_tier_gives_no_service(lin, mei, tea, tea_house):
    rights = shipped().kept()["rights"]
    rights["key"] |= {"services": ["search"]}
    published(lin, mei, rights=rights)
    judge(tea)
    with acting(lin), transaction.atomic():
        assert stage.placements(lin, tea_house.pk) == list(SURFACES)

    report(tea, followers=6_000_000)
    judge(tea)

    with acting(lin), transaction.atomic():
        left = ["search", "coupon", "official", "following", "room"]
        assert stage.placements(lin, tea_house.pk) == left
        told = Outbox.objects.get(topic="room.placements_changed")
    assert told.payload["surfaces"] == left


@pytest.mark.law("M-tiering", "O117-tiering")
def test_a_new_policy_that_gives_a_tier_other_services_is_told_without_a_new_tier(
    lin, mei, tea, tea_house
):
    judge(tea)
    rights = shipped().kept()["rights"]
    rights["first"] |= {"services": ["search", "recommendation", "hot_list"]}
    published(lin, mei, rights=rights)
    judge(tea)
    judge(tea)

    left = [one for one in SURFACES if one != "paid"]
    with acting(lin), transaction.atomic():
        assert stage.placements(lin, tea_house.pk) == left
        told = list(Outbox.objects.filter(topic="room.placements_changed"))
    assert [one.payload["surfaces"] for one in told] == [left]


@pytest.mark.law("M-tiering")
def test_no_traffic_is_bought_for_a_broadcast_whose_tier_gives_none(lin, mei, tea, tea_house):
    rights = shipped().kept()["rights"]
    rights["first"] |= {"services": ["search"]}
    published(lin, mei, rights=rights)
    judge(tea)

    found = said(lin, asked(tea_house, "paid_traffic", "search"))
    assert found == [("paid_traffic", "M-tiering", True)]


def test_a_tier_that_gives_the_same_services_tells_the_platform_nothing(lin, tea, tea_house):
    judge(tea)
    report(tea, followers=6_000_000)
    judge(tea)

    with acting(lin), transaction.atomic():
        assert not Outbox.objects.filter(topic="room.placements_changed").exists()


@pytest.mark.long
def test_the_wall_shows_the_share_of_patrol_and_who_is_on_shift(lin, mei, tea, tea_house):
    report(tea, followers=6_000_000)
    judge(tea)
    builders.session(lin, tea_house)
    wall = signed_in(lin).get("/wall").content.decode()
    assert "100%" in wall
    assert "专人不在班" in wall

    assign(lin, tea, mei)

    wall = signed_in(lin).get("/wall").content.decode()
    assert "专人不在班" not in wall
    assert str(User.objects.get(pk=mei.user_id)) in wall
