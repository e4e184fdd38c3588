"""Jobs: ordered once, carried on as their owner, stopped, taken up again."""

from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction

from accounts import services as accounts
from accounts.models import Membership
from ledger.models import Entry
from livecompliance.kernel import clock, events, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.events import JobEnded
from office.models import Job
from office.services import job as jobs
from office.services import progress as running
from office.services.progress import STALE
from tests import builders
from tests.attack.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """Register kinds for one test only."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    monkeypatch.setattr(running, "BEAT_S", 0.0)
    return services.job_kind


def start(actor, kind="count", **arguments):
    with acting(actor), transaction.atomic():
        return services.job_start(actor=actor, kind=kind, arguments=arguments)


def run(job):
    system = system_actor(job.tenant_id)
    with acting(system):
        return services.job_run(actor=system, job_id=job.pk)


def row(job):
    with acting(system_actor(job.tenant_id)), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def count_to(most, *, seen=None, fault=None):
    """Return work of so many steps that keeps its place after each."""

    def work(progress, arguments):
        progress.total(most)
        for number in range(progress.kept.get("next", 0), most):
            if fault:
                fault(number)
            if seen is not None:
                seen.append(number)
            progress.step()
            progress.checkpoint({"next": number + 1})
        return {"counted": most}

    return work


def test_a_job_runs_to_its_end_and_says_what_it_made(lin, kind, monkeypatch):
    kind("count", count_to(5), label="数数")
    told = []
    monkeypatch.setitem(events._listeners, JobEnded, [told.append])
    job = start(lin)

    assert run(job) == "done"

    after = row(job)
    assert (after.state, after.done, after.total, after.percent) == ("done", 5, 5, 100)
    assert after.result == {"counted": 5}
    assert [(one.job_id, one.owner_id, one.state) for one in told] == [
        (job.pk, lin.user_id, "done")
    ]
    with acting(lin), transaction.atomic():
        actions = Entry.objects.filter(subject_ref=str(job.pk)).values_list("action", flat=True)
        assert sorted(actions) == ["office.job_ended", "office.job_started"]


def test_the_same_order_twice_is_one_job_until_it_is_over(lin, kind):
    kind("count", count_to(1))
    first, again, other = start(lin, n=1), start(lin, n=1), start(lin, n=2)

    assert first == again != other
    run(first)
    assert start(lin, n=1) not in (first, other)


def test_an_order_for_nothing_there_is_is_refused(lin):
    with pytest.raises(Invalid):
        start(lin, kind="nothing")


def test_it_runs_in_the_background_by_a_task_that_exists(
    lin, kind, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(
        current_app.tasks["office.job_run"], "apply_async", lambda **how: asked.append(how)
    )
    kind("count", count_to(1))

    with django_capture_on_commit_callbacks(execute=True):
        job = start(lin)
        assert asked == []

    assert [(one["queue"].endswith("docs"), one["kwargs"]["job_id"]) for one in asked] == [
        (True, str(job.pk))
    ]
    current_app.tasks["office.job_run"](**asked[0]["kwargs"])
    assert row(job).state == "done"


def test_two_workers_on_one_job_do_it_once(lin, kind):
    seen = []

    def work(progress, arguments):
        seen.append("begun")
        assert run(job) is None, "the other worker must leave it alone"

    kind("count", work)
    job = start(lin)

    assert run(job) == "done"
    assert run(job) is None
    assert seen == ["begun"]


def test_what_waits_and_what_died_is_found_by_the_sweep_and_nothing_else(lin, kind, monkeypatch):
    kind("count", count_to(1))
    waiting, died, alive = start(lin, n=1), start(lin, n=2), start(lin, n=3)
    now = clock.now()
    with acting(lin), transaction.atomic():
        for job, beat in ((died, now - STALE - timedelta(seconds=1)), (alive, now)):
            Job.objects.filter(pk=job.pk).update(state="running", run=uuid7(), heartbeat_at=beat)
    nudged = []
    monkeypatch.setattr(nudges, "nudge_once", lambda name, **how: nudged.append(how["job_id"]))

    current_app.tasks["office.jobs_sweep"]()

    assert set(nudged) == {str(waiting.pk), str(died.pk)}
    assert run(alive) is None
    assert run(died) == "done"


def test_a_tenant_with_many_jobs_does_not_stand_before_the_others(lin, outsider, kind):
    kind("count", count_to(1))
    mine = [start(lin, n=number) for number in range(5)]
    theirs = start(outsider)

    order = [job for _tenant, job in selectors.jobs_due(clock.now(), clock.now() - STALE)]

    assert order.index(theirs.pk) <= 1
    assert len(order) == len(mine) + 1


def test_a_worker_that_was_thought_dead_writes_nothing_any_more(lin, kind):
    def work(progress, arguments):
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(run=uuid7(), done=42)
        progress.step()
        pytest.fail("it had lost the job")

    kind("count", work)
    job = start(lin)

    assert run(job) is None
    assert (row(job).state, row(job).done) == ("running", 42)


def test_after_an_interruption_it_goes_on_where_its_place_was_kept(lin, kind):
    seen = []

    def break_once(number):
        if number == 3 and seen.count(2) == 1 and 3 not in seen:
            seen.append(3)
            raise ConnectionResetError

    kind("count", count_to(5, seen=seen, fault=break_once))
    job = start(lin)

    assert run(job) == "waiting"
    assert row(job).done == 3
    with acting(lin), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(available_at=clock.now())
    assert run(job) == "done"
    assert seen == [0, 1, 2, 3, 3, 4]
    assert row(job).done == 5


def test_a_job_that_never_gets_any_further_is_given_up_in_words(lin, kind):
    def fault(number):
        raise ConnectionResetError

    kind("count", count_to(5, fault=fault))
    job = start(lin)
    for _ in range(6):
        with acting(lin), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(available_at=clock.now())
        run(job)

    assert row(job).state == "failed"
    assert "连续多次中断" in row(job).error


def test_a_long_job_lets_others_have_their_turn(lin, kind, monkeypatch):
    seen = []
    monkeypatch.setattr(running, "SLICE_S", 0.0)
    monkeypatch.setattr(running.Progress.__init__, "__kwdefaults__", {"slice_s": 0.0})
    kind("count", count_to(3, seen=seen))
    job = start(lin)

    assert [run(job), run(job), run(job), run(job)] == ["waiting"] * 3 + ["done"]
    assert seen == [0, 1, 2]


def test_cancelling_stops_between_two_steps_and_throws_away_what_was_made(lin, kind):
    thrown, seen = [], []

    def stop(number):
        if number == 2:
            services.job_cancel(actor=lin, job_id=job.pk)
            services.job_cancel(actor=lin, job_id=job.pk)

    kind("count", count_to(5, seen=seen, fault=stop), discard=lambda _, kept: thrown.append(kept))
    job = start(lin)

    assert run(job) == "cancelled"
    assert seen == [0, 1, 2]
    assert thrown == [{"next": 2}]
    assert (row(job).done, row(job).checkpoint) == (0, {})
    assert run(job) is None


def test_a_job_that_waits_is_cancelled_without_running(lin, kind):
    seen = []
    kind("count", count_to(5, seen=seen))
    job = start(lin)
    with acting(lin), transaction.atomic():
        services.job_cancel(actor=lin, job_id=job.pk)

    assert (run(job), seen) == ("cancelled", [])


def test_what_is_over_cannot_be_cancelled_and_what_is_done_not_retried(lin, kind):
    kind("count", count_to(1))
    job = start(lin)
    run(job)

    with acting(lin), transaction.atomic(), pytest.raises(Conflict):
        services.job_cancel(actor=lin, job_id=job.pk)
    with acting(lin), transaction.atomic(), pytest.raises(Conflict):
        services.job_retry(actor=lin, job_id=job.pk)


def test_a_failure_is_said_in_words_and_never_in_those_of_the_program(lin, kind):
    def bug(progress, arguments):
        raise KeyError("secret 110101199003070011")

    def refuse(progress, arguments):
        raise Invalid("第 3 行没有日期。")

    kind("bug", bug)
    kind("refuse", refuse)
    first, second = start(lin, kind="bug"), start(lin, kind="refuse")

    assert (run(first), run(second)) == ("failed", "failed")
    assert first.pk.hex[-8:] in row(first).error
    assert "110101199003070011" not in row(first).error
    assert row(second).error == "第 3 行没有日期。"


def test_a_failed_job_goes_on_where_it_stood_when_it_is_retried(lin, kind):
    seen, broken = [], [True]

    def fault(number):
        if number == 1 and broken:
            raise Invalid("先补齐资料。")

    kind("count", count_to(3, seen=seen, fault=fault))
    job = start(lin)
    run(job)
    broken.clear()
    with acting(lin), transaction.atomic():
        services.job_retry(actor=lin, job_id=job.pk)

    assert run(job) == "done"
    assert seen == [0, 1, 2]


def test_it_runs_as_its_owner_is_now_not_as_he_was(lin, harbour, kind):
    who = []
    kind("count", lambda progress, _: who.append(progress.actor.roles) and None)
    first, second = start(lin, n=1), start(lin, n=2)
    run(first)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Membership.objects.filter(user_id=lin.user_id).update(is_active=False)

    assert run(second) == "failed"
    assert who == [frozenset({"officer"})]
    assert "停用" in row(second).error


def test_a_suspended_platforms_jobs_do_nothing(lin, harbour, kind):
    kind("count", count_to(1))
    job = start(lin)
    with acting(system_actor(harbour.pk)):
        accounts.tenant_suspend(actor=system_actor(harbour.pk), reason="欠费")

    assert run(job) == "failed"


def test_nobody_sees_or_stops_the_jobs_of_another(lin, wu, outsider, kind):
    kind("count", count_to(1))
    job = start(lin)

    for other in (wu, outsider):
        with acting(other), transaction.atomic():
            assert list(selectors.job_list(other)) == []
            for act in (services.job_cancel, services.job_retry):
                with pytest.raises(NotFound):
                    act(actor=other, job_id=job.pk)
    assert row(job).cancel_asked_at is None


def test_a_worker_of_another_tenant_finds_nothing(lin, outsider, kind):
    kind("count", count_to(1))
    job = start(lin)
    stranger = system_actor(outsider.tenant_id)

    with acting(stranger):
        assert services.job_run(actor=stranger, job_id=job.pk) is None
    assert row(job).state == "waiting"


def test_whoever_may_not_order_a_kind_gets_no_job(lin, harbour):
    with pytest.raises(Forbidden):
        start(lin, kind="record_export", form="csv", given={})
    auditor = builders.person(harbour, "audit", "audit_admin")
    assert start(auditor, kind="record_export", form="csv", given={}).state == "waiting"
    with acting(lin), transaction.atomic():
        assert Job.objects.count() == 1


def test_the_page_says_when_whoever_carries_a_job_does_not_answer(lin, kind):
    kind("count", count_to(3))
    job, browser = start(lin), signed_in(lin)
    for silent_s in (0, 30):
        beat = clock.now() - timedelta(seconds=silent_s)
        with acting(lin), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state="running", run=uuid7(), heartbeat_at=beat)
        said = browser.get("/jobs").content.decode()
        assert ("没有回应" in said) == bool(silent_s)
