"""What a virtual host rests on ends by itself: it leaves the air, with or without a frame of it."""

from datetime import timedelta

import pytest
from django.db import transaction

from filings.models import Technology
from livecompliance.kernel import clock, events, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from stage import selectors, tasks
from stage.events import HostWithdrawn
from tests import builders as world
from tests.stage import builders
from tests.stage.builders import asked
from tests.stage.conftest import codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]


@pytest.fixture
def heard():
    found = []
    events.subscribe(HostWithdrawn, found.append)
    yield found
    events._listeners[HostWithdrawn].remove(found.append)


@pytest.fixture
def nudged(monkeypatch):
    """What a sweep asks to be done, done at once."""
    found = []

    def at_once(task, **more):
        found.append((task, more["tenant_id"]))
        tasks.hosts_expire(tenant_id=more["tenant_id"])

    monkeypatch.setattr(nudges, "nudge_once", at_once)
    return found


def borrowed(lin, room, what="face", kind="likeness", **fields):
    ends = clock.now() + timedelta(days=30)
    consent = builders.consent(room, kind, expires_at=ends)
    return builders.host(lin, room, **{what: "person", f"{what}_consent": consent.pk}, **fields)


def state(lin, host):
    with acting(lin), transaction.atomic():
        return selectors.host_get(lin, host.pk).state


@pytest.mark.law("M-likeness")
@pytest.mark.parametrize(("what", "kind"), [("face", "likeness"), ("voice", "voice")])
def test_a_host_leaves_the_air_when_the_consent_ends_though_no_frame_comes(
    lin, tea_room, heard, nudged, ahead, what, kind
):
    host = borrowed(lin, tea_room, what, kind)
    session = world.session(lin, tea_room, is_virtual_image=True)
    ahead(days=29)
    assert tasks.hosts_sweep() == 0

    ahead(days=1, seconds=1)

    assert tasks.hosts_sweep() == 1
    assert nudged == [("stage.hosts_expire", str(lin.tenant_id))]
    (told,) = heard
    assert (told.session_id, told.host_id) == (session.pk, host.pk)
    assert (told.clause, told.cause) == ("M-likeness", "expired")
    assert state(lin, host) == "off"
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        session.refresh_from_db()
        measures = Measure.objects.filter(session_id=session.pk)
        assert not session.is_admitted
        assert [one.kind for one in measures] == ["suspend"]
    assert tasks.hosts_sweep() == 0, "it ended once"


@pytest.mark.law("M-virtual-image")
def test_a_host_leaves_the_air_the_day_after_its_assessment_was_good_for(
    lin, tea_room, heard, nudged, ahead
):
    host = builders.host(lin, tea_room)
    with acting(lin), transaction.atomic():
        found = selectors.host_get(lin, host.pk)
        found.assessed_until = clock.today() + timedelta(days=3)
        found.save()
    world.session(lin, tea_room, is_virtual_image=True)
    ahead(days=3)
    assert tasks.hosts_sweep() == 0

    ahead(days=1)

    assert tasks.hosts_sweep() == 1
    assert [(one.cause, one.clause) for one in heard] == [("assessment", "M-virtual-image")]


def test_another_tenants_hosts_are_left_to_it(lin, tea_room, elsewhere, nudged, ahead):
    host = borrowed(lin, tea_room)
    theirs = world.person(elsewhere, "x", "officer")
    room = world.room(theirs)
    builders.host(theirs, room)
    ahead(days=31)

    tasks.hosts_expire(tenant_id=str(elsewhere.pk))
    assert state(lin, host) == "ready"

    assert tasks.hosts_sweep() == 1


@pytest.mark.law("M-virtual-image")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, set()),
        ({"state": "draft"}, {"stage_host_technology"}),
        ({"state": "assessed"}, {"stage_host_technology"}),
        ({"state": "retired"}, {"stage_host_technology"}),
        ({"live_on": None}, {"stage_host_technology"}),
        ({"slug": "another"}, {"stage_host_technology"}),
    ],
)
def test_a_host_is_shown_only_by_a_technology_that_was_approved_and_may_be_used_already(
    lin, tea_room, changes, said
):
    builders.ready(lin, tea_room)
    builders.host(lin, tea_room)
    assert codes(lin, asked(tea_room, is_virtual_image=True)) == set()

    with acting(lin), transaction.atomic():
        Technology.objects.filter(slug="digital-human").update(**changes)

    assert codes(lin, asked(tea_room, is_virtual_image=True)) == said


def test_a_technology_that_may_be_used_from_tomorrow_is_none_today(lin, tea_room):
    builders.ready(lin, tea_room)
    builders.technology(lin, live_on=clock.today() + timedelta(days=1))
    builders.host(lin, tea_room)

    assert codes(lin, asked(tea_room, is_virtual_image=True)) == {"stage_host_technology"}


def test_another_tenants_register_speaks_for_nobody_else(lin, tea_room, elsewhere):
    builders.ready(lin, tea_room)
    builders.technology(world.person(elsewhere, "x", "officer"))
    builders.host(lin, tea_room, is_registered=False)

    assert codes(lin, asked(tea_room, is_virtual_image=True)) == {"stage_host_technology"}
