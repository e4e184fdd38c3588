"""Workers that die, compete, and meet what somebody altered. Real processes, committed rows."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections, transaction

from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure, RoomState
from rooms.models import Cursor
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WORKER = Path(__file__).parent / "worker.py"


def start(session, *how):
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(session.pk), str(session.tenant_id), *how],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.test"},
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )


def talk(session, segments, size):
    words = [HELLO, CURE, OFFER, "全网第一，国家级品质"]
    began = now_ms() - segments * size * 100
    for start_at in range(0, segments * size, size):
        post(
            session,
            *(
                said(n, words[n % len(words)], at=began + n * 100)
                for n in range(start_at, start_at + size)
            ),
        )


def what_remains(session):
    with acting(system_actor(session.tenant_id)), transaction.atomic():
        row = RoomState.objects.get(session=session)
        found = Finding.objects.filter(session=session)
        measures = Measure.objects.filter(session=session).order_by("seq")
        return {
            "findings": sorted(found.values_list("event_key", "code", "rule")),
            "counted": row.findings,
            "measures": list(measures.values_list("kind", "clause", "level")),
            "cursor": Cursor.objects.get(session=session).events,
        }


@pytest.mark.long
def test_a_worker_killed_in_the_middle_leaves_nothing_and_loses_nothing(chun, tea_session):
    talk(tea_session, segments=2, size=40)
    worker = start(tea_session, "stall")
    try:
        assert worker.stdout.readline() == "written\n"
        assert inspect(tea_session) is None, "another worker has the session"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    control = builders.session(chun, builders.room(chun, "对照"))
    talk(control, segments=2, size=40)

    for session in (tea_session, control):
        while not (done := inspect(session)) or done.segments:
            pass

    after, expected = what_remains(tea_session), what_remains(control)
    assert after["findings"] == expected["findings"] != []
    assert after["measures"] == expected["measures"] != []
    assert (after["counted"], after["cursor"]) == (expected["counted"], 80)


@pytest.mark.long
def test_two_workers_on_one_session_do_the_work_of_one(chun, tea_session):
    talk(tea_session, segments=30, size=20)
    workers = [start(tea_session), start(tea_session)]
    for worker in workers:
        assert worker.wait(timeout=60) == 0
        worker.stdout.close()

    after = what_remains(tea_session)

    assert after["cursor"] == 600
    assert after["counted"] == len(after["findings"]) == len(set(after["findings"]))


def test_an_altered_segment_is_put_before_a_person_and_the_next_is_inspected(tea_session):
    post(tea_session, said(1))
    post(tea_session, said(2, OFFER))
    with connections["owner"].cursor() as owner:
        owner.execute(
            "UPDATE rooms_segment SET payload = payload || '\\x00'"
            " WHERE session_id = %s AND seq = 1",
            [tea_session.pk],
        )

    inspect(tea_session)
    inspect(tea_session)

    codes = {code for _, code, _ in what_remains(tea_session)["findings"]}
    assert codes >= {"RECORD-ALTERED", "F-OFFPLAT"}
    with acting(system_actor(tea_session.tenant_id)), transaction.atomic():
        assert Entry.objects.filter(action="moderation.segment_referred").count() == 1
