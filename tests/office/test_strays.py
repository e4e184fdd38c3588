"""An upload killed in its middle leaves sealed parts; they are collected, and nothing else is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services, tasks
from office.models import File
from office.services.parts import Place, storage_of
from tests.office.filing import fetch, store, stored
from tests.office.test_record_job import ROOT, SETTINGS

WRITER = Path(__file__).parent / "writer.py"
A_DAY_ON = str(25 * 3_600)


def parts_in(folder: str) -> int:
    try:
        return len(storage_of().listdir(folder)[1])
    except FileNotFoundError:
        return 0


def collect(owner) -> int:
    system = system_actor(owner.pk)
    with acting(system):
        return services.strays_collect(actor=system)


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_writer_killed_half_way_leaves_parts_that_are_collected(harbour, monkeypatch):
    writer = subprocess.Popen(
        [sys.executable, str(WRITER), str(harbour.pk)],
        env=os.environ | SETTINGS,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        folder = writer.stdout.readline().strip()
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not File.objects.exists()
    assert parts_in(folder) == 2
    assert (collect(harbour), parts_in(folder)) == (0, 2), "it might still be written"

    monkeypatch.setenv(clock.OFFSET_VARIABLE, A_DAY_ON)

    assert (collect(harbour), parts_in(folder)) == (1, 0)
    assert not storage_of().exists(folder)
    assert collect(harbour) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("anything")
def test_what_belongs_to_a_file_or_to_somebody_else_stays(harbour, elsewhere, lin, monkeypatch):
    alive, gone = store(lin, b"x", "a.txt"), store(lin, b"y", "b.txt")
    with acting(lin), transaction.atomic():  # destroyed, and killed before its parts were removed
        File.objects.filter(pk=gone.pk).update(state=File.State.GONE, wrapped_key=None)
    foreign = Place(elsewhere.pk, uuid7(), b"k" * 32)
    foreign.write(0, b"z", is_last=True)
    other = storage_of().save(f"{harbour.pk.hex}/not-ours/x", ContentFile(b"x"))
    monkeypatch.setenv(clock.OFFSET_VARIABLE, A_DAY_ON)

    assert {harbour.pk, elsewhere.pk} <= set(services.tenants_with_parts())
    assert collect(harbour) == 1

    assert fetch(lin, alive)[1] == b"x"
    assert len(stored(alive)) == 1
    assert parts_in(f"{harbour.pk.hex}/{gone.pk.hex}") == 0
    assert parts_in(foreign.folder) == 1
    assert storage_of().exists(other)
    assert collect(elsewhere) == 1


def test_the_beat_knows_the_sweep(settings):
    assert tasks.file.strays_sweep.name in {
        one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()
    }
