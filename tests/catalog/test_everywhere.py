"""A version that one process publishes is known to every other before it holds, within 2 s."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from catalog.rules import moments
from tests.catalog.conftest import COINS, published
from tests.office.test_record_job import ROOT, SETTINGS

ASKER = Path(__file__).with_name("asker.py")
KNOWN = timedelta(seconds=2)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.law("M-rules-and-catalogue")
def test_processes_know_a_version_within_two_seconds_and_answer_alike_of_every_moment(lin, mei):
    args = [sys.executable, str(ASKER), str(lin.tenant_id), "琥珀星币 100 枚"]
    with ExitStack() as stack:
        others = [
            stack.enter_context(
                subprocess.Popen(
                    args, env=os.environ | SETTINGS, cwd=ROOT, stdout=subprocess.PIPE, text=True
                )
            )
            for _ in range(2)
        ]
        for one in others:
            assert one.stdout.readline() == "ready\n"
        made = published(lin, mei, COINS)
        told = [json.loads(one.stdout.readline()) for one in others]

    assert made.effective_at - made.published_at == moments.LEAD
    for one in told:
        known_at = datetime.fromisoformat(one["known_at"])
        assert known_at - made.published_at <= KNOWN, "every process within two seconds"
        answers = [(datetime.fromisoformat(at), verdict) for at, verdict in one["answers"]]
        before = {verdict for at, verdict in answers if at < made.effective_at}
        after = {verdict for at, verdict in answers if at >= made.effective_at}
        assert (before, after) == ({"allow"}, {"block"}), "one answer of each moment, everywhere"
