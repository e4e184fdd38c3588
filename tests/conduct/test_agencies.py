"""What rooms fake is traced to the agency behind them; an officer says whether it organised it."""

from datetime import timedelta

import pytest
from django.db import transaction

from conduct import selectors, services
from conduct.models import AgencyAct, AgencyTrace
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from parties import services as parties_services
from parties.models import Party, Tie
from tests import builders
from tests.charter import world
from tests.conduct.conftest import odd
from tests.sanctions.conftest import decide

pytestmark = [pytest.mark.django_db, pytest.mark.law("O117-agency-no-false-trade")]


@pytest.fixture
def agency(harbour):
    return builders.party(harbour, "agency", kind="company", public_name="橙果文化")


def tied(agency, party, **fields):
    with acting(system_actor(agency.tenant_id)), transaction.atomic():
        given = {"since": clock.now() - timedelta(days=60)} | fields
        return Tie.objects.create(
            tenant_id=agency.tenant_id, kind="agency_operator", first=agency, second=party, **given
        )


def shop(officer, harbour, agency, number, **fields):
    """A room of an operator with whom an agency works."""
    keeper = builders.party(harbour, "operator", kind="company", public_name=f"店{number}")
    tied(agency, keeper, **fields)
    return builders.room(officer, f"店{number}", operator_id=keeper.pk)


def faked(officer, room):
    """A broadcast of a room in which a figure stood out; who follows it up."""
    session = builders.session(officer, room)
    odd(session)
    return follow(session)


def follow(session):
    actor = system_actor(session.tenant_id)
    with acting(actor), transaction.atomic():
        return services.agencies_follow(actor=actor, session_id=session.pk)


def close(actor, trace, outcome="organised", reason="两店订单出自同一批账号，由机构下发"):
    with acting(actor), transaction.atomic():
        return services.agency_trace_close(
            actor=actor, trace_id=trace.pk, outcome=outcome, reason=reason
        )


def traces(actor):
    with acting(actor), transaction.atomic():
        return list(AgencyTrace.objects.order_by("opened_at"))


def test_two_rooms_of_one_agency_are_looked_at_and_one_is_not(harbour, lin, agency):
    first, second = (shop(lin, harbour, agency, number) for number in (1, 2))
    assert faked(lin, first) == []

    (trace,) = faked(lin, second)

    assert (trace.agency_id, set(trace.rooms)) == (agency.pk, {first.pk, second.pk})
    with acting(lin), transaction.atomic():
        assert Clock.objects.get(subject_kind="agency_trace").state == "running"
        assert AgencyAct.objects.count() == 2


def test_looked_at_twice_it_is_one(harbour, lin, agency):
    room = shop(lin, harbour, agency, 1)
    faked(lin, shop(lin, harbour, agency, 2))
    session = builders.session(lin, room)
    odd(session)
    follow(session)
    follow(session)

    assert len(traces(lin)) == 1
    with acting(lin), transaction.atomic():
        assert AgencyAct.objects.count() == 2


def test_whoever_left_the_agency_before_is_none_of_its_doing(harbour, lin, agency):
    gone = {"until": clock.now() - timedelta(days=1)}
    faked(lin, shop(lin, harbour, agency, 1))
    faked(lin, shop(lin, harbour, agency, 2, **gone))
    assert traces(lin) == []


def test_what_stood_out_long_ago_counts_no_more(harbour, lin, agency, monkeypatch):
    faked(lin, shop(lin, harbour, agency, 1))
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert faked(lin, shop(lin, harbour, agency, 2)) == []


def test_a_decision_that_somebody_faked_data_has_his_agency_looked_at_at_once(harbour, lin, agency):
    seller = builders.party(harbour, "operator", kind="company", public_name="店1")
    tied(agency, seller)

    decide(lin, seller, code="fake_data", subject="account")

    (trace,) = traces(lin)
    assert trace.agency_id == agency.pk
    with acting(lin), transaction.atomic():
        assert selectors.agency_acts(lin, agency.pk)[0].kind == "decision"


def test_an_officer_says_what_he_found_once_and_in_words(harbour, lin, wu, agency):
    for number in (1, 2):
        faked(lin, shop(lin, harbour, agency, number))
    (trace,) = traces(lin)
    for outcome, reason in (
        ("maybe", "看不出来"),
        ("organised", "  "),
        ("organised", "13800001234 下单"),
    ):
        with pytest.raises(Invalid):
            close(lin, trace, outcome, reason)
    with pytest.raises(Forbidden):
        close(wu, trace)

    close(lin, trace)

    with pytest.raises(services.TraceClosed):
        close(lin, trace, "not_organised")
    with acting(lin), transaction.atomic():
        assert Clock.objects.get(subject_kind="agency_trace").state == "met"


def test_after_an_answer_only_what_is_new_opens_another(harbour, lin, agency):
    rooms = [shop(lin, harbour, agency, number) for number in (1, 2)]
    for room in rooms:
        session = builders.session(lin, room)
        odd(session)
        follow(session)
        builders.end(session)
    (trace,) = traces(lin)
    close(lin, trace, "not_organised", "两店各自找人刷单，机构不知情")
    assert faked(lin, rooms[0]) == []
    assert len(traces(lin)) == 1


def untied(harbour, number):
    return builders.party(harbour, "operator", kind="company", public_name=f"店{number}")


def shares(actor, *parties, value="3F2A-77C1-0001", kind="device"):
    with acting(actor):
        for one in parties:
            parties_services.mark_give(actor=actor, party_id=one.pk, kind=kind, value=value)


@pytest.mark.parametrize(
    ("kind", "value"), [("device", "3F2A-77C1-0001"), ("bank", "62220202001122")]
)
def test_an_agency_that_stays_out_of_the_register_is_found_by_its_money_and_devices(
    harbour, lin, agency, kind, value
):
    first, second = untied(harbour, 1), untied(harbour, 2)
    shares(lin, agency, first, second, kind=kind, value=value)
    for one in (first, second):
        faked(lin, builders.room(lin, one.public_name, operator_id=one.pk))

    (trace,) = traces(lin)

    assert (trace.agency_id, len(trace.rooms)) == (agency.pk, 2)
    with acting(lin), transaction.atomic():
        assert {one.by for one in AgencyAct.objects.all()} == {kind}


def test_two_shops_that_share_a_device_are_no_agency(harbour, lin, agency):
    first, second = untied(harbour, 1), untied(harbour, 2)
    shares(lin, first, second)
    for one in (first, second):
        faked(lin, builders.room(lin, one.public_name, operator_id=one.pk))
    assert traces(lin) == []


def test_what_is_filed_and_shared_is_told_as_filed(harbour, lin, agency):
    room = shop(lin, harbour, agency, 1)
    with acting(lin), transaction.atomic():
        keeper = Party.objects.get(pk=room.operator_id)
    shares(lin, agency, keeper)
    faked(lin, room)
    with acting(lin), transaction.atomic():
        assert AgencyAct.objects.get().by == "tie"


def test_an_agreement_is_enough_where_nobody_filed_a_tie(harbour, lin, agency):
    first, second = untied(harbour, 1), untied(harbour, 2)
    text = world.published(harbour, "operator_agency")
    for one in (first, second):
        world.both(text, one, agency)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Tie.objects.update(until=clock.now() - timedelta(days=1)) == 2
    for one in (first, second):
        faked(lin, builders.room(lin, one.public_name, operator_id=one.pk))
    with acting(lin), transaction.atomic():
        assert {one.by for one in AgencyAct.objects.all()} == {"agreement"}
    assert len(traces(lin)) == 1


def test_another_platforms_trace_does_not_exist(harbour, lin, outsider, agency):
    for number in (1, 2):
        faked(lin, shop(lin, harbour, agency, number))
    (trace,) = traces(lin)
    with pytest.raises(NotFound):
        close(outsider, trace)
