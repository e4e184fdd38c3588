"""Workers that import goods, judge them again or try a draft are killed: the next goes on there."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from catalog import services
from catalog.models import Product, ProductVerdict
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Job
from office.services.progress import STALE
from tests.catalog.conftest import COINS, drafted, published, stored
from tests.catalog.test_goods_import import HEAD, ordered
from tests.office.test_record_job import ROOT, SETTINGS
from tests.studio.packs import content_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
WORKER = Path(__file__).parent / "worker.py"
MANY, STEPS, STEP = 60, 3, 10


def worker(job, *how, **environment):
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(job.tenant_id), str(job.pk), *how],
        env=os.environ | SETTINGS | environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(job):
    """Let a worker do three steps and a fourth, and kill it before it keeps the place of that."""
    with worker(job, str(STEPS)) as dying:
        assert dying.stdout.readline() == "written\n"
        dying.send_signal(signal.SIGKILL)
        dying.wait()
    before = row(job)
    assert (before.state, before.checkpoint["done"]) == ("running", STEPS * STEP)
    return before


def gone_on(job):
    """Let another worker take the job, once the first is known to be dead; return how it ended."""
    later = str(STALE.total_seconds() + 1)
    with worker(job, LC_CLOCK_OFFSET=later) as second:
        said = second.stdout.read()
        assert (second.wait(timeout=60), said) == (0, "done\n")
    after = row(job)
    assert after.done == MANY
    return after.result


def row(job):
    with acting(system_actor(job.tenant_id)), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def kept(actor, model):
    with acting(actor), transaction.atomic():
        return list(model.objects.order_by("id"))


def items():
    return [
        {"external_id": f"k-{at}", "title": f"琥珀星币 {at} 枚" if at % 3 == 0 else f"茶杯 {at}"}
        for at in range(MANY)
    ]


def test_an_import_whose_worker_was_killed_goes_on_and_takes_every_row_once(lin):
    faulty = {at for at in range(MANY) if at % 7 == 0}
    rows = (f"k-{at},{'' if at in faulty else f'茶杯 {at}'},1,,\n" for at in range(MANY))
    job = ordered(lin, (HEAD + "".join(rows)).encode())

    before = killed(job)
    assert before.checkpoint["kept"]["parts"] == STEPS
    done = gone_on(job)

    assert (done["rows"], done["kept"], done["faults"]) == (MANY, MANY - len(faulty), len(faulty))
    numbers = Counter(one.product_id for one in kept(lin, ProductVerdict))
    assert len(kept(lin, Product)) == len(numbers) == MANY - len(faulty)
    assert set(numbers.values()) == {1}, "judged once, though a step was done twice"
    text = content_of(lin, done["file"]).decode("utf-8-sig")
    lines = [int(one[0]) for one in list(csv.reader(io.StringIO(text)))[1:]]
    assert lines == sorted(at + 2 for at in faulty), "each faulty row once, in order"


@pytest.mark.law("M-rules-and-catalogue")
def test_goods_are_judged_again_from_where_the_killed_worker_stood_and_each_once(lin, mei, later):
    stored(lin, *items())
    published(lin, mei, COINS)
    later(seconds=10)
    with acting(lin):
        job = services.products_recheck(actor=lin)
    past = str(20)
    with worker(job, str(STEPS), LC_CLOCK_OFFSET=past) as dying:
        assert dying.stdout.readline() == "written\n"
        dying.send_signal(signal.SIGKILL)
        dying.wait()
    assert row(job).checkpoint["done"] == STEPS * STEP
    judged = [one for one in kept(lin, ProductVerdict) if one.cause == "catalogue"]
    assert len(judged) == (STEPS + 1) * STEP, "the last step was written, its place was not"

    with worker(job, LC_CLOCK_OFFSET=str(STALE.total_seconds() + 30)) as second:
        assert second.stdout.read() == "done\n"

    causes = Counter(
        (one.product_id, one.cause) for one in kept(lin, ProductVerdict) if one.cause == "catalogue"
    )
    assert (len(causes), set(causes.values())) == (MANY, {1})
    standings = Counter(one.standing for one in kept(lin, Product))
    assert standings == {"blocked": MANY // 3, "clear": MANY - MANY // 3}


@pytest.mark.law("M-rules-and-catalogue")
def test_a_trial_of_a_draft_goes_on_where_the_killed_worker_stood_and_names_each_once(lin):
    stored(lin, *items())
    draft = drafted(lin, COINS)
    with acting(lin):
        job = services.catch_start(actor=lin, draft_id=draft.pk)

    killed(job)
    done = gone_on(job)

    assert (done["looked"], done["caught"]) == (MANY, MANY // 3)
    assert done["moves"] == [{"before": "allow", "after": "block", "number": MANY // 3}]
    text = content_of(lin, done["file"]).decode("utf-8-sig")
    numbers = [one[0] for one in list(csv.reader(io.StringIO(text)))[1:]]
    assert sorted(numbers) == sorted(f"k-{at}" for at in range(0, MANY, 3))
