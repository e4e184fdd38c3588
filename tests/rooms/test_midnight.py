"""What ends with a day ends on air, too: past midnight everybody is asked about again, once."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock, gate, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from rooms import services, tasks
from rooms.models import Admission, Session
from tests import builders
from tests.rooms.test_gate import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(monkeypatch):
    """Let the gate refuse whoever stands in the set it returns, and nobody else."""
    names: set = set()

    def check(actor, asked):
        return [gate.Reason("test_over", "M-live-verification", one) for one in names]

    monkeypatch.setattr(gate, "_checks", {"test.check": check})
    monkeypatch.setattr(gate, "_words", {"test_over": gate.Words("期限已过", "续签")})
    return names


@pytest.fixture
def bao(harbour):
    return builders.party(harbour, "marketer", public_name="阿宝")


@pytest.fixture
def tomorrow(monkeypatch):
    instant = clock.now() + timedelta(days=1)
    return lambda: monkeypatch.setattr(clock, "now", lambda: instant)


def turn(owner) -> int:
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.admissions_turn(actor=actor)


def is_admitted(session) -> bool:
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        return Session.objects.get(pk=session.pk).is_admitted


@pytest.mark.law("M-live-verification")
def test_who_may_no_longer_be_on_air_the_next_day_is_found_out_after_midnight(
    harbour, lin, tea_room, bao, refused, tomorrow
):
    session = start(lin, tea_room, bao.pk).session
    refused.add(bao.pk)  # nobody did anything: a term is over
    assert turn(harbour) == 0

    tomorrow()

    assert turn(harbour) == 1
    assert not is_admitted(session)
    assert turn(harbour) == 0


def test_who_still_may_is_asked_about_once_a_day(harbour, lin, tea_room, bao, refused, tomorrow):
    session = start(lin, tea_room, bao.pk).session
    tomorrow()

    assert (turn(harbour), turn(harbour)) == (1, 0)

    assert is_admitted(session)
    with acting(lin), transaction.atomic():
        assert Admission.objects.filter(session=session, kind="again").count() == 1


def test_a_trial_is_no_answer_to_that(harbour, lin, tea_room, bao, refused, tomorrow):
    start(lin, tea_room, bao.pk)
    tomorrow()
    with acting(lin):
        wish = services.Wish(marketers=(str(bao.pk),))
        services.admission_try(actor=lin, room_id=tea_room.pk, wish=wish)
    assert turn(harbour) == 1


def test_what_has_ended_is_left_alone(harbour, lin, tea_room, bao, refused, tomorrow):
    builders.end(start(lin, tea_room, bao.pk).session)
    tomorrow()
    assert turn(harbour) == 0


def test_each_platform_is_asked_about_its_own_and_nobody_else_may_ask(
    harbour, elsewhere, lin, wu, tea_room, bao, refused, tomorrow, monkeypatch
):
    start(lin, tea_room, bao.pk)
    nudged = []
    monkeypatch.setattr(nudges, "nudge_once", lambda name, **said: nudged.append((name, said)))
    assert tasks.admissions_sweep() == 0
    tomorrow()

    assert tasks.admissions_sweep() == 1

    assert nudged == [("rooms.admissions_turn", {"tenant_id": str(harbour.pk)})]
    assert turn(elsewhere) == 0
    with acting(wu), pytest.raises(Forbidden):
        services.admissions_turn(actor=wu)
    assert tasks.admissions_turn(tenant_id=str(harbour.pk)) == 1


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_asks_each_in_a_transaction_of_its_own(
    harbour, lin, tea_room, bao, refused, tomorrow
):
    sessions = [
        start(lin, room, bao.pk).session for room in (tea_room, builders.room(lin, "第二间"))
    ]
    refused.add(bao.pk)
    tomorrow()

    assert tasks.admissions_turn(tenant_id=str(harbour.pk)) == 2

    assert [is_admitted(one) for one in sessions] == [False, False]
