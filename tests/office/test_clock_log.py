"""A clock's log only grows; what is done twice, by whom, and by somebody else's hand."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from ledger.models import Entry
from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.models import ClockEvent
from office.rules import clocks
from office.services import ClockEnded
from tests import builders
from tests.office.conftest import CASE, again, kinds_of, start

pytestmark = pytest.mark.django_db

# The log


def test_what_is_kept_of_a_clock_is_what_its_log_says(lin, bound, at):
    running = start(lin, amount=8, unit="hour", pauses=("waiting",), again_by=("x",))
    at(23, 12)
    services.clock_pause(actor=lin, clock_id=running.pk, reason="waiting")
    at(23, 14)
    services.clock_resume(actor=lin, clock_id=running.pk)
    at(23, 19)
    services.clocks_follow(actor=lin)

    told = selectors.clock_standing(lin, again(running))
    for name in ("state", "round", "started_at", "due_at", "warned_at", "breached_at"):
        assert getattr(told, name) == getattr(running, name)


@pytest.mark.parametrize(
    "verb", ["UPDATE office_clockevent SET at = at", "DELETE FROM office_clockevent"]
)
def test_the_log_only_grows(lin, bound, verb):
    start(lin)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_a_log_without_a_start_is_no_clock(at):
    with pytest.raises(ValueError, match="begins with its start"):
        clocks.standing([clocks.Event("pause", at(23))], selectors.calendar)


def test_an_act_that_fails_half_way_leaves_neither_line_nor_entry(lin, bound, monkeypatch):
    monkeypatch.setattr(events, "publish", lambda event: 1 / 0)
    running = start(lin, amount=8, unit="hour")

    with pytest.raises(ZeroDivisionError):
        services.clock_escalate(actor=lin, clock_id=running.pk, to="officer", reason="late")

    assert kinds_of(lin, running) == ["start"]
    assert not Entry.objects.filter(action="office.clock_escalated").exists()


# Twice, and by whom


def test_doing_it_twice_is_doing_it_once(lin, bound):
    held = start(lin, amount=8, unit="hour", pauses=("waiting",))
    for _ in range(2):
        services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")
    for _ in range(2):
        services.clock_resume(actor=lin, clock_id=held.pk)
    for _ in range(2):
        services.clock_meet(actor=lin, clock_id=held.pk)

    assert kinds_of(lin, held) == ["start", "pause", "resume", "meet"]


def test_nothing_is_done_to_a_clock_that_ended(lin, bound):
    ended = start(lin, amount=8, unit="hour", pauses=("waiting",))
    services.clocks_close(actor=lin, subject=CASE)

    with pytest.raises(ClockEnded):
        services.clock_pause(actor=lin, clock_id=ended.pk, reason="waiting")
    with pytest.raises(ClockEnded):
        services.clock_meet(actor=lin, clock_id=ended.pk)
    with pytest.raises(ClockEnded):
        services.clock_reassign(actor=lin, clock_id=ended.pk, owner_id=None)


@pytest.mark.parametrize("hours", [-48, 48])
def test_an_act_before_the_start_or_after_now_is_refused(lin, bound, at, hours):
    running = start(lin, amount=8, unit="hour")

    with pytest.raises(Invalid):
        services.clock_meet(actor=lin, clock_id=running.pk, at=at(23) + timedelta(hours=hours))


@pytest.mark.parametrize("role", ["viewer", "streamer", "audit_admin"])
def test_only_officers_steer_clocks(lin, harbour, at, role):
    with acting(lin):
        running = start(lin, amount=8, unit="hour", pauses=("waiting",))
    actor = builders.person(harbour, "someone", role)

    with acting(actor):
        for act in (
            lambda: services.clock_pause(actor=actor, clock_id=running.pk, reason="waiting"),
            lambda: services.clock_resume(actor=actor, clock_id=running.pk),
            lambda: services.clock_reassign(actor=actor, clock_id=running.pk, owner_id=None),
            lambda: services.clock_escalate(actor=actor, clock_id=running.pk, to="x", reason="y"),
            lambda: services.clocks_close(actor=actor, subject=CASE),
        ):
            with pytest.raises(Forbidden):
                act()


def test_whoever_only_looks_starts_and_meets_nothing(lin, wu, at):
    with acting(lin):
        running = start(lin)

    with acting(wu):
        for act in (
            lambda: start(wu),
            lambda: services.clock_meet(actor=wu, clock_id=running.pk),
            lambda: services.clocks_hear(actor=wu, subject=CASE, act="officer.reply"),
        ):
            with pytest.raises(Forbidden):
                act()


def test_another_tenants_clock_does_not_exist(lin, outsider, at):
    with acting(lin):
        running = start(lin, amount=8, unit="hour", met_by=("officer.reply",))

    with acting(outsider):
        with pytest.raises(NotFound):
            services.clock_meet(actor=outsider, clock_id=running.pk)
        assert services.clocks_hear(actor=outsider, subject=CASE, act="officer.reply") == []
        assert not ClockEvent.objects.of(outsider).exists()


@pytest.mark.parametrize("who", ["outsider", "revoked"])
def test_a_clock_is_handed_only_to_a_member_who_is_still_there(lin, outsider, harbour, at, who):
    other = outsider if who == "outsider" else builders.person(harbour, "gone", "officer")
    if who == "revoked":
        with acting(system_actor(harbour.pk)), transaction.atomic():
            other_membership = User.objects.get(pk=other.user_id).memberships
            other_membership.update(is_active=False)

    with acting(lin):
        running = start(lin)
        with pytest.raises(NotFound):
            services.clock_reassign(actor=lin, clock_id=running.pk, owner_id=other.user_id)


@pytest.mark.django_db(transaction=True)
def test_two_that_start_the_same_clock_at_once_start_one(lin):
    gate, made = Barrier(2), []

    def run() -> None:
        with acting(lin):
            gate.wait()
            made.append(start(lin, amount=8, unit="hour").pk)
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(made)) == 1
    with acting(lin), transaction.atomic():
        assert ClockEvent.objects.of(lin).count() == 1
