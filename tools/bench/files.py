"""Tables of a million rows in and out, and a file sealed and opened: speed and memory."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.bench import Figure
from tools.services import ROOT

ROWS = 1_000_000
SEALED = 256 << 20
NAMES = ("日期", "直播间", "商品", "金额", "备注")
KINDS = ("csv", "ndjson", "xlsx")
MIB = 1 << 20


def rows() -> Iterator[dict[str, Any]]:
    """Yield a million rows as a platform would import them."""
    for number in range(ROWS):
        cells = ("2026-11-22", f"直播间 {number % 997}", "白茶 300g", number, "含包邮")
        yield dict(zip(NAMES, cells, strict=True))


def plain_out(path: Path) -> None:
    """What the standard library does with nothing around it."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(NAMES)
        writer.writerows(list(row.values()) for row in rows())


def plain_in(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as table:
        count = sum(1 for _ in csv.reader(table))
    _require(count, ROWS + 1)


def ours_out(path: Path, kind: str) -> None:
    from office.services import tables

    with path.open("wb") as out:
        for piece in tables.write_rows(rows(), kind):
            out.write(piece)


def ours_in(path: Path, kind: str) -> None:
    from office.services import tables

    with path.open("rb") as table:
        count = sum(1 for _ in tables.read_rows(table, kind))
    _require(count, ROWS)


def seal(path: Path, _kind: str) -> None:
    """Seal and open parts as files are: the cryptography alone, without a disk."""
    from livecompliance.kernel import crypto
    from office import codec

    key, content = crypto.new_key(), os.urandom(codec.PART)
    for index in range(SEALED // codec.PART):
        sealed = codec.part_seal(key, "t|m|f|p", index, content, is_last=False)
        codec.part_open(key, "t|m|f|p", index, sealed, is_last=False)


WORK: dict[str, Callable[[Path, str], None]] = {
    "plain-out": lambda path, _: plain_out(path),
    "plain-in": lambda path, _: plain_in(path),
    "out": ours_out,
    "in": ours_in,
    "seal": seal,
}


def _require(found: int, wanted: int) -> None:
    if found != wanted:
        raise AssertionError(f"{found} rows instead of {wanted}")


def measure(what: str, kind: str, path: Path) -> dict[str, float]:
    """Do one piece of work in a process of its own; return its CPU seconds and its peak memory."""
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev"}
    said = subprocess.run(
        [sys.executable, "-m", "tools.bench.files", what, kind, str(path)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(said.stdout)
    return found


def figures() -> list[Figure]:
    """Measure every kind in both directions beside csv.writer and csv.reader."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for way in ("out", "in"):
            plain = measure(f"plain-{way}", "csv", place / "plain.csv")
            for kind in KINDS:
                ours = measure(way, kind, place / f"ours.{kind}")
                found += _beside(kind, way, ours, plain)
        sealing = measure("seal", "", place)
    speed = round(SEALED / MIB / sealing["seconds"])
    found.append({"name": "file sealed and opened", "value": speed, "unit": "MiB/s",
                  "baseline": None, "ratio": None, "target": "", "ok": None})  # fmt: skip
    return found


def _beside(kind: str, way: str, ours: dict[str, float], plain: dict[str, float]) -> list[Figure]:
    speed, usual = ROWS / ours["seconds"], ROWS / plain["seconds"]
    return [
        {
            "name": f"{kind} {way}",
            "value": round(speed),
            "unit": "rows/s",
            "baseline": round(usual),
            "ratio": speed / usual,
            "target": "",
            "ok": None,
        },
        {
            "name": f"{kind} {way}, peak memory",
            "value": round(ours["peak"]),
            "unit": "MiB",
            "baseline": round(plain["peak"]),
            "ratio": ours["peak"] / plain["peak"],
            "target": f"≤ {MOST_MIB}",
            "ok": ours["peak"] <= MOST_MIB,
        },
    ]


MOST_MIB = 250  # of which Django and the apps take 150 before a row is read


def main(what: str, kind: str, path: str) -> None:
    """The child process: set up as a worker is, then work."""
    import resource

    import django

    if not what.startswith("plain"):
        django.setup()
    began = time.process_time()  # what others do on the machine does not count
    WORK[what](Path(path), kind)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
