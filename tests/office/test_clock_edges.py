"""Where clocks of other products break: one test for each edge."""

from datetime import time, timedelta

import pytest

from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.models import Clock
from office.services import clock_start, clocks_hear
from tests.office.conftest import policy

pytestmark = pytest.mark.django_db
CASE = ("complaint", "c-1")
SHIFTS = ((time(9), time(12)), (time(13, 30), time(18)))


@pytest.fixture(autouse=True)
def bound(lin, at):
    with acting(lin):
        yield


def start(lin, kind="first_response", **more) -> Clock:
    return clock_start(actor=lin, subject=CASE, kind=kind, policy=policy(**more))


def hear(lin, act, **more) -> list[str]:
    return [one.kind for one in clocks_hear(actor=lin, subject=CASE, act=act, **more)]


def again(clock: Clock) -> Clock:
    clock.refresh_from_db()
    return clock


def test_another_clocks_update_does_not_override_the_first_response(lin, at):
    first = start(lin, amount=24, unit="hour", met_by=("officer.reply",))
    update = start(lin, "update", amount=4, unit="hour", met_by=("officer.reply", "officer.note"))
    first_due, met = first.due_at, at(23, 12)
    hear(lin, "officer.reply")
    at(23, 15)
    services.clock_reassign(actor=lin, clock_id=start(lin, "resolution").pk, owner_id=lin.user_id)
    clock_start(actor=lin, subject=CASE, kind="update", policy=policy(8, "hour"))

    assert (again(first).ended_at, again(first).due_at, first.state) == (met, first_due, "met")
    assert (again(update).round, update.state) == (2, "running")


def test_only_the_replies_that_the_policy_names_count(lin, at):
    first = start(lin, amount=24, unit="hour", met_by=("officer.reply",))

    assert hear(lin, "system.reply") == []
    assert hear(lin, "officer.note") == []
    assert hear(lin, "complainant.reply") == []
    assert again(first).state == "running"
    assert hear(lin, "officer.reply") == ["first_response"]


def test_a_second_reply_does_not_move_the_first(lin, at):
    first = start(lin, amount=24, unit="hour", met_by=("officer.reply",))
    met = at(23, 11)
    hear(lin, "officer.reply")
    at(23, 12)

    assert hear(lin, "officer.reply") == []
    assert again(first).ended_at == met


def test_a_pause_holds_a_clock_and_never_switches_it_off(lin, at):
    held = start(lin, amount=8, unit="hour", pauses=("waiting",))
    at(23, 12)
    services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")
    at(24, 12)
    paused = again(held)
    assert (paused.state, paused.due_at, paused.next_at) == ("paused", None, None)
    assert paused in selectors.clock_open_list(lin)

    services.clock_resume(actor=lin, clock_id=held.pk)

    assert again(held).due_at == at(24, 18)  # six hours were left
    services.clock_meet(actor=lin, clock_id=held.pk)
    assert again(held).breached_at is None


def test_a_reply_through_another_channel_counts_like_any_other(lin, at):
    answer = start(
        lin,
        "update",
        amount=24,
        unit="hour",
        met_by=("officer.reply",),
        again_by=("complainant.reply",),
    )
    hear(lin, "officer.reply", channel="web")
    asked = at(24, 9)
    assert hear(lin, "complainant.reply", channel="phone") == ["update"]

    assert (again(answer).round, answer.state) == (2, "running")
    assert answer.due_at == asked + timedelta(hours=24)
    assert hear(lin, "complainant.reply", channel="mail") == []  # it runs: a nudge is no new term


def test_a_clock_handed_on_runs_on_and_leaves_its_old_owner(lin, chun, at):
    handed = clock_start(
        actor=lin, subject=CASE, kind="case", policy=policy(24, "hour"), owner_id=lin.user_id
    )
    due = handed.due_at
    at(23, 15)
    services.clock_reassign(actor=lin, clock_id=handed.pk, owner_id=chun.user_id)
    at(24, 9)
    services.clocks_follow(actor=lin)

    assert (again(handed).due_at, handed.owner_id) == (due, chun.user_id)
    assert handed.warned_at is not None
    assert Clock.objects.of(lin).filter(owner_id=lin.user_id).count() == 0


def test_closing_a_subject_ends_each_of_its_clocks_with_its_time(lin, at):
    late = start(lin, amount=1, unit="hour")
    paused = start(lin, "update", amount=8, unit="hour", pauses=("waiting",))
    services.clock_pause(actor=lin, clock_id=paused.pk, reason="waiting")
    met = start(lin, "resolution", amount=24, unit="hour", met_by=("close",))
    closed = at(23, 14)
    services.clocks_close(actor=lin, subject=CASE)

    assert [again(one).state for one in (late, paused, met)] == ["closed", "closed", "met"]
    assert {one.ended_at for one in (late, paused, met)} == {closed}
    assert late.breached_at is not None
    assert paused.breached_at is None


def test_working_hours_leave_nights_weekends_and_lunch_out(lin, at):
    at(20, 17)  # a Friday
    by_office = start(lin, amount=4, unit="working_hour", shifts=SHIFTS)
    by_wall = start(lin, "wall", amount=4, unit="hour")

    assert by_office.due_at == at(23, 12)
    assert by_wall.due_at == at(20, 21)


def test_lunch_does_not_count(lin, at):
    at(23, 11)
    over_lunch = start(lin, amount=2, unit="working_hour", shifts=SHIFTS)

    assert over_lunch.due_at == at(23, 14, 30)


def test_a_pause_within_working_hours_gives_back_only_what_was_open(lin, at):
    at(23, 9)
    held = start(lin, amount=2, unit="working_hour", shifts=SHIFTS, pauses=("waiting",))
    at(23, 10)
    services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")
    at(24, 7)
    services.clock_resume(actor=lin, clock_id=held.pk)

    assert again(held).due_at == at(24, 10)


def test_nothing_counts_after_resolution(lin, at):
    done = start(lin, amount=8, unit="hour", met_by=("officer.close",))
    at(23, 12)
    hear(lin, "officer.close")
    at(30, 12)
    followed = services.clocks_follow(actor=lin)
    services.clocks_recompute(actor=lin)

    assert followed == 0
    assert (again(done).breached_at, done.warned_at, done.next_at) == (None, None, None)
    assert [one.kind for one in selectors.event_list(lin, done)] == ["start", "meet"]


def test_paused_time_is_kept_when_the_policy_changes(lin, at):
    held = start(lin, amount=8, unit="hour", pauses=("waiting",))
    services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")
    at(23, 13)
    services.clock_resume(actor=lin, clock_id=held.pk)
    services.clock_reassign(actor=lin, clock_id=held.pk, owner_id=None, policy=policy(24, "hour"))

    assert again(held).due_at == at(24, 13)  # ten o'clock, and the three hours that were paused
    assert held.policy["amount"] == 24
