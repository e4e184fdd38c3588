"""Virtual hosts: assessed, marked, and off the air with the consent that they rest on."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from parties.events import ConsentRevoked
from parties.models import Consent
from stage import selectors, services
from stage.events import HostWithdrawn
from stage.models import MarkState
from stage.rules import hosts as rules
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
def likeness(tea_room):
    return builders.consent(tea_room, "likeness", expires_at=clock.now() + timedelta(days=30))


def with_face(lin, room, consent, **fields):
    return builders.host(lin, room, face="person", face_consent=consent.pk, **fields)


def sightings(*said):
    """Return frames: (seconds after the first, whether the mark is seen)."""
    begin = clock.now()
    return [
        services.Sighting(begin + timedelta(seconds=after), seen, f"f{number}")
        for number, (after, seen) in enumerate(said)
    ]


def observe(lin, session, frames):
    with acting(lin), transaction.atomic():
        return [one.event_id for one in services.mark_observe(
            actor=lin, session=session, sightings=frames)]  # fmt: skip


@pytest.mark.law("O117-ai-person")
@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        ((4.9, 3, True), ["height"]),
        ((6, 1.9, True), ["opening"]),
        ((6, 3, False), ["continuous"]),
        ((0, 0, False), ["height", "opening", "continuous"]),
    ],
)
def test_a_mark_that_is_too_small_too_short_or_does_not_stay_is_refused(
    lin, tea_room, mark, faults
):
    with pytest.raises(services.BadMark) as refusal:
        builders.host(lin, tea_room, mark=services.Mark(*mark))
    assert refusal.value.extra["faults"] == faults
    assert rules.mark_faults(rules.Mark(5, 2, True), law.clause("O117-ai-person")) == []


@pytest.mark.law("M-likeness")
def test_anothers_face_or_voice_needs_a_consent_of_that_kind_that_stands(lin, tea_room, likeness):
    gone = builders.consent(tea_room, "voice", revoked_at=clock.now())
    past = builders.consent(tea_room, "voice", expires_at=clock.now() - timedelta(days=1))
    for wrong in (
        {"face": "person"},
        {"voice": "person", "voice_consent": gone.pk},
        {"voice": "person", "voice_consent": past.pk},
        {"face": "somebody"},
    ):
        with pytest.raises(Invalid):
            builders.host(lin, tea_room, **wrong)
    with pytest.raises(NotFound):
        builders.host(lin, tea_room, voice="person", voice_consent=likeness.pk)
    assert with_face(lin, tea_room, likeness).state == "ready"


def test_another_tenants_consent_is_none(lin, elsewhere, tea_room):
    theirs = world.room(world.person(elsewhere, "x", "officer"))
    with pytest.raises(NotFound):
        with_face(lin, tea_room, builders.consent(theirs))


@pytest.mark.long
@pytest.mark.law("M-likeness")
def test_a_revoked_consent_takes_the_virtual_host_off_air_at_once(lin, tea_room, likeness, heard):
    builders.ready(lin, tea_room)
    host = with_face(lin, tea_room, likeness)
    assert codes(lin, asked(tea_room, is_virtual_image=True)) == set()
    session = world.session(lin, tea_room, is_virtual_image=True)

    with acting(lin), transaction.atomic():
        Consent.objects.filter(pk=likeness.pk).update(revoked_at=clock.now())
        assert services.hosts_follow_consent(actor=lin, consent_id=likeness.pk) == 1
        assert services.hosts_follow_consent(actor=lin, consent_id=likeness.pk) == 0

    (told,) = heard
    assert (told.session_id, told.host_id, told.clause) == (session.pk, host.pk, "M-likeness")
    with acting(lin):
        session.refresh_from_db()
        assert not session.is_admitted
        assert selectors.host_get(lin, host.pk).state == "off"
    found = codes(lin, asked(tea_room, virtual_hosts=(host.pk,), session_id=session.pk))
    assert found == {"stage_host_off", "stage_host_no_likeness"}


@pytest.mark.long
def test_the_gate_sees_a_revoked_consent_before_anybody_followed_it(lin, tea_room, likeness):
    builders.ready(lin, tea_room)
    with_face(lin, tea_room, likeness)
    with acting(lin), transaction.atomic():
        Consent.objects.filter(pk=likeness.pk).update(revoked_at=clock.now())

    assert codes(lin, asked(tea_room, is_virtual_image=True)) == {"stage_host_no_likeness"}


def test_a_consent_or_assessment_that_ends_takes_the_host_off_at_the_next_frame(
    lin, tea_room, likeness, heard, ahead
):
    host = with_face(lin, tea_room, likeness)
    session = world.session(lin, tea_room, is_virtual_image=True)
    observe(lin, session, sightings((0, True)))
    assert heard == []
    ahead(days=31)

    observe(lin, session, sightings((0, True)))

    assert [(one.host_id, one.cause) for one in heard] == [(host.pk, "expired")]


def test_who_assesses_says_by_which_assessment_and_once_refused_it_stays(lin, wu, tea_room):
    host = builders.host(lin, tea_room, is_assessed=False)

    def assess(actor=lin, **given):
        with acting(actor):
            return services.host_assess(actor=actor, host_id=host.pk, **given)

    yesterday = clock.today() - timedelta(days=1)
    for wrong in (
        {"is_passed": True},
        {"is_passed": False},
        {"is_passed": True, "assessment": "SA", "until": yesterday},
    ):
        with pytest.raises(Invalid):
            assess(**wrong)
    with pytest.raises(Forbidden):
        assess(wu, is_passed=True, assessment="SA")
    assert assess(is_passed=False, reason="没有防伪措施").state == "refused"
    with pytest.raises(services.HostEnded):
        assess(is_passed=True, assessment="SA")


def test_a_name_is_used_once_in_a_room_until_its_host_is_withdrawn(lin, tea_room, heard):
    host = builders.host(lin, tea_room)
    with pytest.raises(services.HostExists):
        builders.host(lin, tea_room)
    with acting(lin):
        services.host_withdraw(actor=lin, host_id=host.pk, reason="换形象")
        services.host_withdraw(actor=lin, host_id=host.pk, reason="再次")

    assert builders.host(lin, tea_room).pk != host.pk
    assert heard == []  # the room was not on air


@pytest.mark.law("O117-ai-person")
def test_a_mark_out_of_sight_for_longer_than_the_platform_allows_raises_one_alarm(lin, tea_room):
    session = world.session(lin, tea_room, is_virtual_image=True)
    frames = sightings((0, True), (5, False), (15, False), (16, False), (40, False))

    assert observe(lin, session, frames[:3]) == []  # ten seconds are allowed
    assert observe(lin, session, frames[3:]) == ["f3"]
    with acting(lin):
        assert MarkState.objects.get(session=session).alarms == 1


def test_a_mark_that_comes_back_starts_a_new_count(lin, tea_room):
    session = world.session(lin, tea_room, is_virtual_image=True)
    said = [(0, False), (9, False), (10, True), (11, False), (20, False), (22, False), (90, False)]

    assert observe(lin, session, sightings(*said)) == ["f5"]


def test_how_long_a_mark_may_be_away_is_the_platforms_own(lin, harbour, tea_room):
    guard = world.person(harbour, "guard", "security_admin")
    with acting(guard):
        accounts.tenant_policy_set(actor=guard, changes={"mark_lost_s": 60})
    session = world.session(lin, tea_room, is_virtual_image=True)

    assert observe(lin, session, sightings((0, False), (60, False), (61, False))) == ["f2"]


def test_frames_of_a_broadcast_without_a_virtual_host_say_nothing_of_a_mark(lin, tea_session):
    assert observe(lin, tea_session, sightings((0, False), (600, False))) == []


@pytest.mark.law("M-likeness")
def test_a_consent_that_is_revoked_where_consents_are_kept_is_heard_here(lin, tea_room, likeness):
    host = with_face(lin, tea_room, likeness)
    with acting(lin), transaction.atomic():
        told = ConsentRevoked(
            actor=lin, party_id=likeness.party_id, consent_id=likeness.pk, kind="likeness"
        )
        events.publish(told)
        assert selectors.host_get(lin, host.pk).state == "off"
