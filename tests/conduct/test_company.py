"""In whose company a broadcast is: guests, barred people, and the proof that it was known."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from conduct import services
from conduct.models import Guest, Promotion
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from tests import builders
from tests.conduct.conftest import by_notice, happened, link, listed
from tests.moderation.services.streams import now_ms, said
from tests.parties import people
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.sanctions.conftest import decide

pytestmark = pytest.mark.django_db


def joins(number, person="", name="路人", role="guest", **fields):
    row = {"id": number, "type": "connect", "person": person, "name": name, "at": now_ms()}
    return row | {"speaker": role} | fields


def guest_says(number, person, text="我觉得很好", **fields):
    spoken = {"speaker": {"role": "guest", "id": person}, "at": now_ms()}
    return said(number, text, **spoken | fields)


def found(actor) -> set[str]:
    with acting(actor), transaction.atomic():
        return set(Finding.objects.values_list("code", flat=True))


def cases(actor) -> list[Promotion]:
    with acting(actor), transaction.atomic():
        return list(Promotion.objects.order_by("id"))


@pytest.mark.law("M-18-5")
def test_joining_with_a_blocked_account_is_found_with_the_proof_of_the_notice(lin, tea_session):
    by_notice(lin, "account", "seller-88021")
    happened(tea_session, joins(1, "seller-88021"))
    (case,) = cases(lin)

    assert "OTHERS-ON-AIR" in found(lin)
    assert (case.how, case.known_by, case.known_ref) == ("joined", "notice", "市监〔2026〕7号")
    assert case.known_on == clock.today() - timedelta(days=10)
    with acting(lin), transaction.atomic():
        assert Measure.objects.get(rule="OTHERS-ON-AIR/joined").kind == "warning"


@pytest.mark.law("M-18-5")
def test_the_proof_stands_whatever_becomes_of_the_entry(lin, tea_session):
    row = by_notice(lin, "account", "seller-88021")
    happened(tea_session, joins(1, "seller-88021"))
    with acting(lin):
        services.target_remove(actor=lin, target_id=row.pk, reason="已整改")
    happened(tea_session, joins(2, "seller-88021"))

    (case,) = cases(lin)
    assert (case.times, case.known_ref) == (1, "市监〔2026〕7号")


@pytest.mark.law("M-18-5")
def test_a_barred_identity_is_known_under_whatever_account(lin, harbour, tea_session):
    barred = people.party(harbour, "marketer", external_id="acc-1")
    people.bar(barred)
    happened(tea_session, joins(1, "acc-1"))
    (case,) = cases(lin)

    assert case.party_id == barred.pk
    assert "OTHERS-ON-AIR" in found(lin)


@pytest.mark.law("M-18-5")
def test_who_is_sanctioned_counts_as_barred_by_the_decisions_number(lin, harbour, tea_session):
    one = people.party(harbour, "operator", external_id="acc-2")
    row = decide(lin, one, subject="account", rung="suspension", days=7)
    happened(tea_session, joins(1, "acc-2"))
    (case,) = cases(lin)

    assert (case.party_id, case.known_ref) == (one.pk, row.number)


@pytest.mark.law("M-18-5")
def test_naming_and_linking_keep_their_proof_too(lin, tea_session):
    by_notice(lin, "name", "黑心养生馆")
    by_notice(lin, "host", "evil.example")
    happened(
        tea_session, said(1, "去黑心养生馆也逛逛", at=now_ms()), link(2, "https://evil.example/a")
    )
    happened(tea_session, said(3, "黑心养生馆真的便宜", at=now_ms()))

    assert [(one.how, one.times) for one in cases(lin)] == [("named", 2), ("linked", 1)]


@pytest.mark.law("M-18-5")
def test_a_blocked_account_on_air_is_found_when_the_broadcast_begins(lin, chun, tea_room):
    by_notice(lin, "account", "m-77")
    session = builders.session(chun, tea_room, marketers=["m-77"])
    with acting(system_actor(session.tenant_id)):
        services.cast_judge(actor=system_actor(session.tenant_id), session_id=session.pk)

    (case,) = cases(lin)
    assert case.how == "hosted"
    assert "OTHERS-ON-AIR" in found(lin)


def test_what_became_known_later_proves_nothing(lin, tea_session):
    happened(tea_session, joins(1, "seller-88021"))
    listed(lin, "account", "seller-88021")

    assert cases(lin) == []


def test_another_platforms_list_bars_nobody_here(lin, outsider, tea_session):
    listed(outsider, "account", "seller-88021")
    happened(tea_session, joins(1, "seller-88021"))

    assert cases(lin) == []


@pytest.mark.law("M-comment-management")
def test_a_guest_is_identified_and_what_he_says_is_attributed(lin, harbour, tea_session):
    known = people.party(harbour, "marketer", external_id="g-1")
    happened(tea_session, joins(1, "g-1"), guest_says(2, "g-1"), guest_says(3, "g-1"))
    happened(tea_session, joins(4, "g-1", joined=False), guest_says(5, "g-1", at=now_ms() + 5_000))
    with acting(lin), transaction.atomic():
        row = Guest.objects.get()

    assert (row.party_id, row.lines, row.is_identified) == (known.pk, 2, True)
    assert row.left_at is not None
    assert found(lin) == {"SPEECH-LOOSE"}  # who has left says nothing more


@pytest.mark.law("M-comment-management")
def test_an_unknown_guest_and_a_voice_of_nobody_are_found(lin, tea_session):
    happened(tea_session, joins(1, "who-1"), guest_says(2, "other"), guest_says(3, ""))

    assert found(lin) == {"GUEST-UNKNOWN", "SPEECH-LOOSE"}
    with acting(lin), transaction.atomic():
        assert Finding.objects.filter(code="SPEECH-LOOSE").count() == 1
        assert "who-1" not in str(Guest.objects.get().__dict__)


@pytest.mark.long
def test_pages_and_api_show_the_proof(lin, wu, harbour, tea_session):
    by_notice(lin, "account", "seller-88021")
    happened(tea_session, joins(1, "seller-88021"), joins(2, "who-2"))
    page = browser(wu).get("/conduct/others?how=joined").content.decode()
    assert "seller-88021" in page
    assert "市监〔2026〕7号" in page
    assert (
        "身份不明" in browser(wu).get(f"/conduct/criticism/{tea_session.room_id}").content.decode()
    )

    key = key_of(harbour, "measures.read")
    got = (
        Client().get(f"/api/v1/rooms/{tea_session.room_id}/conduct", HTTP_AUTHORIZATION=key).json()
    )
    assert got["promotions"][0]["known_by"] == "notice"
    assert got["criticism"]["critical"] == 0
    assert "seller-88021" not in str(got)
