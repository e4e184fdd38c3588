"""`./lc` itself, and the small tools behind it."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import icons, keys
from tools.bench import __main__ as bench
from tools.demo import Asked, choose_port, options
from tools.demo_state import AlreadyRunning, State
from tools.pytest_share import LONG
from tools.services import ROOT

ICON = re.compile(r"""(?:icons\.svg['"] %\}#|_icon\.html["'] with name=["'])([a-z0-9-]+)""")


def lc(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([ROOT / "lc", *arguments], capture_output=True, text=True, check=False)


def test_the_launcher_stays_short():
    assert len((ROOT / "lc").read_text(encoding="utf-8").splitlines()) < 150


def test_an_unknown_command_is_refused_with_the_usage():
    result = lc("fly")

    assert result.returncode == 2
    assert "usage: ./lc COMMAND" in result.stderr
    assert result.stderr.endswith("lc: no such command: fly\n")


def test_setup_prints_the_python_and_nothing_else():
    result = lc("setup", "test")

    assert result.stdout == f"{ROOT / '.venv' / 'bin' / 'python'}\n"


def test_setup_refuses_what_it_does_not_know():
    result = lc("setup", "moon")

    assert result.returncode == 1
    assert result.stderr == "lc: nothing is called moon; there is: demo, test\n"


@pytest.mark.parametrize(
    "arguments", [["--speed", "0"], ["--port", "70000"], ["--real", "/no/such/room"]]
)
def test_the_demo_refuses_impossible_options(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        options(arguments)

    assert end.value.code == 2
    assert "./lc demo: error:" in capsys.readouterr().err


def test_the_two_ports_of_the_demo_differ(capsys):
    first = choose_port(18765, "the page")

    assert choose_port(first, "the live process", taken=first) > first
    assert f"port {first} is taken: the live process uses" in capsys.readouterr().err


def test_a_second_demo_is_told_where_the_first_one_is(tmp_path: Path):
    with State(tmp_path) as first:
        first.write({"base_url": "http://127.0.0.1:1"})

        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:1"):
            State(tmp_path).__enter__()


def test_what_a_killed_demo_left_is_cleared_and_secrets_are_for_the_owner(tmp_path: Path):
    (tmp_path / "demo.json").write_text("{}")
    with State(tmp_path) as state:
        assert not (tmp_path / "demo.json").exists()

        state.write({"tenants": []})

        assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
        state.clear()
        assert not (tmp_path / "demo.json").exists()


def test_keys_are_made_once_and_only_for_the_owner(tmp_path: Path):
    first = keys.environment(tmp_path)

    assert keys.environment(tmp_path) == first
    path = Path(first["LC_KEK_FILE"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["current"] == "k1"


def test_every_icon_that_a_page_shows_is_in_the_sprite():
    sprite = icons.TARGET.read_text(encoding="utf-8")
    shown = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in ICON.findall(page.read_text(encoding="utf-8"))
    }

    assert {name for name in shown | set(icons.names()) if f'id="{name}"' not in sprite} == set()


def test_an_icon_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setattr(icons, "names", lambda: ["bell", "unicorn-on-fire"])

    with pytest.raises(LookupError, match="no unicorn-on-fire"):
        icons.write()


def test_the_bench_keeps_figures_of_measurements_that_did_not_run(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(bench, "REPORT", tmp_path / "bench.json")
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    one = {"name": "events", "value": 50_000, "unit": "1/s", "baseline": 900, "ratio": 55.6,
           "target": "≥ 50,000", "ok": True}  # fmt: skip
    other = {"name": "latency", "value": 31.5, "unit": "ms", "target": 30, "ok": False}

    bench.keep({"ingest": [one]})
    bench.keep({"push": [other]})

    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [figure["bench"] for figure in report["figures"]] == ["ingest", "push"]
    text = bench.table([one, other])
    assert "50,000  1/s        900  55.6x" in text
    assert "MISSED" in text


def test_what_the_short_suite_leaves_out_is_there_and_ci_runs_it():
    assert [name for name in LONG if not (ROOT / name).exists()] == []
    assert './lc test --all "$@"' in (ROOT / ".ci/run").read_text("utf-8")


def test_the_static_files_of_production_can_be_collected(tmp_path: Path):
    program = (
        "from django.conf import settings; import django; "
        f"settings.STATIC_ROOT = {str(tmp_path)!r}; django.setup(); "
        "from django.core.management import call_command; call_command('collectstatic', "
        "interactive=False, verbosity=0)"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("LC_")} | {
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.base",
        "LC_SECRET_KEY": "only-for-collecting-static-files-while-testing",
    }

    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, check=True)

    manifest = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    assert "vendor/htmx.min.js" in manifest
    assert not [name for name in manifest if "node_modules" in name]


def test_who_asks_twice_in_one_breath_is_heard():
    """Return from the second signal's handler, which runs within the first's."""
    asked, heard = Asked(), []

    def hear(*_):
        heard.append(asked.set())
        if len(heard) == 1:
            os.kill(os.getpid(), signal.SIGINT)
            asked.set()

    before = signal.signal(signal.SIGINT, hear)
    try:
        os.kill(os.getpid(), signal.SIGINT)
        assert asked.wait(0.1)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(heard) == 2
