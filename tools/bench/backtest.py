"""Backtests: events judged per second by two workers on two cores, against a plain filter."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from subprocess import PIPE

from tools.bench import Figure
from tools.bench.engine import chat, data, rates, trie, words
from tools.services import ROOT

WORKERS = 2
TARGETS = {10_000: 150_000, 100_000: 80_000}


def figures() -> list[Figure]:
    """Measure two workers side by side at each number of terms."""
    if not data().is_dir():
        note = f"{data()} is not here: backtests were not measured"
        return [Figure(name="backtest on real chat", value=0, unit=note)]
    plain = rates({"trie": trie(10_000)})["trie"] * WORKERS
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        (folder / "chat.json").write_text(json.dumps(chat()))
        (folder / "words.txt").write_text("\n".join(words()), encoding="utf-8")
        values = {terms: _together(folder, terms) for terms in TARGETS}
    found = []
    for terms, target in TARGETS.items():
        value, by_processor = values[terms]
        found.append(
            Figure(
                name=f"backtest, {terms:,} terms, {WORKERS} workers",
                value=round(value),
                unit="events/s",
                baseline=round(plain),
                ratio=value / plain,
                target=target,
                ok=value >= target,
                note="baseline: lower case and a dictionary trie of 10,000 words, twice one core",
            )
        )
        found.append(
            Figure(
                name=f"backtest, {terms:,} terms, by processor time of {WORKERS} cores",
                value=round(by_processor),
                unit="events/s",
                note="what the workers would do on cores of their own: others are not counted",
            )
        )
    return found


def _together(folder: Path, terms: int) -> tuple[float, float]:
    """Return the events per second of the workers together, all begun at one moment.

    Returns:
        By the clock on the wall, and by the time that processors gave them.
    """
    command = [sys.executable, "-m", "tools.bench._backtest", str(folder), str(terms)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev"}
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(WORKERS)
    ]
    for one in started:
        if one.stdout is None or one.stdout.readline() != "ready\n":
            raise RuntimeError("a worker of the backtest did not begin")
    for one in started:
        if one.stdin is not None:
            one.stdin.write("go\n")
            one.stdin.flush()
    told = [json.loads(one.communicate()[0]) for one in started]
    events = sum(one["events"] for one in told)
    by_wall = events / max(one["seconds"] for one in told)
    return by_wall, WORKERS * events / sum(one["busy"] for one in told)
