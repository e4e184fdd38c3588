"""`./lc bench [NAME ...]`: run the measurements, print the table, keep .local/bench.json.

`NAME=NUMBER` gives a measurement that takes one its size.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tools.bench import Figure
from tools.services import ROOT, stop_on_signals

HERE = Path(__file__).resolve().parent
REPORT = ROOT / ".local" / "bench.json"
COLUMNS = ("figure", "value", "unit", "baseline", "ratio", "target", "")


def names() -> list[str]:
    """Return the measurements that exist."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def number(value: Any) -> str:
    """Return a number short enough for a table."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def row(figure: Figure) -> list[str]:
    """Return a figure's cells."""
    ratio = figure.get("ratio")
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.get("ok")]
    return [
        figure["name"],
        number(figure["value"]),
        figure["unit"],
        number(figure.get("baseline")),
        f"{ratio:.3g}x" if ratio else "",
        number(figure.get("target")),
        verdict,
    ]


def table(figures: list[Figure]) -> str:
    """Return the figures as aligned text."""
    rows = [list(COLUMNS), *(row(figure) for figure in figures)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(COLUMNS))]
    right = {1, 3, 4}
    lines = []
    for cells in rows:
        padded = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def keep(measured: dict[str, list[Figure]]) -> None:
    """Write the report; measurements that did not run this time keep their last figures."""
    try:
        report = json.loads(REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        report = {}
    benches = report.get("benches", {})
    for name, figures in measured.items():
        benches[name] = {"at": time.time(), "machine": machine(), "figures": figures}
    all_figures = [
        {"bench": name} | figure for name in sorted(benches) for figure in benches[name]["figures"]
    ]
    REPORT.parent.mkdir(exist_ok=True)
    content = {"figures": all_figures, "benches": benches}
    REPORT.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main(wanted: list[str]) -> int:
    """Run the measurements named, or all; fail when one could not be made."""
    sizes = dict(one.partition("=")[::2] for one in wanted)
    if unknown := set(sizes) - set(names()):
        print(f"lc: no such bench: {', '.join(sorted(unknown))}; there is: {', '.join(names())}")
        return 2
    stop_on_signals()
    measured: dict[str, list[Figure]] = {}
    broken = []
    for name in sizes or names():
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            size = [int(sizes[name])] if sizes.get(name) else []
            measured[name] = importlib.import_module(f"tools.bench.{name}").figures(*size)
        except Exception:  # noqa: BLE001 (one broken measurement must not hide the others)
            traceback.print_exc()
            broken.append(name)
            continue
        keep({name: measured[name]})
    figures = [figure for name in measured for figure in measured[name]]
    print(table(figures))
    missed = sum(figure.get("ok") is False for figure in figures)
    print(f"\n{len(figures)} figures, {missed} missed; {REPORT.relative_to(ROOT)}")
    if broken:
        print(f"not measured: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
