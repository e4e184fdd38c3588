"""How well the seed packs tell contact advertising from ordinary chat, on labelled real chat.

The lines are read from outside the repository and never leave it. Half of them, by the hash of the
text, served to find mechanisms; the other half is reported beside it, so that over-fitting shows.
"""

import gzip
import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from moderation.engine import Engine
from tools.bench import Figure, _spoken
from tools.services import ROOT

CONTACT = ("ad_contact", "ad_gambling", "contact_exchange")
SAMPLE, SEED = 20_000, 20_260
FLAGS = ("tuned on", "held out")


class Line(NamedTuple):
    """One labelled line, and whether the engine flagged it."""

    label: str
    stratum: str
    half: str
    flagged: bool


def data() -> Path:
    """Return where the recorded chat lies."""
    default = ROOT.parent / "shared" / "data" / "01_livechat"
    return Path(os.environ.get("LIVECHAT_DATA", default))


def half(text: str) -> str:
    """Return which half a text belongs to."""
    return FLAGS[hashlib.sha256(text.encode()).digest()[0] % 2]


def flagged(engine: Engine, text: str) -> bool:
    """Tell whether a viewer's line would be held back, in a room that knows nothing else."""
    event = {"id": 1, "type": "comment", "text": text}
    return engine.inspect([event])[0].suggestion != "pass"


def labelled(engine: Engine) -> list[Line]:
    """Judge every labelled line."""
    with (data() / "hand_labelled.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    return [
        Line(r["label"], r["stratum"], half(r["text"]), flagged(engine, r["text"])) for r in rows
    ]


def unlabelled() -> list[str]:
    """Return a fixed sample of the recorded sessions."""
    paths = sorted((data() / "sessions").glob("*.jsonl.gz"))
    texts = [text for path in paths for text in _texts(path)]
    return random.Random(SEED).sample(texts, min(SAMPLE, len(texts)))


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def share(lines: Iterable[Line]) -> tuple[float, int]:
    """Return the flagged share of some lines in per cent, and how many there are."""
    row = list(lines)
    return (100.0 * sum(line.flagged for line in row) / len(row), len(row)) if row else (0.0, 0)


def figure(name: str, found: tuple[float, int], least: float | None, most: float | None) -> Figure:
    """Return one line of the table."""
    value, count = found
    ok = None if least is None and most is None else True
    ok = value >= least if least is not None else ok
    ok = value <= most if most is not None else ok
    target = f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else None
    return {
        "name": name,
        "value": round(value, 2),
        "unit": f"% of {count}",
        "target": target,
        "ok": ok,
        "baseline": None,
        "ratio": None,
    }


def _is_ad(line: Line) -> bool:
    return line.label in CONTACT


def _is_odd_normal(line: Line) -> bool:
    return line.label == "normal" and line.stratum == "digits_or_odd_unicode"


def headline(lines: list[Line]) -> list[Figure]:
    """Return the figures that have a target, and the two halves of each."""
    random_normal = [x for x in lines if x.label == "normal" and x.stratum == "random"]
    rows = [
        figure("ads with contact flagged", share(filter(_is_ad, lines)), 90.0, None),
        figure("random normal lines flagged", share(random_normal), None, 0.0),
        figure("odd-digit normal lines flagged", share(filter(_is_odd_normal, lines)), None, 4.0),
    ]
    for name in FLAGS:
        part = [x for x in lines if x.half == name]
        rows.append(figure(f"  ads, half {name}", share(filter(_is_ad, part)), None, None))
        rows.append(
            figure(
                f"  odd-digit normal, half {name}", share(filter(_is_odd_normal, part)), None, None
            )
        )
    return rows


def breakdown(lines: list[Line]) -> list[Figure]:
    """Return the flagged share of every label in every stratum."""
    cells = sorted(Counter((x.label, x.stratum) for x in lines))
    return [
        figure(
            f"  {label} / {stratum}",
            share(x for x in lines if (x.label, x.stratum) == (label, stratum)),
            None,
            None,
        )
        for label, stratum in cells
    ]


def figures() -> list[Figure]:
    """Return the detection table, or a note that the data is not here."""
    engine = Engine.base()
    if not (data() / "hand_labelled.jsonl").is_file():
        return [
            *_spoken.figures(engine),
            {
                "name": "detection: no recorded chat here",
                "value": 0,
                "unit": "lines",
                "note": "set LIVECHAT_DATA",
            },
        ]
    lines = labelled(engine)
    sample = unlabelled()
    hits = sum(flagged(engine, text) for text in sample)
    found = (100.0 * hits / len(sample), len(sample)) if sample else (0.0, 0)
    return [
        *headline(lines),
        figure("unlabelled chat flagged", found, None, 3.0),
        *_spoken.figures(engine),
        *breakdown(lines),
    ]
