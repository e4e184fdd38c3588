"""One checked fetch from a server next door, against plain httpx with the same page."""

import json
import os
import subprocess
import sys
from typing import Any

from tools.bench import Figure
from tools.process import Broken
from tools.services import ROOT

MOST_TIMES, MOST_MS = 1.5, 1
SETTINGS = {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev"}


def figures() -> list[Figure]:
    """Measure both ways in turn, in one process, each fetch over a connection of its own."""
    command = [sys.executable, "-m", "tools.bench._outbound"]
    with subprocess.Popen(
        [*command, "serve"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            found = _measured(command, _port(server))
        finally:
            server.terminate()
    ours, plain = found["ms"], found["plain_ms"]
    checked = found["judged"] >= found["hops"] > 0
    return [
        {
            "name": "outbound, one checked fetch of 4 KB",
            "value": round(ours, 2),
            "unit": "ms",
            "baseline": round(plain, 2),
            "ratio": plain / ours,
            "target": f"≤ {MOST_TIMES} × plain",
            "ok": checked and ours <= MOST_TIMES * plain,
            "note": "resolved, judged, pinned, digests kept; baseline: httpx.Client",
        },
        {
            "name": "outbound, what checking adds to a fetch",
            "value": round(ours - plain, 2),
            "unit": "ms",
            "target": f"≤ {MOST_MS}",
            "ok": checked and ours - plain <= MOST_MS,
        },
    ]


def _port(server: "subprocess.Popen[str]") -> str:
    return server.stdout.readline().strip() if server.stdout else ""


def _measured(command: list[str], port: str) -> Any:
    ran = subprocess.run(
        [*command, "measure", port],
        cwd=ROOT,
        env=os.environ | SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Broken(f"the outbound client could not be measured: {ran.stderr[-400:]}")
    return json.loads(ran.stdout.splitlines()[-1])
