"""From a clean clone with empty caches to a served page and a finished suite; a warm check."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.bench import Figure
from tools.process import Broken, free_port
from tools.services import ROOT
from tools.supervisor import answers

PAGE, SUITE, CHECK = 40, 180, 60
CACHES = {"UV_CACHE_DIR": "uv", "npm_config_cache": "npm", "PIP_CACHE_DIR": "pip"}


@contextmanager
def clean_clone() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a clone of the last commit and an environment without any cache of ours."""
    folder = Path(tempfile.mkdtemp(prefix="lc-clone-"))
    folder.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PYTEST", "DJANGO"))}
    environment = kept | {name: str(folder / place) for name, place in CACHES.items()}
    environment["PATH"] = os.pathsep.join(
        place for place in kept["PATH"].split(os.pathsep) if not place.startswith(str(ROOT))
    )
    for name in ("DATABASE_URL", "REDIS_URL", "VIRTUAL_ENV"):
        environment.pop(name, None)
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "clone")], check=True)
    try:
        yield folder / "clone", environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seconds_to_page() -> float:
    """Return how long `./lc demo` takes in a clean clone until the login page is served."""
    with clean_clone() as (clone, environment):
        port = free_port()
        command = ["./lc", "demo", "--port", str(port), "--no-replay"]
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=clone, env=environment, stdout=subprocess.DEVNULL
        ) as demo:
            while not answers(f"http://127.0.0.1:{port}/accounts/login/"):
                if demo.poll() is not None or time.monotonic() - began > 300:
                    raise Broken("./lc demo served no page in a clean clone")
                time.sleep(0.1)
            took = time.monotonic() - began
            demo.send_signal(signal.SIGTERM)
        return took


def seconds_to_suite() -> float:
    """Return how long `./lc test` takes in a clean clone until the suite has ended well."""
    with clean_clone() as (clone, environment):
        return _timed(["./lc", "test"], clone, environment)


def seconds_to_check() -> float:
    """Return how long `./lc check` takes the second time."""
    environment = dict(os.environ)
    _timed(["./lc", "check"], ROOT, environment)
    return _timed(["./lc", "check"], ROOT, environment)


def _timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    began = time.monotonic()
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise Broken(f"{' '.join(command)} failed: {result.stdout[-500:]}")
    return time.monotonic() - began


def figures() -> list[Figure]:
    """Measure all three."""
    found = (
        ("clean clone to served page", seconds_to_page(), PAGE),
        ("clean clone to finished suite", seconds_to_suite(), SUITE),
        ("./lc check, warm", seconds_to_check(), CHECK),
    )
    return [
        {
            "name": name,
            "value": round(value, 1),
            "unit": "s",
            "baseline": None,
            "ratio": None,
            "target": f"≤ {target}",
            "ok": value <= target,
        }
        for name, value, target in found
    ]
