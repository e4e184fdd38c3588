"""How well the base catalogue tells listed goods from others, on invented listings.

`tests/catalog/listings.tsv` was written without knowing a word of the pack: for each of the 94
entries listings that are of it, one in six disguised, and lawful ones that only look like it; and
three hundred everyday goods. One half, by the hash of the title, has been looked at since to find
words that were missed; the other only measures.
"""

import csv
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from catalog.rules.judge import Catalogue, Product
from tools.bench import Figure
from tools.services import ROOT

FILE = ROOT / "tests" / "catalog" / "listings.tsv"
HALVES = ("looked at", "held out")


class Listing(NamedTuple):
    """One listing: the number of its entry (0: none), and whether it was held back."""

    entry: int
    is_listed: bool
    half: str
    is_held: bool


def listings(catalogue: Catalogue) -> list[Listing]:
    """Judge every listing."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    asked = [Product(row["title"], row["description"], row["category"]) for row in rows]
    return [
        Listing(
            int(row["entry"]),
            row["expected"] == "hit",
            HALVES[hashlib.md5(row["title"].encode(), usedforsecurity=False).digest()[-1] % 2],
            judged.verdict != "allow",
        )
        for row, judged in zip(rows, catalogue.judge(asked), strict=True)
    ]


def figures(catalogue: Catalogue) -> list[Figure]:
    """Return what is held back of each kind of listing."""
    lines = listings(catalogue)
    kinds: list[tuple[str, list[Listing], float | None, float | None]] = [
        (f"listed goods held back, {half}", [x for x in lines if x.is_listed and x.half == half],
         least, None) for half, least in zip(HALVES, (95.0, 75.0), strict=True)
    ]  # fmt: skip
    near = [x for x in lines if not x.is_listed and x.entry and x.half == HALVES[1]]
    plain = [x for x in lines if not x.is_listed and not x.entry]
    kinds += [
        ("goods that only look like it held back, held out", near, None, 12.0),
        ("everyday goods held back", plain, None, 4.0),
    ]
    return [_figure(name, part, least, most) for name, part, least, most in kinds]


def _figure(name: str, part: Iterable[Listing], least: float | None, most: float | None) -> Figure:
    held = [x.is_held for x in part]
    value = 100.0 * sum(held) / len(held)
    return {
        "name": name,
        "value": round(value, 1),
        "unit": f"% of {len(held)}",
        "target": f">= {least:g}" if least is not None else f"<= {most:g}",
        "ok": value >= least if least is not None else value <= (most or 0.0),
        "baseline": None,
        "ratio": None,
    }
