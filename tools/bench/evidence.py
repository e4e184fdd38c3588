"""Packages of evidence: a broadcast of a million events packed, masked and verified."""

import tempfile
from pathlib import Path
from typing import Any

from tools.bench import Figure, services
from tools.bench._web import told_by

EVENTS, FEW, PACKED_S = 1_000_000, 100_000, 60
MODULE = "tools.bench._evidence"


def figures() -> list[Figure]:
    """Pack a tenth and the whole, so that the growth of time and memory is seen."""
    with services() as own, tempfile.TemporaryDirectory() as folder:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        few = _packed(environment, folder, FEW, "court")
        whole = _packed(environment, folder, EVENTS, "court")
        masked = told_by(
            environment, MODULE, "pack", *whole["of"], "consumer", str(Path(folder) / "masked.zip")
        )
        checked = told_by(environment, MODULE, "verify", whole["path"])
    grown = whole["peak_mib"] - few["peak_mib"]
    return [
        {
            "name": f"package of {EVENTS:,} events",
            "value": round(whole["took_s"], 1),
            "unit": "s",
            "target": f"< {PACKED_S}",
            "ok": whole["took_s"] < PACKED_S and whole["events"] == EVENTS,
            "note": f"{whole['size'] / 2**20:.0f} MiB, {whole['members']} files, from PostgreSQL",
        },
        {
            "name": f"the same for a consumer, {EVENTS:,} events masked",
            "value": round(masked["took_s"], 1),
            "unit": "s",
            "target": f"< {PACKED_S}",
            "ok": masked["took_s"] < PACKED_S,
            "note": f"{masked['size'] / 2**20:.0f} MiB, each withheld event by its digest",
        },
        {
            "name": f"memory more for {EVENTS:,} events than for {FEW:,}",
            "value": round(grown),
            "unit": "MiB",
            "target": "≤ 64",
            "ok": grown <= 64,
            "note": f"peak {whole['peak_mib']:.0f} MiB, of which Django most",
        },
        {
            "name": f"verified, {EVENTS:,} events",
            "value": round(checked["took_s"], 1),
            "unit": "s",
            "ok": checked["events"] == EVENTS,
            "note": f"the program inside, peak {checked['peak_mib']:.0f} MiB with Django",
        },
    ]


def _packed(environment: dict[str, str], folder: str, events: int, recipient: str) -> Any:
    made = told_by(environment, "tools.bench._seed", "1")
    of, path = (made["tenant"], made["sessions"][0]), str(Path(folder) / f"{events}.zip")
    told_by(environment, MODULE, "seed", str(events), *of)
    return told_by(environment, MODULE, "pack", *of, recipient, path) | {"of": of, "path": path}
