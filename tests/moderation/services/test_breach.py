"""A broadcast that the gate does not allow, or allows no more: everybody who must know knows."""

import pytest
from django.db import transaction

from ledger.models import Entry, Outbox
from livecompliance.kernel import gate
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from moderation.selectors import wall
from moderation.selectors.standing import Filters
from office.models import Letter
from parties import services as parties
from parties.services import Source
from rooms import services
from rooms.services import Wish
from tests import builders
from tests.moderation.services.streams import HELLO, inspect, post, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def bars_only(monkeypatch):
    """Ask nothing at the gate but whether somebody is barred."""

    def check(actor, asked):
        barred = parties.bars_on(actor, asked.parties).exists()
        return [gate.Reason("barred", "M-live-verification")] if barred else []

    monkeypatch.setattr(gate, "_checks", {"test.bars": check})
    monkeypatch.setitem(gate._words, "barred", gate.Words("被禁止出镜", "解除后再播"))


@pytest.fixture
def bao(harbour):
    return builders.party(harbour, "marketer", public_name="阿宝")


@pytest.fixture
def session(lin, tea_room, bao, bars_only):
    with acting(lin), transaction.atomic():
        wish = Wish(marketers=(str(bao.pk),))
        return services.session_start(actor=lin, room_id=tea_room.pk, wish=wish).session


def bar(lin, bao):
    source = Source("authority", "M-live-verification", "test", "1")
    with acting(lin), transaction.atomic():
        parties.bar_place(actor=lin, source=source, party_id=bao.pk)


@pytest.mark.law("M-live-verification", "O117-dynamic-verification")
def test_a_bar_on_somebody_on_air_is_told_at_once_to_platform_and_officers(lin, session, bao):
    bar(lin, bao)

    with acting(lin):
        session.refresh_from_db()
        assert not session.is_admitted
        message = Outbox.objects.get(topic="session.unadmitted")
        letters = list(Letter.objects.of(lin).filter(topic="admission_lost"))
    assert message.payload["reasons"][0]["code"] == "barred"
    assert [one.recipient_id for one in letters] == [lin.user_id]


def test_what_is_told_once_is_not_told_again(lin, session, bao):
    bar(lin, bao)

    with acting(lin), transaction.atomic():
        services.admission_renew(actor=lin, session_id=session.pk)

    with acting(lin):
        assert Outbox.objects.filter(topic="session.unadmitted").count() == 1
        assert Entry.objects.filter(action="moderation.breach_told").count() == 1


def test_a_bar_on_somebody_elsewhere_asks_nothing_of_this_broadcast(harbour, lin, session):
    bar(lin, builders.party(harbour, "marketer"))

    with acting(lin):
        session.refresh_from_db()
    assert session.is_admitted


@pytest.mark.law("M-live-verification")
def test_events_without_the_gates_consent_are_a_breach_that_is_found_once(lin, session, bao):
    bar(lin, bao)

    for number in (1, 2):
        post(session, said(number, HELLO))
        inspect(session)

    with acting(lin):
        found = Finding.objects.of(lin).filter(code="GATE-BREACH")
        assert [one.clause for one in found] == ["M-live-verification"]


def test_the_wall_shows_such_a_room_as_one_to_act_on(lin, session, bao):
    bar(lin, bao)

    with acting(lin):
        card = wall.wall_page(lin, Filters()).cards[0]

    assert card.state == "act"
    assert card.owed.is_denied
