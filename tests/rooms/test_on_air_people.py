"""What happens to people while on air: the gate is asked again at once, and says so once."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock, events, gate
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from parties import gate as identity
from parties import services as parties
from parties.models import Party, Verification
from rooms import services
from rooms.events import AdmissionLost
from rooms.models import Admission, Session
from rooms.services import Wish
from tests import builders
from tests.parties import people
from tests.parties.test_telling import swept

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.law("M-live-verification")]
WHY = "本人来函申请"


@pytest.fixture(autouse=True)
def lost(monkeypatch):
    """Ask of people alone, and hear of every broadcast that is no longer allowed."""
    heard: list[AdmissionLost] = []
    monkeypatch.setattr(gate, "_checks", {identity.NAME: identity.check})
    monkeypatch.setitem(events._listeners, AdmissionLost, [heard.append])
    return heard


@pytest.fixture
def shop(harbour):
    people.sandbox(harbour)
    made = people.party(harbour, "operator", kind="company", document="uscc", public_name="茶铺")
    people.verify(made, "registration")
    return made


@pytest.fixture
def girl(harbour, chun):
    grown = clock.today() + timedelta(days=200)
    return people.party(harbour, "marketer", user_id=chun.user_id, minor_until=grown)


def on_air(officer, shop, *marketers):
    """Let a broadcast begin that the gate allows."""
    room = builders.room(officer, "茶", operator_id=shop.pk)
    for one in marketers:
        people.verify(one)
    with acting(officer), transaction.atomic():
        wish = Wish(marketers=tuple(str(one.pk) for one in marketers))
        started = services.session_start(actor=officer, room_id=room.pk, wish=wish)
    assert started.session.is_admitted
    return started.session


def codes(session) -> list[str]:
    """Return what the gate said last."""
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        rows = Admission.objects.filter(session=session).order_by("-asked_at", "-id")
        return sorted({one["code"] for one in rows[0].reasons})


def fresh(session) -> Session:
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        return Session.objects.get(pk=session.pk)


@pytest.mark.law("M-age")
def test_a_guardian_who_takes_his_consent_back_takes_her_off_air_once(lin, shop, girl, lost):
    given = people.consent(girl)
    session = on_air(lin, shop, girl)

    for _ in range(2):
        with acting(lin):
            parties.consent_revoke(actor=lin, consent_id=given.pk, reason=WHY)

    assert codes(session) == ["guardian_consent_revoked"]
    assert not fresh(session).is_admitted
    assert [one.session_id for one in lost] == [session.pk]


@pytest.mark.law("PIPL-erasure")
def test_erased_while_on_air_she_is_off_it_and_what_the_law_keeps_stays(
    harbour, lin, chun, shop, girl, lost
):
    people.consent(girl)
    session = on_air(lin, shop, girl)
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(chun):
        row = parties.data_request_open(actor=chun, party_id=girl.pk, kind="erase")

    with acting(admin):
        done = parties.data_request_carry_out(actor=admin, request_id=row.pk, reason=WHY)

    assert (done.state, done.kept[0]["what"]) == ("waiting", "verifications")
    assert "party_closed" in codes(session)
    assert len(lost) == 1
    with acting(admin), pytest.raises(parties.RequestEnded):
        parties.data_request_carry_out(actor=admin, request_id=row.pk, reason=WHY)


def test_a_no_that_comes_while_he_is_on_air_counts_at_once(harbour, lin, shop, lost):
    host = people.party(harbour, "marketer")
    session = on_air(lin, shop, host)
    with acting(lin):
        parties.verification_judge(
            actor=lin, party_id=host.pk, passed=False, reason="证件系冒用", step_up="s"
        )

    assert not fresh(session).is_admitted
    assert len(lost) == 1
    assert "marketer_not_verified" in codes(session)


@pytest.mark.law("O117-operator-verified")
def test_an_operator_whose_half_year_ends_on_air_is_asked_about_at_that_moment(
    harbour, lin, shop, lost, monkeypatch
):
    host = people.party(harbour, "marketer")
    session = on_air(lin, shop, host)
    with acting(lin), transaction.atomic():
        ends = Verification.objects.get(party=shop).valid_until
    monkeypatch.setattr(clock, "now", lambda: ends + timedelta(minutes=1))
    swept(harbour)

    assert "operator_verification_expired" in codes(session)
    assert len(lost) == 1


def test_another_platforms_list_and_requests_change_nothing_here(
    harbour, elsewhere, outsider, lin, shop, lost
):
    host = people.party(harbour, "marketer")
    session = on_air(lin, shop, host)
    twin = people.party(elsewhere, "marketer", number=people.resident_id(order=7))

    people.bar(twin)
    with acting(outsider):
        parties.party_close(actor=outsider, party_id=twin.pk, reason=WHY)
        with pytest.raises(NotFound):
            parties.party_close(actor=outsider, party_id=host.pk, reason=WHY)

    assert fresh(session).is_admitted
    assert lost == []
    with acting(lin), transaction.atomic():
        assert Party.objects.get(pk=host.pk).state == "active"
