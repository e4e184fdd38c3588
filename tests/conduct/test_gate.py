"""Whoever stands on the platform's own list does not go on air, by number and never by name."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conduct import gate as ours
from conduct import services
from livecompliance.kernel import clock, gate
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests.conduct.conftest import by_notice, listed
from tests.parties import people

pytestmark = pytest.mark.django_db


def against(actor, session, *parties, unknown=()):
    """Return what the gate's check of lists says: whom it is about."""
    asked = Asked(
        session.room_id, None, tuple(one.pk for one in parties), clock.now(), unknown=unknown
    )
    with acting(actor), transaction.atomic():
        return [one for one in gate.ask(actor, asked) if one.code == ours.LISTED]


@pytest.mark.law("M-18-5")
def test_an_account_on_the_list_does_not_go_on_air_and_the_day_it_was_known_is_said(
    lin, tea_session, harbour
):
    host = people.party(harbour, "marketer", external_id="U-77")
    assert against(lin, tea_session, host) == []
    row = by_notice(lin, "account", "U-77")
    (reason,) = against(lin, tea_session, host)
    assert (reason.party, reason.clause) == (host.pk, "M-18-5")
    assert str(row.known_on) in gate.said(reason)["message"]
    with acting(lin):
        services.target_remove(actor=lin, target_id=row.pk, reason="核实无误")
    assert against(lin, tea_session, host) == []


@pytest.mark.long
def test_a_room_and_an_undeclared_number_on_the_list_are_refused(lin, tea_session):
    with acting(lin), transaction.atomic():
        Room.objects.filter(pk=tea_session.room_id).update(external_id="R-9")
    listed(lin, "room", "R-9")
    assert len(against(lin, tea_session)) == 1
    listed(lin, "account", "U-5")
    assert len(against(lin, tea_session, unknown=("U-5",))) == 2


def test_a_name_and_an_allowed_site_stop_nobody(lin, tea_session, harbour):
    host = people.party(harbour, "marketer", external_id="U-77", public_name="张三三")
    listed(lin, "name", "张三三")
    listed(lin, "host", "good.example", list="allow")
    assert against(lin, tea_session, host) == []


def test_another_platforms_list_stops_nobody_here(lin, outsider, tea_session, harbour):
    host = people.party(harbour, "marketer", external_id="U-77")
    listed(outsider, "account", "U-77")
    assert against(lin, tea_session, host) == []


def test_who_keeps_no_such_list_is_asked_once(lin, tea_session, harbour):
    host = people.party(harbour, "marketer", external_id="U-77")
    asked = Asked(tea_session.room_id, None, (host.pk,), clock.now() + timedelta(seconds=1))
    with acting(lin), transaction.atomic(), CaptureQueriesContext(connection) as seen:
        assert list(ours.check(lin, asked)) == []
    assert len([one for one in seen if "SELECT" in one["sql"]]) == 1
