"""Several processes that share one collection."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEADLY = """
import os, signal, warnings, pytest
def test_before(): pass
def test_killed(): os.kill(os.getpid(), signal.SIGKILL)
def test_after(): pass
@pytest.mark.skip(reason="not today")
def test_left_out(): pass
@pytest.mark.xfail(strict=True)
def test_known_to_fail(): assert 0
"""
APART = """
import os
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from pathlib import Path
def test_own(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    assert name == connection.settings_dict["NAME"]
    assert cache._cache._servers == [settings.REDIS_URL]
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    print("mine:", name, settings.REDIS_URL, prefix, os.getpid())
    assert 0
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest, with -u not from the nursery, which has imported what it would rewrite."""
    given = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PYTEST", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-u", "-m", "pytest", "--processes", "2", "-rA", f"--rootdir={ROOT}",
         "-c", "pyproject.toml", *arguments, str(folder)],
        cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    return folder


def test_a_test_that_kills_its_process_fails_alone(tmp_path):
    quiet = "def test_quiet(): pass\n"
    said = run(write(tmp_path, deadly=DEADLY, quiet=quiet))
    assert said.returncode == 1, said.stdout + said.stderr
    assert "1 failed, 3 passed, 1 skipped, 1 xfailed" in said.stdout
    assert "died: signal 9" in said.stdout


def test_a_test_at_which_pytest_itself_goes_wrong_fails_alone(tmp_path):
    conftest = (
        "import pytest\n"
        "@pytest.hookimpl(tryfirst=True)\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    if item.name == 'test_odd' and call.when == 'call': raise TypeError('odd')\n"
    )
    (tmp_path / "conftest.py").write_text(conftest)
    odd = "def test_odd(): pass\ndef test_next(): pass\n"
    said = run(write(tmp_path, odd=odd, quiet="def test_quiet(): pass\n"))
    assert said.returncode == 1, said.stdout + said.stderr
    assert "1 failed, 2 passed" in said.stdout
    assert "TypeError: odd" in said.stdout


def test_each_process_has_a_database_and_a_redis_of_its_own(tmp_path):
    said = run(write(tmp_path, one=APART, two=APART))
    mine = [line.split() for line in said.stdout.splitlines() if line.startswith("mine:")]
    assert len(mine) == 2, said.stdout + said.stderr
    assert all(one != other for one, other in zip(mine[0][1:], mine[1][1:], strict=True))


@pytest.mark.parametrize("stop", ["-x", "--maxfail=1"])
def test_the_first_failure_stops_all_where_it_is_asked_to(tmp_path, stop):
    many = "".join(f"def test_{at}(): assert 0\n" for at in range(30))
    said = run(write(tmp_path, one=many, two=many), stop)
    assert said.returncode != 0
    assert "stopping after 1 failures" in said.stdout


def test_what_cannot_be_read_is_an_error_as_ever(tmp_path):
    said = run(write(tmp_path, broken="def\n", fine="def test_fine(): pass\n"))
    assert said.returncode == 2
    assert "1 error" in said.stdout
