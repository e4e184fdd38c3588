"""A clock's life: started under the law, warned of before its end, marked after it."""

from datetime import date, timedelta

import pytest

from ledger.models import Entry
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors, services, tasks
from office.events import ClockBreached, ClockEscalated, ClockWarned
from office.models import Clock
from office.rules.days import Day
from office.services import LaxerThanLaw, clock_watch
from tests.office.conftest import CASE, REMIND, again, kinds_of, policy, start

pytestmark = pytest.mark.django_db

# Started under the law


def test_a_clock_ends_with_the_last_working_day_and_keeps_its_own_policy(lin, bound):
    running = start(lin, amount=5, **REMIND)

    assert running.due_at.isoformat() == "2026-11-30T23:59:59.999999+08:00"
    assert running.policy["law"] == {"amount": 5, "unit": "working_day"}
    assert not running.is_provisional


@pytest.mark.parametrize(
    ("amount", "unit", "is_lawful"),
    [
        (5, "working_day", True),
        (6, "working_day", False),
        (5, "day", True),
        (6, "day", False),
        (120, "hour", True),
        (121, "hour", False),
        (7_200, "minute", True),
        (7_201, "minute", False),
        (1, "month", False),
        (35, "working_hour", True),
        (38, "working_hour", False),
    ],
)
def test_a_policy_may_be_faster_than_the_law_never_slower(lin, bound, amount, unit, is_lawful):
    if is_lawful:
        assert start(lin, amount=amount, unit=unit, **REMIND).due_at
        return
    with pytest.raises(LaxerThanLaw) as refusal:
        start(lin, amount=amount, unit=unit, **REMIND)

    assert refusal.value.law == "O117-unreachable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**9},
        {"clause": "no-such-clause", "param": "x"},
        {"clause": "O117-unreachable", "param": "no_such_param"},
        {"clause": "O117-evidence-3y", "param": "retain_years"},
        {"shifts": ()},
        {"warn_before": -1},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(lin, bound, wrong):
    with pytest.raises(Invalid):
        start(lin, **wrong)

    assert not Clock.objects.of(lin).exists()


def test_a_later_change_of_policy_elsewhere_leaves_a_running_clock_alone(lin, bound):
    running = start(lin, amount=3, **REMIND)
    due = running.due_at

    same = start(lin, amount=5, **REMIND)

    assert (same.pk, same.due_at, same.policy["amount"]) == (running.pk, due, 3)
    assert kinds_of(lin, running) == ["start"]


def test_the_platforms_own_pause_never_carries_a_clock_past_the_law(lin, bound, at):
    held = start(lin, amount=2, pauses=("waiting",), lawful_pauses=("appraisal",), **REMIND)
    services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")

    assert again(held).state == "paused"
    assert held.due_at == held.law_due_at  # the law runs on

    at(30, 12)
    services.clock_resume(actor=lin, clock_id=held.pk)
    assert again(held).due_at == held.law_due_at


def test_a_pause_that_the_law_grants_moves_both_terms(lin, bound, at):
    held = start(lin, amount=5, lawful_pauses=("appraisal",), **REMIND)
    services.clock_pause(actor=lin, clock_id=held.pk, reason="appraisal")
    assert again(held).due_at is None

    at(25, 12)
    services.clock_resume(actor=lin, clock_id=held.pk)

    assert again(held).due_at.date() == date(2026, 12, 2)  # two working days more


def test_a_clock_is_paused_only_for_a_reason_its_policy_names(lin, bound):
    running = start(lin, amount=5, **REMIND)

    with pytest.raises(Invalid):
        services.clock_pause(actor=lin, clock_id=running.pk, reason="holiday")


def test_a_term_that_reaches_a_year_without_notice_is_provisional_until_it_is_loaded(
    lin, bound, at
):
    at(31, month=12)
    running = start(lin, amount=1)
    assert running.is_provisional
    assert running.due_at.date() == date(2027, 1, 4)

    said = {date(2027, 1, 4): Day("元旦", is_off=True)}
    services.calendar_load(year=2027, papers=["https://www.gov.cn/x"], said=said)
    moved = services.clocks_recompute(actor=lin)

    assert moved == 1
    assert (again(running).is_provisional, running.due_at.date()) == (False, date(2027, 1, 5))
    assert services.clocks_recompute(actor=lin) == 0


def test_a_notice_that_makes_the_day_off_undoes_the_breach(lin, bound, at, heard):
    at(31, month=12)
    running = start(lin, amount=1)
    at(5, 9, month=1, year=2027)
    services.clocks_follow(actor=lin)
    assert again(running).breached_at is not None

    said = {date(2027, 1, 4): Day("元旦", is_off=True)}
    services.calendar_load(year=2027, papers=["https://www.gov.cn/x"], said=said)
    services.clocks_recompute(actor=lin)

    assert again(running).breached_at is None
    assert kinds_of(lin, running) == ["start", "breach", "recompute"]


def test_a_running_clock_stays_under_its_clause_whatever_policy_comes(lin, bound):
    running = start(lin, amount=5, **REMIND)
    other = {"clause": "O117-published-changes", "param": "republish_within"}

    for laxer in (policy(6), policy(7, **other)):
        with pytest.raises(Invalid):
            services.clock_reassign(actor=lin, clock_id=running.pk, owner_id=None, policy=laxer)
    services.clock_reassign(actor=lin, clock_id=running.pk, owner_id=None, policy=policy(4))

    assert again(running).policy["clause"] == "O117-unreachable"
    assert running.law_due_at.date() == date(2026, 11, 30)


# Warned before, marked after


def test_a_clock_warns_once_before_its_end_and_is_marked_once_after(lin, bound, at, heard):
    running = start(lin, amount=8, unit="hour", escalate_to="security_admin")
    assert services.clocks_follow(actor=lin) == 0
    at(23, 16)
    services.clocks_follow(actor=lin)
    services.clocks_follow(actor=lin)
    at(23, 19)
    services.clocks_follow(actor=lin)
    services.clocks_follow(actor=lin)

    assert [type(one) for one in heard] == [ClockWarned, ClockBreached, ClockEscalated]
    assert heard[1].subject == CASE
    assert kinds_of(lin, running) == ["start", "warn", "breach", "escalate"]
    assert again(running).breached_at == running.due_at + timedelta(microseconds=1)
    assert running.next_at is None


def test_the_last_instant_is_still_in_time(lin, bound, at):
    running = start(lin, amount=8, unit="hour")
    at(23, 18)
    services.clocks_follow(actor=lin)
    services.clock_meet(actor=lin, clock_id=running.pk)

    assert (again(running).state, running.breached_at) == ("met", None)


def test_what_is_done_late_is_met_and_breached_though_nobody_looked(lin, bound, at, heard):
    running = start(lin, amount=8, unit="hour")
    at(24, 9)
    services.clock_meet(actor=lin, clock_id=running.pk)

    assert again(running).state == "met"
    assert running.breached_at is not None
    assert [type(one) for one in heard] == [ClockBreached]


def test_what_was_done_in_time_but_written_down_late_is_no_breach(lin, bound, at):
    running = start(lin, amount=8, unit="hour")
    noon = at(23, 12)
    at(24, 9)
    services.clocks_follow(actor=lin)
    services.clock_meet(actor=lin, clock_id=running.pk, at=noon)

    assert (again(running).ended_at, running.breached_at) == (noon, None)


def test_every_line_of_the_log_is_in_the_record_with_its_clause(lin, bound, at):
    running = start(lin, amount=5, **REMIND)
    at(1, month=12)
    services.clocks_follow(actor=lin)

    acts = Entry.objects.filter(subject_ref=str(running.pk)).order_by("id")
    assert [one.action for one in acts] == ["office.clock_started", "office.clock_breached"]
    assert {one.clause for one in acts} == {"O117-unreachable"}


def test_the_sweep_finds_the_clocks_of_every_tenant(lin, outsider, at):
    for actor in (lin, outsider):
        with acting(actor):
            start(actor, amount=8, unit="hour")
    instant = at(23, 19)

    due = selectors.tenants_with_clocks_due(instant)
    for tenant_id in due:
        tasks.clock.clocks_follow(tenant_id=str(tenant_id))

    assert set(due) == {lin.tenant_id, outsider.tenant_id}
    assert selectors.tenants_with_clocks_due(instant) == []


def test_what_is_computed_anew_page_by_page_is_moved_once_even_when_killed_between(
    lin, bound, at, monkeypatch
):
    at(31, month=12)
    made = [start(lin, f"kind{n}", amount=1) for n in range(5)]
    start(lin, "by_the_hour", amount=8, unit="hour")
    said = {date(2027, 1, 4): Day("元旦", is_off=True)}
    services.calendar_load(year=2027, papers=["https://www.gov.cn/x"], said=said)
    monkeypatch.setattr(clock_watch, "PAGE", 2)
    really, pages = selectors.clock_counting_page, []

    def killed(*given):
        pages.append(1)
        return really(*given) if len(pages) < 3 else 1 / 0

    monkeypatch.setattr(selectors, "clock_counting_page", killed)
    with pytest.raises(ZeroDivisionError):
        services.clocks_recompute(actor=lin)
    monkeypatch.setattr(selectors, "clock_counting_page", really)

    assert (services.clocks_recompute(actor=lin), services.clocks_recompute(actor=lin)) == (1, 0)
    assert all(kinds_of(lin, one) == ["start", "recompute"] for one in made)
