"""What one process puts in force another judges by, named with its version, within two seconds."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moderation.services.ruleset import LOOK_EVERY_S
from studio.services import pack_build
from tests.studio import packs
from tests.studio.conftest import do, in_force, write

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
INSPECTOR = Path(__file__).parent / "inspector.py"
SOON_S = 2.0


@pytest.fixture
def inspector(harbour):
    """Start a process that judges for Harbour; give its next answer on demand."""
    process = subprocess.Popen(
        [sys.executable, str(INSPECTOR), str(harbour.pk)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.test"},
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield lambda: json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.law("M-risk-measures")
@pytest.mark.long
def test_a_change_reaches_a_process_that_judges_within_two_seconds(lin, mei, inspector):
    first = inspector()
    assert first["rules"] == first["packs"] == []

    rule = write(lin, when='text.contains("琥珀海马")')
    in_force(lin, mei, rule)
    committed = time.time()
    seen = inspector()
    assert seen["rules"] == [f"{rule.rule.code}@1"]
    assert seen["hits"] == [f"{rule.rule.code}@1"]
    assert seen["at"] - committed < SOON_S
    assert seen["version"] != first["version"]

    terms = packs.in_force(lin, mei, packs.pack(lin, packs.row("琥珀海马", "F-MED")))
    committed = time.time()
    seen = inspector()
    assert f"{terms.pack.code}@1" in seen["packs"]
    assert "F-MED/琥珀海马" in seen["hits"]
    assert seen["at"] - committed < SOON_S

    do("retire", mei, rule)
    packs.do("retire", mei, terms)
    gone = inspector()
    while gone["hits"]:  # between the two
        gone = inspector()
    assert gone["rules"] == []
    assert LOOK_EVERY_S <= SOON_S  # so are files of packs that changed on the disk


@pytest.mark.long
def test_a_long_list_is_compiled_in_a_thread_that_gives_signs_of_life(lin, mei, monkeypatch):
    monkeypatch.setattr(pack_build, "QUICK", 0)
    live = packs.in_force(lin, mei, packs.pack(lin, packs.row("琥珀海马", "F-MED")))
    assert live.state == "live"
    assert live.size > 0
