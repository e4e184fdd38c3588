"""A process that lists somebody who is on air dies half-way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conduct.conftest import listed
from tests.conduct.test_on_air import host, is_admitted, rules_of, session, suspended
from tests.office.test_record_job import ROOT, SETTINGS

__all__ = ["host", "session"]  # fixtures


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_half_way_leaves_nothing_and_holds_nobody_up(lin, session):
    script = Path(__file__).with_name("lister.py")
    args = [sys.executable, str(script), str(lin.tenant_id), str(lin.user_id), "acc-7"]
    env = os.environ | SETTINGS
    with subprocess.Popen(args, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "GATE-LISTED\n"
        os.kill(dying.pid, signal.SIGKILL)
    assert (suspended(session), is_admitted(session)) == ([], True)
    listed(lin, "account", "acc-7")  # again, by somebody who lives
    assert rules_of(session) == ["GATE-LISTED"]
