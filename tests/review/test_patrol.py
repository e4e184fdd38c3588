"""Patrol rounds: by the share of each tier, logged, told of when missed."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from review import services
from review.models import Item, Round
from review.rules.patrol import is_sampled, stretches
from review.tasks import queue_follow, queue_sweep
from rooms.models import Room
from tests import builders
from tests.review.conftest import acts, claim, decide, rows, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_session(harbour, chun, tea_room):
    """The tea room is a key room, of which a person looks at every stretch."""
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Room.objects.filter(pk=tea_room.pk).update(tier="key")
    return builders.session(chun, tea_room)


def rounds(tenant, **wanted):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(Round.objects.filter(**wanted).order_by("number"))


def of(tenant, model, **wanted):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(model.objects.filter(**wanted))


@pytest.mark.law("M-content-patrol", "M-tiering")
def test_a_key_room_on_air_gets_a_round_that_is_logged_with_who_when_and_what(
    harbour, lin, key_session
):
    sweep(harbour.pk)
    item = claim(lin)
    decide(lin, item, "found", reason="口播夸大功效")
    (one,) = rounds(harbour)
    assert (one.officer_id, one.outcome, one.note) == (lin.user_id, "found", "口播夸大功效")
    assert one.from_at <= one.to_at
    assert [entry["outcome"] for entry in acts(harbour.pk, "review.round_made")] == ["found"]


@pytest.mark.law("M-content-patrol")
def test_a_missed_round_is_told_of_once_and_its_clock_is_met_when_it_is_made_up_for(
    harbour, lin, key_session, later
):
    sweep(harbour.pk)
    later(minutes=16)
    sweep(harbour.pk)
    sweep(harbour.pk)
    assert len(of(harbour, Letter, topic="patrol_missed", recipient_id=lin.user_id)) == 1
    assert len(acts(harbour.pk, "review.round_missed")) == 1
    decide(lin, claim(lin), "clean", reason="")
    (one,) = rounds(harbour)
    assert (one.state, one.missed_at is not None) == ("done", True)
    assert [each.state for each in of(harbour, Clock, kind="patrol")] == ["met"]


def test_a_round_that_somebody_is_making_is_not_missed(harbour, lin, key_session, later):
    sweep(harbour.pk)
    later(minutes=14)
    claim(lin)
    later(minutes=2)
    sweep(harbour.pk)
    assert rounds(harbour)[0].missed_at is None


def test_workers_that_come_back_make_the_rounds_of_the_time_between_once(
    harbour, key_session, later
):
    later(hours=2, minutes=1)
    queue_follow(tenant_id=str(harbour.pk))
    queue_follow(tenant_id=str(harbour.pk))
    found = rounds(harbour)
    assert [one.number for one in found] == [0, 1, 2, 3, 4]
    assert [one.missed_at is not None for one in found] == [True, True, True, True, False]
    assert len(rows(harbour.pk, kind="patrol")) == 5


def test_the_end_of_a_broadcast_ends_its_rounds_and_what_was_missed_stays_missed(
    harbour, key_session, later
):
    later(minutes=31)
    sweep(harbour.pk)
    builders.end(key_session)
    sweep(harbour.pk)
    assert [(one.state, one.missed_at is not None) for one in rounds(harbour)] == [
        ("over", True),
        ("over", False),
    ]
    assert rows(harbour.pk, state="open") == []


def test_what_was_found_has_to_be_said(harbour, lin, key_session):
    sweep(harbour.pk)
    with pytest.raises(Invalid):
        decide(lin, claim(lin), "found", reason="")


def test_the_sweep_finds_the_tenants_with_something_to_follow(harbour, elsewhere, key_session):
    assert queue_sweep() == 1


def test_only_the_product_itself_makes_rounds(lin, key_session):
    with acting(lin), pytest.raises(Forbidden):
        services.rounds_follow(actor=lin)


def test_rounds_go_on_into_the_next_year(harbour, key_session, later):
    later(days=420)
    sweep(harbour.pk)
    assert {one.begins_at.year for one in rounds(harbour)} <= {2026, 2027, 2028}
    assert max(one.number for one in rounds(harbour)) == 420 * 48


def test_the_share_of_a_tier_is_the_share_of_its_stretches():
    ids = [uuid7() for _ in range(40)]
    for percent in (0, 10, 50, 100):
        seen = sum(is_sampled(one, number, percent) for one in ids for number in range(100))
        assert abs(seen / 40 - percent) <= 6


def test_a_stretch_begins_with_the_broadcast_and_none_before_it():
    start, half = clock.now(), timedelta(minutes=30)
    assert stretches(start, start - timedelta(seconds=1), half, half) == []
    first = stretches(start, start, half, timedelta(minutes=15))
    assert [(one.number, one.begins_at) for one in first] == [(0, start)]


def test_a_patrol_item_waits_like_any_other(harbour, key_session):
    sweep(harbour.pk)
    assert [one.kind for one in rows(harbour.pk)] == [Item.Kind.PATROL]
