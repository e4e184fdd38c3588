"""The record exported as a job: whole, once, and whatever is killed on the way."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Membership
from accounts.services import record as exported
from ledger import services as ledger
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.models import File, Job
from office.services import record as job_record
from office.services.parts import storage_of
from office.services.progress import STALE
from tests import builders
from tests.attack.conftest import signed_in
from tests.proof import stepped_up

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = Path(__file__).parent / "worker.py"
ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
    "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
}
MANY = 12_000


@pytest.fixture
def auditor(harbour):
    return builders.person(harbour, "audit", "audit_admin")


@pytest.fixture
def small(monkeypatch):
    """Keep the place after every page."""
    monkeypatch.setattr(job_record, "PART", 1)
    monkeypatch.setattr(exported, "CHUNK", 3)


def entries(harbour, number):
    system = system_actor(harbour.pk)
    acts = [
        {"action": "rooms.room_created", "subject": ("room", f"第 {at} 间=1+1")}
        for at in range(number)
    ]
    with acting(system), transaction.atomic():
        ledger.entries_append(actor=system, acts=acts)


def order(actor, form="ndjson", **given):
    with acting(actor), transaction.atomic():
        return services.job_start(
            actor=actor, kind="record_export", arguments={"form": form, "given": given}
        )


def run(job):
    system = system_actor(job.tenant_id)
    with acting(system):
        return services.job_run(actor=system, job_id=job.pk)


def row(job):
    with acting(system_actor(job.tenant_id)), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def content(actor, job):
    with acting(actor), transaction.atomic():
        opened = services.file_open(actor=actor, file_id=row(job).result["file"])
    return b"".join(opened.pieces())


def test_every_entry_is_in_the_file_byte_for_byte(auditor, harbour, small):
    entries(harbour, 10)
    with acting(auditor), transaction.atomic():
        before = [bytes(one.body) for one in Entry.objects.order_by("id")]
    job = order(auditor)

    assert run(job) == "done"

    lines = content(auditor, job).splitlines()
    assert len(lines) == row(job).done == row(job).total
    for line, written in zip(lines, before, strict=False):
        assert written in line
        leaf = hashlib.sha256(b"\0" + written).hexdigest()
        assert json.loads(line)["leaf_hash"] == leaf


def test_the_table_has_its_head_once_and_no_formula(auditor, harbour, small):
    entries(harbour, 7)
    job = order(auditor, "csv", action="rooms.")

    run(job)

    text = content(auditor, job).decode("utf-8-sig")
    assert text.count("leaf_hash") == 1
    assert text.count("第 ") >= 7
    assert "\n=" not in text


def start_worker(job, *how, **environment):
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(job.tenant_id), str(job.pk), *how],
        env=os.environ | SETTINGS | environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(auditor, harbour):
    entries(harbour, MANY)
    job = order(auditor)
    worker = start_worker(job, "stall")
    try:
        assert worker.stdout.readline() == "written\n"
        assert run(job) is None, "the worker that has it is alive"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    before = row(job)
    assert (before.state, before.checkpoint["kept"]["parts"]) == ("running", 2)
    assert 0 < before.checkpoint["done"] < before.total

    later = str(STALE.total_seconds() + 1)
    second = start_worker(job, LC_CLOCK_OFFSET=later)
    assert second.wait(timeout=60) == 0
    assert second.stdout.read() == "done\n"
    second.stdout.close()

    ids = [json.loads(line)["entry"]["id"] for line in content(auditor, job).splitlines()]
    assert len(ids) == len(set(ids)) == row(job).done == row(job).total
    assert ids == sorted(ids)


def test_what_a_cancelled_export_wrote_is_gone(auditor, harbour, small, monkeypatch):
    entries(harbour, 10)
    job = order(auditor)
    write = job_record.Progress.checkpoint

    def checkpoint(self, kept):
        if kept["parts"] == 2:
            services.job_cancel(actor=auditor, job_id=job.pk)
        write(self, kept)

    monkeypatch.setattr(job_record.Progress, "checkpoint", checkpoint)

    assert run(job) == "cancelled"

    with acting(auditor), transaction.atomic():
        file = File.objects.get()
        assert (file.state, file.wrapped_key, file.name_sealed) == ("gone", None, None)
    folder = f"{harbour.pk.hex}/{file.pk.hex}"
    assert not storage_of().exists(f"{folder}/000000")
    monkeypatch.undo()
    with acting(auditor), transaction.atomic():
        services.job_retry(actor=auditor, job_id=job.pk)
    assert run(job) == "done"
    assert content(auditor, job)


def test_killed_when_all_was_done_but_to_say_so_it_only_says_so(auditor, harbour, small):
    entries(harbour, 4)
    job = order(auditor)
    run(job)
    made = row(job).result["file"]
    with acting(auditor), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="waiting", result={})

    assert run(job) == "done"
    assert row(job).result["file"] == made


def test_who_audits_no_more_gets_neither_the_export_nor_the_file(auditor, harbour):
    first, second = order(auditor), order(auditor, "csv")
    run(first)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Membership.objects.filter(user_id=auditor.user_id).update(roles=["viewer"])
    viewer = signed_in(auditor)

    assert run(second) == "failed"
    answer = viewer.post(f"/files/{row(first).result['file']}/take")
    assert answer.status_code == 404


@pytest.mark.long
def test_the_auditor_orders_it_watches_it_and_fetches_it_on_pages(auditor, harbour):
    entries(harbour, 5)
    asked = signed_in(auditor).post("/settings/record/job", {"form": "csv"})
    assert asked["Location"].startswith("/step-up?purpose=export")
    browser = stepped_up(auditor, "export")

    answer = browser.post("/settings/record/job", {"form": "csv", "action": "rooms."}, follow=True)
    assert "排队中" in answer.content.decode()
    with acting(auditor), transaction.atomic():
        job = selectors.job_list(auditor).get()
    run(job)
    page = browser.get("/jobs", headers={"HX-Request": "true"}).content.decode()
    assert "共 5 条" in page
    assert "<html" not in page
    answer = browser.post(f"/files/{row(job).result['file']}/take")
    download = browser.get(answer["Location"])

    assert download.getvalue().startswith(b"\xef\xbb\xbf")
    assert f"record-{clock.today():%Y%m%d}.csv" in download["Content-Disposition"]
    assert download["X-Content-Type-Options"] == "nosniff"
    assert browser.get(answer["Location"]).status_code == 404


def test_another_platforms_auditor_has_no_way_to_the_file(auditor, elsewhere, harbour):
    job = order(auditor)
    run(job)
    stranger = builders.person(elsewhere, "audit", "audit_admin")
    file_id = row(job).result["file"]

    with acting(stranger), transaction.atomic(), pytest.raises(NotFound):
        services.file_open(actor=stranger, file_id=file_id)
    assert signed_in(stranger).post(f"/files/{file_id}/take").status_code == 404
    assert "record-" not in signed_in(stranger).get("/jobs").content.decode()
