"""How much of what streamers say in their own words the seed packs hear, on invented lines.

`tests/moderation/packs/spoken.tsv` was written without knowing a word of the packs: for each family
lines that breach it, mostly paraphrased or disguised, and lines that only sound like it. One half,
by the hash of the text, has been looked at since to find words that were missed; the other only
measures.
"""

import csv
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from moderation.engine import Engine
from tools.bench import Figure
from tools.services import ROOT

FILE = ROOT / "tests" / "moderation" / "packs" / "spoken.tsv"
TYPES = {"comment_streamer": "comment", "comment_viewer": "comment"}
HALVES = ("looked at", "held out")


class Spoken(NamedTuple):
    """One line, what it is, and what the engine made of it."""

    family: str
    is_breach: bool
    half: str
    is_named: bool
    is_flagged: bool


def spoken(engine: Engine) -> list[Spoken]:
    """Judge every line by itself, in a room that knows nothing else."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    results = engine.inspect([_event(number, row) for number, row in enumerate(rows)])
    return [
        Spoken(
            row["family"],
            row["expected"] == "hit",
            HALVES[hashlib.md5(row["text"].encode(), usedforsecurity=False).digest()[-1] % 2],
            bool(result.labels),
            result.suggestion != "pass",
        )
        for row, result in zip(rows, results, strict=True)
    ]


def _event(number: int, row: dict[str, str]) -> dict[str, object]:
    speaker = "viewer" if row["kind"] == "comment_viewer" else "marketer"
    head = {"id": number, "type": TYPES.get(row["kind"], row["kind"]), "speaker": speaker}
    if row["kind"] == "product":
        return head | {"title": row["text"], "category": row["category"]}
    return head | {"text": row["text"]}


def figures(engine: Engine) -> list[Figure]:
    """Return what is named and flagged of each kind of line, held out and looked at."""
    lines = spoken(engine)
    breaches = {half: [x for x in lines if x.is_breach and x.half == half] for half in HALVES}
    near = [x for x in lines if not x.is_breach and x.family != "none"]
    plain = [x for x in lines if x.family == "none"]
    rows = [
        _figure(f"  breaches in own words, {half}: {name}", (getattr(x, key) for x in part), None)
        for half, part in breaches.items()
        for name, key in (("named", "is_named"), ("flagged", "is_flagged"))
    ]
    return [
        *rows,
        _figure("lines that only sound like a breach flagged", (x.is_flagged for x in near), 10.0),
        _figure("ordinary spoken lines flagged", (x.is_flagged for x in plain), 0.0),
    ]


def _figure(name: str, found: Iterable[bool], most: float | None) -> Figure:
    row = list(found)
    value = 100.0 * sum(row) / len(row)
    return {
        "name": name,
        "value": round(value, 1),
        "unit": f"% of {len(row)}",
        "target": None if most is None else f"<= {most:g}",
        "ok": None if most is None else value <= most,
        "baseline": None,
        "ratio": None,
    }
