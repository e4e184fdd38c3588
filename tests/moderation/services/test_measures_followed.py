"""Measures that are followed up: unacknowledged, unexecuted, answered, over."""

import json
from datetime import timedelta

import pytest

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.models import Measure
from rooms import services as rooms
from tests import builders
from tests.moderation.services.measures import (
    acts,
    as_system,
    follow,
    issue,
    later,
    released,
)

pytestmark = pytest.mark.django_db


@pytest.mark.law("M-risk-measures", "O117-risk-monitoring")
def test_an_unacknowledged_prompt_becomes_a_warning_and_that_a_traffic_limit_but_no_suspension(
    lin, tea_session
):
    released(lin, tea_session, "prompt")

    for step in range(1, 6):
        with later(61 * step):
            follow(tea_session)

    with acting(lin):
        taken = list(Measure.objects.order_by("seq"))
        assert [one.kind for one in taken] == ["prompt", "warning", "limit_traffic"]
        assert [one.origin for one in taken[1:]] == ["escalation", "escalation"]
        assert [one.escalated_from_id for one in taken[1:]] == [taken[0].pk, taken[1].pk]
        assert {one.clause for one in taken} == {"M-18-2"}
        assert "60 秒内未确认" in taken[1].reason_zh
        assert all(one.escalated_at for one in taken)


def test_an_acknowledged_measure_does_not_climb(lin, chun, tea_session):
    measure = released(lin, tea_session, "prompt")
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=measure.pk)

    with later(3600):
        follow(tea_session)

    with acting(lin):
        assert Measure.objects.count() == 1


def test_a_platform_may_keep_traffic_limits_to_its_officers(lin, tea_session, harbour):
    with acting(lin):
        harbour.policy = {"escalate_automatically": False}
        harbour.save(update_fields=["policy"])
    measure = released(lin, tea_session, "warning")

    with later(61):
        follow(tea_session)
        follow(tea_session)

    with acting(lin):
        assert Measure.objects.count() == 1
        assert acts(measure).count("moderation.measure_unacknowledged") == 1


@pytest.mark.parametrize(("seconds", "kinds"), [(29, ["prompt"]), (31, ["prompt", "warning"])])
def test_the_deadline_is_the_tenants_own(lin, tea_session, harbour, seconds, kinds):
    with acting(lin):
        harbour.policy = {"acknowledge_s": 30}
        harbour.save(update_fields=["policy"])
    released(lin, tea_session, "prompt")

    with later(seconds):
        follow(tea_session)

    with acting(lin):
        assert [one.kind for one in Measure.objects.order_by("seq")] == kinds


def test_the_sweep_finds_every_tenant_with_something_due(lin, outsider, tea_session):
    theirs = builders.session(outsider, builders.room(outsider, "别家"))
    issue(lin, tea_session)
    released(outsider, theirs, "prompt")

    with acting(None):
        assert selectors.tenants_due(clock.now()) == []
        later_on = clock.now() + timedelta(seconds=61)
        assert set(selectors.tenants_due(later_on)) == {tea_session.tenant_id, theirs.tenant_id}


@pytest.mark.law("M-risk-measures")
def test_the_platforms_receipt_is_kept_and_an_unexecuted_limit_alarms_once(
    lin, gateway, tea_session
):
    cut = released(lin, tea_session, "limit_traffic")
    ignored = released(lin, tea_session, "suspend")
    with acting(gateway):
        services.measure_receipt(actor=gateway, measure_id=cut.pk, executed=True)
        services.measure_receipt(actor=gateway, measure_id=cut.pk, executed=False)

    with later(31):
        follow(tea_session)
        follow(tea_session)

    with acting(lin):
        cut.refresh_from_db()
        ignored.refresh_from_db()
        assert cut.executed_at is not None
        assert cut.execution_alarm_at is None
        assert ignored.execution_alarm_at is not None
        assert acts(ignored).count("moderation.measure_unexecuted") == 1


def test_a_platform_that_could_not_carry_it_out_alarms_at_once(lin, gateway, tea_session):
    measure = released(lin, tea_session, "suspend")

    with acting(gateway):
        services.measure_receipt(
            actor=gateway, measure_id=measure.pk, executed=False, detail="stream not found"
        )
        measure.refresh_from_db()

        assert measure.execution_alarm_at is not None
        assert measure.receipt_detail == "stream not found"
        body = json.loads(bytes(Entry.objects.get(action="moderation.measure_failed").body))
        assert "stream not found" not in json.dumps(body)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_receipt_from_before_the_release_or_from_the_future_is_refused(
    lin, gateway, tea_session, hours
):
    measure = released(lin, tea_session, "suspend")

    with acting(gateway), pytest.raises(Invalid):
        services.measure_receipt(
            actor=gateway,
            measure_id=measure.pk,
            executed=True,
            at=clock.now() + timedelta(hours=hours),
        )


def test_only_the_platform_gives_receipts(lin, chun, tea_session):
    measure = released(lin, tea_session, "suspend")

    for actor in (lin, chun):
        with acting(actor), pytest.raises(Forbidden):
            services.measure_receipt(actor=actor, measure_id=measure.pk, executed=True)


def test_when_the_broadcast_ends_measures_are_pursued_no_further(lin, tea_session):
    prompt = released(lin, tea_session, "prompt")
    suspended = released(lin, tea_session, "suspend")
    with as_system(tea_session) as actor:
        rooms.session_end(actor=actor, session_id=tea_session.pk)

    with later(3600):
        follow(tea_session)

    with acting(lin):
        prompt.refresh_from_db()
        suspended.refresh_from_db()
        assert Measure.objects.count() == 2
        assert prompt.closed_at is not None
        assert prompt.escalated_at is None
        assert suspended.executed_at is not None
        assert suspended.execution_alarm_at is None
