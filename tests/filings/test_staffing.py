"""People enough for what is live, standards met, each with a date and a proof."""

from datetime import timedelta

import pytest

from accounts import selectors as accounts
from filings import selectors, services, tasks
from filings.models import Conformity, Staffing
from filings.rules import decisions
from filings.rules.decisions import monday_of
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office.rules.days import first_instant
from rooms.models import Session
from tests import builders
from tests.filings.conftest import soon

pytestmark = pytest.mark.django_db


def last_week():
    return monday_of(clock.today() - timedelta(days=7))


def live(actor, began, hours):
    """Let a broadcast have been on air for so many hours from an instant."""
    session = builders.session(actor, builders.room(actor, "茶"))
    builders.end(session)
    with acting(actor):
        Session.objects.filter(pk=session.pk).update(
            started_at=began, ended_at=began + timedelta(hours=hours)
        )


def take(actor, **more):
    with acting(actor):
        return services.staffing_take(actor=actor, **more)


@pytest.mark.long
@pytest.mark.law("M-content-staff")
def test_a_week_that_is_over_is_kept_with_its_officers_and_its_live_hours(lin, mei, chun):
    monday = first_instant(last_week())
    live(chun, monday + timedelta(hours=9), 5)
    live(chun, monday - timedelta(hours=2), 3)  # one hour of it lies in the week
    live(chun, monday + timedelta(days=7, hours=-1), 4)  # one hour, too
    live(chun, monday + timedelta(days=7), 4)

    kept = take(lin)

    assert (kept.week_on, kept.inspectors, kept.live_hours) == (last_week(), 2, 7.0)


def test_what_was_taken_stays_though_people_leave(lin, mei, chun):
    kept = take(lin)
    builders.person(_tenant(lin), "new", "officer")
    assert (take(lin).pk, take(lin).inspectors) == (kept.pk, 2)
    with acting(lin):
        assert Staffing.objects.count() == 1


def _tenant(actor):
    with acting(actor):
        return accounts.tenant_get(actor)


def test_a_week_that_is_not_over_is_not_taken(lin):
    with pytest.raises(Invalid):
        take(lin, on=clock.today())


def test_the_beat_takes_last_week_in_every_tenant_once(lin, outsider, chun):
    for _again in range(2):
        assert tasks.staffing_take() >= 2
    for actor in (lin, outsider):
        with acting(actor):
            assert Staffing.objects.get().inspectors == 1


@pytest.mark.law("NPB-agents")
def test_people_without_an_account_agents_and_performers_are_declared(lin):
    with acting(lin):
        services.staffing_note(actor=lin, extra=4, agents=1, performers=101)
        kept = Staffing.objects.get()
    assert (kept.people, kept.agents, kept.performers) == (5, 1, 101)
    assert decisions.agents_needed(kept.performers, 100) == 2
    assert [decisions.agents_needed(one, 100) for one in (0, 1, 100)] == [0, 1, 1]


@pytest.mark.law("M-content-staff")
def test_too_few_is_more_live_than_so_many_people_can_look_at():
    assert decisions.is_too_few(161, 2, 80)
    assert not decisions.is_too_few(160, 2, 80)
    assert decisions.is_too_few(1, 0, 80)
    assert not decisions.is_too_few(10_000, 0, 0)  # the platform has set itself no number
    assert decisions.hours_each(10, 4) == 2.5
    assert decisions.hours_each(10, 0) is None


@pytest.mark.parametrize("wrong", [{"extra": -1}, {"agents": 10**6}, {"performers": 10**8}])
def test_numbers_of_people_that_cannot_be_are_refused(lin, wrong):
    with acting(lin), pytest.raises(Invalid):
        services.staffing_note(actor=lin, **wrong)


def conform(actor, standard="GB/T 22239-2019", clause="8.1.4", **finding):
    finding = {"state": "met", "reviewed_on": soon(0), "evidence": "测评报告"} | finding
    with acting(actor):
        return services.conformity_set(
            actor=actor, standard=standard, clause=clause, finding=services.Finding(**finding)
        )


@pytest.mark.law("M-content-staff")
def test_a_standard_has_one_standing_for_each_clause_the_last_that_was_seen(lin, outsider):
    conform(lin)
    conform(lin, state="partly", evidence="剩余信息保护待改")
    conform(lin, clause="8.1.5")
    conform(outsider)
    with acting(lin):
        standing = {one.code: one for one in selectors.standards_standing(lin)}
        assert Conformity.objects.count() == 2
    rows = standing["GB/T 22239-2019"].rows
    assert [(one.clause, one.state) for one in rows] == [("8.1.4", "partly"), ("8.1.5", "met")]
    assert standing["GB 45438-2025"].rows == []  # listed, and nobody has looked yet


def test_a_standard_of_the_platforms_own_choice_is_listed_too(lin):
    conform(lin, "DB4401/T 180", "")
    with acting(lin):
        last = selectors.standards_standing(lin)[-1]
    assert (last.code, last.title, last.confidence) == ("DB4401/T 180", "", "own")


@pytest.mark.parametrize(
    "wrong",
    [
        {"evidence": ""},
        {"state": "fine"},
        {"reviewed_on": soon(2)},
        {"standard": ""},
        {"standard": "G" * 41},
        {"evidence": "联系 13800001234"},
    ],
)
def test_nothing_is_called_met_without_evidence_and_a_day(lin, wrong):
    with pytest.raises(Invalid):
        conform(lin, **wrong)


def test_those_who_only_look_say_nothing_of_standards_or_people(lin, wu, chun):
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            conform(actor)
        with pytest.raises(Forbidden):
            take(actor)
