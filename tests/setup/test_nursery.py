"""Pythons from the nursery are processes like any other."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import nursery
from tools.process import LINUX

pytestmark = pytest.mark.skipif(not LINUX, reason="there is a nursery on Linux only")
TELL = """
import json, os, sys
print(json.dumps({"argv": sys.argv, "name": __name__, "pid": os.getpid(), "parent": os.getppid(),
    "cwd": os.getcwd(), "env": dict(os.environ), "session": os.getsid(0), "path": sys.path[0],
    "ours": [one for one in sys.modules if one.startswith(("livecompliance", "pytest", "tests"))],
    "configured": __import__("django.conf").conf.settings.configured,
    "fast": "celery" in sys.modules, "said": sys.stdin.read()}))
sys.exit(7)
"""


def tell(tmp_path: Path, *words: str, **options: object) -> dict:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        env={"ONLY": "this"} | {k: v for k, v in os.environ.items() if k.startswith("PYTHON")},
        input="hear this",
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    assert done.returncode == 7, done.stderr
    return json.loads(done.stdout)


def test_what_is_born_has_everything_of_its_own_and_nothing_of_the_tests(tmp_path):
    said = tell(tmp_path, "-c", TELL, "a", "b")

    assert said["argv"] == ["-c", "a", "b"]
    assert (said["name"], said["path"], said["cwd"]) == ("__main__", "", str(tmp_path))
    assert {"ONLY": "this"}.items() <= said["env"].items()
    assert "LC_DATABASE_URL" not in said["env"]
    assert said["parent"] == os.getpid()
    assert said["said"] == "hear this"
    assert said["fast"]
    assert said["ours"] == []
    assert not said["configured"]


def test_a_file_and_a_module_are_run_as_python_runs_them(tmp_path):
    script = tmp_path / "teller.py"
    script.write_text(TELL, encoding="utf-8")

    file = tell(tmp_path, str(script), "x")
    module = tell(tmp_path, "-m", "teller", "y")

    assert file["argv"] == [str(script), "x"]
    assert file["path"] == str(tmp_path)
    assert module["argv"] == [str(script), "y"]
    assert file["name"] == module["name"] == "__main__"


def test_a_session_of_its_own_is_led_by_who_is_born(tmp_path):
    said = tell(tmp_path, "-c", TELL, start_new_session=True)

    assert said["session"] == said["pid"] != os.getsid(0)


def test_it_is_killed_waited_for_and_gone():
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert isinstance(sleeper, nursery.Popen)
    assert sleeper.poll() is None

    sleeper.kill()

    assert sleeper.wait(10) == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(sleeper.pid, 0)


def test_an_error_ends_it_with_one_and_says_why():
    done = subprocess.run(
        [sys.executable, "-c", "raise ValueError('no such luck')"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "ValueError: no such luck" in done.stderr


PARENT = """
import sys, time
from tools import nursery
from tools.process import Child
nursery.open_nursery()
child = Child("sleeper").spawn([sys.executable, "-c", "import time; time.sleep(60)"],
                               output=2, env=__import__("os").environ)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_does_not_outlive_the_one_who_asked_for_it():
    command = [sys.executable, "-c", PARENT]
    with nursery._plain(command, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()

    end = time.monotonic() + 10
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def parent_of(pid):
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("PPid"))


def test_nobody_elses_orphan_is_taken_in(tmp_path):
    said = tmp_path / "pid"
    program = f"import os\npid = os.fork()\nif pid:\n    open({str(said)!r}, 'w').write(str(pid))\n"
    program += "    os._exit(0)\nimport time; time.sleep(60)"
    parents = []
    for _ in range(20):
        subprocess.run([sys.executable, "-c", program], check=True)
        orphan = int(said.read_text())
        parents.append(parent_of(orphan))
        os.kill(orphan, signal.SIGKILL)

    assert os.getpid() not in parents


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["-I", "-c", "pass"], {}),
        (["-c"], {}),
        (["-c", "pass"], {"env": {"PYTHONHASHSEED": "0"}}),
        (["-c", "pass"], {"pass_fds": [0]}),
        (["-c", "pass"], {"user": 0}),
        (["-c", "pass"], {"preexec_fn": print}),
        (["-c", "pass"], {"cwd": "/no/such/folder"}),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_python(words, options):
    assert nursery._request([sys.executable, *words], options) is None
    assert nursery._request([sys.executable, "-c", "pass"], {})
