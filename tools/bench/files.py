"""Tables of a million rows in and out, and a file sealed and opened: speed and memory.

Beside CSV and NDJSON stands what the standard library does alone; beside Excel, openpyxl as it is
usually used. Memory is bounded when the millionth row costs no more than the thousandth did.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl

from tools.bench import Figure
from tools.services import ROOT

ROWS = 1_000_000
EARLY, FEWER = 1_000, 20_000
SEALED = 256 << 20
NAMES = ("日期", "直播间", "商品", "金额", "备注")
KINDS = ("csv", "ndjson", "xlsx")
MIB = 1 << 20
MOST_GROWTH = 24  # MiB, for a million rows
NOTED: dict[str, float] = {}


def peak() -> float:
    """Return the most memory this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def note_early() -> None:
    """Note the memory now; where the system can, let the peak be counted from here."""
    NOTED["early"] = peak()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        NOTED["early"] = high_water()


def high_water() -> float:
    """Return the most memory since it was last asked to begin anew, in MiB."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(said.split("VmHWM:")[1].split()[0]) / 1024


def rows(count: int = ROWS) -> Iterator[dict[str, Any]]:
    """Yield rows as a platform would import them; note the memory when the first are made."""
    for number in range(count):
        if number == EARLY:
            note_early()
        cells = ("2026-11-22", f"直播间 {number % 997}", "白茶 300g", number, "含包邮")
        yield dict(zip(NAMES, cells, strict=True))


def counted(found: Iterable[Any]) -> int:
    """Count rows that were read; note the memory when the first have come."""
    number = 0
    for number, _row in enumerate(found, 1):
        if number == EARLY:
            note_early()
    return number


def plain_csv_out(path: Path) -> int:
    """What the standard library does with nothing around it."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(NAMES)
        writer.writerows(list(row.values()) for row in rows())
    return ROWS


def plain_csv_in(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as table:
        return sum(1 for _ in csv.reader(table)) - 1


def plain_ndjson_out(path: Path) -> int:
    with path.open("w", encoding="utf-8") as out:
        for row in rows():
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return ROWS


def plain_ndjson_in(path: Path) -> int:
    with path.open(encoding="utf-8") as table:
        return sum(1 for line in table if json.loads(line))


def plain_xlsx_out(path: Path) -> int:
    """What is usually done: the whole workbook in memory. Fewer rows, or it would not fit."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(NAMES)
    for row in rows(FEWER):
        sheet.append(list(row.values()))
    book.save(path)
    return FEWER


def plain_xlsx_in(path: Path) -> int:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sum(1 for _ in sheet.values) - 1


def ours_out(path: Path, kind: str) -> int:
    from office.services import tables

    with path.open("wb") as out:
        for piece in tables.write_rows(rows(), kind):
            out.write(piece)
    return ROWS


def ours_in(path: Path, kind: str) -> int:
    from office.services import tables

    with path.open("rb") as table:
        return counted(tables.read_rows(table, kind))


def seal(_path: Path, _kind: str) -> int:
    """Seal and open parts as files are: the cryptography alone, without a disk."""
    from livecompliance.kernel import crypto
    from office import codec

    key, content = crypto.new_key(), os.urandom(codec.PART)
    for index in range(SEALED // codec.PART):
        sealed = codec.part_seal(key, "t|m|f|p", index, content, is_last=False)
        codec.part_open(key, "t|m|f|p", index, sealed, is_last=False)
    return 0


PLAIN: dict[tuple[str, str], Callable[[Path], int]] = {
    ("out", "csv"): plain_csv_out,
    ("in", "csv"): plain_csv_in,
    ("out", "ndjson"): plain_ndjson_out,
    ("in", "ndjson"): plain_ndjson_in,
    ("out", "xlsx"): plain_xlsx_out,
    ("in", "xlsx"): plain_xlsx_in,
}
OURS: dict[str, Callable[[Path, str], int]] = {"out": ours_out, "in": ours_in, "seal": seal}


def measure(who: str, way: str, kind: str, path: Path) -> dict[str, float]:
    """Do one piece of work in a process of its own: its rows, CPU seconds and memory."""
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev"}
    said = subprocess.run(
        [sys.executable, "-m", "tools.bench.files", who, way, kind, str(path)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(said.stdout)
    return found


def figures() -> list[Figure]:
    """Measure every kind in both directions beside what is usually done."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for kind in KINDS:
            for way in ("out", "in"):
                plain = measure("plain", way, kind, place / f"plain.{kind}")
                ours = measure("ours", way, kind, place / f"ours.{kind}")
                if ours["rows"] != ROWS:
                    raise AssertionError(f"{ours['rows']} rows instead of {ROWS}")
                found += _beside(f"{kind} {way}", ours, plain)
        sealing = measure("ours", "seal", "", place)
    speed = round(SEALED / MIB / sealing["seconds"])
    found.append(_figure("file sealed and opened", speed, "MiB/s"))
    return found


def _beside(name: str, ours: dict[str, float], plain: dict[str, float]) -> list[Figure]:
    speed, usual = (each["rows"] / each["seconds"] for each in (ours, plain))
    grown = ours["late"] - ours["early"]
    fewer = f" (baseline: {FEWER:,} rows)" if plain["rows"] == FEWER else ""
    memory = _figure(f"{name}, peak memory{fewer}", round(ours["peak"]), "MiB")
    growth = _figure(f"{name}, memory from row 1,000 on", round(grown, 1), "MiB")
    return [
        _figure(name, round(speed), "rows/s") | {"baseline": round(usual), "ratio": speed / usual},
        memory | {"baseline": round(plain["peak"]), "ratio": ours["peak"] / plain["peak"]},
        growth | {"target": f"≤ {MOST_GROWTH}", "ok": grown <= MOST_GROWTH},
    ]


def _figure(name: str, value: float, unit: str) -> Figure:
    return {"name": name, "value": value, "unit": unit,
            "baseline": None, "ratio": None, "target": "", "ok": None}  # fmt: skip


def main(who: str, way: str, kind: str, path: str) -> None:
    """The child process: set up as a worker is, then work."""
    import django

    if who == "ours":
        django.setup()
    began = time.process_time()  # what others do on the machine does not count
    plain = PLAIN.get((way, kind))
    whole = peak()
    done = plain(Path(path)) if who == "plain" and plain else OURS[way](Path(path), kind)
    took = time.process_time() - began
    late = peak()
    with suppress(OSError):
        late = high_water()
    print(
        json.dumps({"rows": done, "seconds": took, "peak": max(whole, late), "late": late} | NOTED)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
