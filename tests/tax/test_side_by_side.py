"""Several processes on one month or one package: killed, cancelled, twice; the same comes of it."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from accounts.models import Membership
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.tenancy import acting
from office import selectors as office_asks
from office import services as office
from office.models import File, Job
from office.services.progress import STALE, Beside
from tax import selectors, services
from tax.models import IdentityLine, IncomeLine, Package, Portion, Run, Withheld
from tax.rules import calendar
from tax.services import package, package_rows, portion, run, share
from tests import builders
from tests.tax import quarters, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
WORKER, ROOT = Path(__file__).parent / "worker.py", Path(__file__).resolve().parents[2]
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
    "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
}
MANY = 12
LATER = str(STALE.total_seconds() + 1)
MONTH, QUARTER = "month", "quarter"


@pytest.fixture
def small(monkeypatch):
    """Let a step be one payee."""
    monkeypatch.setattr(share, "STEP", 1)
    monkeypatch.setattr(package_rows, "STEP", 1)


@pytest.fixture
def paid(lin):
    """Twelve payees are paid in the quarter that is over, which is closed."""
    first = quarters.last_quarter()
    people = [world.SONG | {"external_id": f"a-{n}", "number": f"E{n:08}", "country": "USA",
                            "document_kind": "passport"} for n in range(MANY)]  # fmt: skip
    world.payees(lin, *people)
    world.payments(
        lin,
        *(
            world.PAID | {"external_id": f"p-{n}", "payee": f"a-{n}", "amount": f"{10_000 + n}",
                          "paid_at": f"{first:%Y-%m}-15T12:00:00+08:00"}
            for n in range(MANY)
        ),
    )  # fmt: skip
    with acting(lin):
        services.basics_note(actor=lin, facts=quarters.BASICS, entities=[])
    quarters.closed(lin, first)
    return lin


def ordered(actor, what):
    first = quarters.last_quarter()
    with acting(actor):
        if what == MONTH:
            return services.month_run(actor=actor, first_on=first)
        return services.package_make(actor=actor, first_on=first)


def carried(job):
    system, state = system_actor(job.tenant_id), "waiting"
    while state == "waiting":  # its turn was over, on a slow machine
        with acting(system):
            state = office.job_run(actor=system, job_id=job.pk)
    return state


def row(job):
    with acting(system_actor(job.tenant_id)), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def told(actor, what):
    """Return all that is known of a piece of work, in words that do not depend on who did it."""
    with acting(actor), transaction.atomic():
        if what == MONTH:
            (one,) = Run.objects.filter(state="done")
            lines = Withheld.objects.order_by("payee_id").values_list("payee_id", "told", "number")
            return one.sums, one.payees, one.changed, list(lines)
        one = selectors.package_list(actor).get(state="ready")
        said = [(form["key"], form["rows"], [f["sha256"] for f in form["files"]])
                for form in one.forms]  # fmt: skip
        lines = IdentityLine.objects.filter(number=one.number).count()
        incomes = IncomeLine.objects.filter(number=one.number).count()
    return said, one.problems, lines, incomes, quarters.rows(actor, one)


def forgotten(actor, what):
    """Undo a piece of work, so that it can be done again by others."""
    with acting(actor), transaction.atomic():
        if what == MONTH:
            Run.objects.of(actor).update(state=Run.State.CANCELLED)
        else:
            for one in Package.objects.of(actor).filter(state="ready"):
                package.making.drop(actor, one)


def worker(how, job, *more, **environment):
    return subprocess.Popen(
        [sys.executable, str(WORKER), how, str(job.tenant_id), str(job.pk), *more],
        env=os.environ | SETTINGS | environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def alone(actor, what):
    """Do a piece of work in one process, undo it, and return what came of it."""
    assert carried(ordered(actor, what)) == "done"
    found = told(actor, what)
    forgotten(actor, what)
    return found


def same(what, one, other):
    """Tell whether two outcomes are one; a month's lines carry the number of their run."""
    if what == QUARTER:
        return one == other
    (*sums, lines), (*others, theirs) = one, other
    numbered = [(payee, figures) for payee, figures, _number in lines]
    again = [(payee, figures) for payee, figures, number in theirs if number == theirs[-1][2]]
    return sums == others and numbered == again


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_a_worker_killed_in_the_middle_of_a_share_has_written_nothing_of_it(paid, small, what):
    before = alone(paid, what)
    job = ordered(paid, what)
    with worker("carry", job, "stall") as killed:
        try:
            assert killed.stdout.readline() == "written\n"
            assert carried(job) is None, "the worker that has it is alive"
        finally:
            killed.send_signal(signal.SIGKILL)
    with acting(paid), transaction.atomic():
        done = sum(Portion.objects.of(paid).values_list("done", flat=True))
    assert (row(job).state, done) == ("running", 2)

    with worker("carry", job, LC_CLOCK_OFFSET=LATER) as second:
        assert second.stdout.read() == "done\n"
    assert same(what, before, told(paid, what))
    assert row(job).done == row(job).total == MANY
    with acting(paid), transaction.atomic():
        assert not Portion.objects.exists()


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_a_helper_killed_in_the_middle_of_a_share_leaves_it_to_who_carries_the_job(
    paid, small, what, monkeypatch
):
    before = alone(paid, what)
    job = ordered(paid, what)
    killed = []
    really = portion._one

    def first(*given, **how):
        """With the first share done, a helper begins, and dies in the middle of the third."""
        done = really(*given, **how)
        if not killed:
            with worker("help", job, "stall") as helper:
                killed.append(helper)
                assert helper.stdout.readline() == "written\n"
                helper.send_signal(signal.SIGKILL)
        return done

    monkeypatch.setattr(portion, "_one", first)
    assert carried(job) == "done"
    assert killed
    assert same(what, before, told(paid, what))


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_whoever_helps_does_a_part_and_the_same_comes_of_it(paid, small, what, monkeypatch):
    before = alone(paid, what)
    job = ordered(paid, what)
    parts = []
    really = portion.portions_carry

    def with_help(progress, kept, work, step):
        """Two helpers are at it before the one that carries the job begins."""
        helpers = [worker("help", job), worker("help", job)]
        for one in helpers:
            with one:
                assert one.stdout.read() == "False\n"
        with transaction.atomic():
            parts.append(sum(Portion.objects.of(progress.actor).values_list("done", flat=True)))
        really(progress, kept, work, step)

    monkeypatch.setattr(portion, "portions_carry", with_help)
    assert carried(job) == "done"
    assert parts == [MANY]
    assert same(what, before, told(paid, what))
    assert row(job).done == MANY


def test_two_workers_are_never_on_one_share(paid, small, monkeypatch):
    job = ordered(paid, MONTH)
    really, held, most = run._Steps.__call__, [], []
    lock = threading.Lock()

    def step(self, one):
        with lock:
            assert one.bucket not in held
            held.append(one.bucket)
            most.append(len(held))
        really(self, one)
        with lock:
            held.remove(one.bucket)

    monkeypatch.setattr(run._Steps, "__call__", step)
    system = system_actor(job.tenant_id)

    def helps():
        try:
            with acting(system):
                for _again in range(20):
                    office.job_help(actor=system, job_id=job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=helps) for _ in range(2)]
    for one in threads:
        one.start()
    assert carried(job) == "done"
    for one in threads:
        one.join()
    with acting(paid), transaction.atomic():
        assert Run.objects.get().payees == Withheld.objects.count() == MANY


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_a_job_that_was_cancelled_is_helped_no_more_and_leaves_nothing(paid, small, what):
    job = ordered(paid, what)
    with worker("carry", job, "stall") as killed:
        assert killed.stdout.readline() == "written\n"
        killed.send_signal(signal.SIGKILL)
    with acting(paid):
        beside = Beside(paid, row(job))
        office.job_cancel(actor=paid, job_id=job.pk)
        assert not beside.is_wanted()
        assert office.job_help(actor=system_actor(paid.tenant_id), job_id=job.pk) is False
    with worker("carry", job, LC_CLOCK_OFFSET=LATER) as second:
        assert second.stdout.read() == "cancelled\n"

    with acting(paid), transaction.atomic():
        assert not Portion.objects.exists()
        assert not IdentityLine.objects.exists()
        assert not File.objects.filter(purpose="tax_package", state="writing").exists()
        states = [*Run.objects.values_list("state", flat=True)]
        states += Package.objects.values_list("state", flat=True)
    assert states in (["cancelled"], ["dropped"])
    assert carried(ordered(paid, what)) == "done"


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_done_again_nothing_changes(paid, what):
    assert carried(ordered(paid, what)) == "done"
    before = told(paid, what)
    again = ordered(paid, what)
    assert carried(again) == "done"
    if what == MONTH:
        assert row(again).result["changed"] == 0
        with acting(paid), transaction.atomic():
            assert Withheld.objects.count() == MANY
    else:
        assert row(again).result["unchanged"]
        assert told(paid, what) == before


@pytest.mark.parametrize("what", [MONTH, QUARTER])
def test_while_one_officer_has_it_made_another_does_not_and_takes_up_what_came_to_nothing(
    paid, harbour, small, what
):
    mei = builders.person(harbour, "mei", "officer")
    job = ordered(paid, what)
    with pytest.raises(Conflict):
        ordered(mei, what)
    with acting(paid), transaction.atomic():
        Membership.objects.filter(user_id=paid.user_id).update(is_active=False)
    assert carried(job) == "failed"
    assert carried(ordered(mei, what)) == "done"


def test_another_tenants_system_helps_with_nothing(paid, outsider):
    job = ordered(paid, MONTH)
    system = system_actor(outsider.tenant_id)
    with acting(system):
        assert office.job_help(actor=system, job_id=job.pk) is False
    with acting(outsider), transaction.atomic():
        assert not office_asks.jobs_open(outsider, run.KIND).exists()
    assert date.fromisoformat(row(job).arguments["month"]) == calendar.quarter_of(
        quarters.last_quarter()
    )
