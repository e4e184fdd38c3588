"""False alarms of links, figures and accounts; what a learnt signal is worth. Data lie outside."""

import gzip
import json
import os
import random
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conduct.rules import traffic, twins
from moderation.engine import Engine, training
from moderation.engine.fold import fold
from moderation.engine.hosts import read_host
from moderation.engine.jumps import GRAVE, read_jump
from tools.bench import Figure
from tools.services import ROOT

READ_EVERY_MS = 180_000  # of the recordings: "every few minutes"
WINDOW = 1_700  # lines: ten minutes of the fullest recorded rooms
HANDS = 400  # windows into which a hand with six accounts is put


def data() -> Path:
    """Return where recordings and lists lie."""
    return Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


def figures() -> list[Figure]:
    """Count what would be alarmed about though nothing is known against it, and what is missed."""
    return [*_links(), *_series(), *_accounts(), *_learnt()]


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _links() -> Iterator[Figure]:
    targets, folder = Engine.base().targets, data() / "06_links_qr"
    wanted = (
        ("urls_benign_unb2016", "ordinary addresses with a grave flag", 1.5),
        ("urls_phishing_phishtank2020", "phishing addresses with a grave flag", None),
        ("domains_scam_jarelllama2025", "bare names of scam sites with a grave flag", None),
    )
    for name, said, most in wanted:
        texts = [one["text"].replace("&amp;", "&") for one in _lines(folder / f"{name}.jsonl.gz")]
        texts = [text for text in texts if is_kept_back(text)]
        began = time.perf_counter()
        grave = [read_jump(text, targets).flags & GRAVE for text in texts]
        micro = (time.perf_counter() - began) / len(texts) * 1e6
        share = 100 * sum(map(bool, grave)) / len(texts)
        others = sum(bool(one - {"redirect"}) for one in grave)
        row: Figure = {
            "name": f"conduct, {said}",
            "value": round(share, 2),
            "unit": "%",
            "note": f"{len(texts):,} of the half nobody looked at; but for redirects: {others}; "
            f"{micro:.0f} µs each",
        }
        if most is not None:
            row["target"], row["ok"] = f"≤ {most}", share <= most
        yield row


def is_kept_back(text: str) -> bool:
    """Tell whether an address is of the half that signs were not set by: by its domain."""
    host = re.split(r"[/?#]", text.partition("://")[2] or text, maxsplit=1)[0]
    return bool(zlib.crc32(read_host(host).domain.encode()) % 2)


def _series() -> Iterator[Figure]:
    readings = alarms = 0
    for path in sorted((data() / "01_livechat" / "sessions").glob("*.room_stats.jsonl")):
        points: list[traffic.Point] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            told = {"viewers": row["popularity"], "followers": row["followers"]}
            points = traffic.folded(points, [(number * READ_EVERY_MS, told)])
            readings += 1
            alarms += bool(traffic.anomalies(points, traffic.Limits()))
    share = 100 * alarms / max(1, readings)
    yield {
        "name": "conduct, readings of recorded rooms that are alarmed about",
        "value": round(share, 2),
        "unit": "%",
        "target": "≤ 1",
        "ok": share <= 1,
        "note": f"{alarms} of {readings}; whether any of them was inflated nobody knows",
    }


def _accounts() -> Iterator[Figure]:
    windows = [window for path in _recorded() for window in _windows(path)]
    began = time.perf_counter()
    alarms = sum(bool(twins.twins(window)) for window in windows)
    milli = (time.perf_counter() - began) / max(1, len(windows)) * 1e3
    chance = random.Random(20_260)
    hands = [
        [*window, *((-account, -line) for account in range(1, 7) for line in range(1, 4))]
        for window in chance.sample(windows, min(HANDS, len(windows)))
    ]
    found = sum(bool(twins.twins(window)) for window in hands)
    share = 100 * alarms / max(1, len(windows))
    yield {
        "name": "conduct, ten minutes of recorded chat with accounts alike",
        "value": round(share, 2),
        "unit": "%",
        "target": "≤ 0.5",
        "ok": share <= 0.5,
        "note": f"{alarms} of {len(windows)}; {milli:.1f} ms each",
    }
    yield {
        "name": "conduct, the same with a hand of six accounts and three lines put in, found",
        "value": round(100 * found / max(1, len(hands)), 1),
        "unit": "%",
        "target": "≥ 99",
        "ok": found >= 0.99 * len(hands),
    }


def _recorded() -> list[Path]:
    return sorted((data() / "01_livechat" / "sessions").glob("*.jsonl.gz"))


def _windows(path: Path) -> Iterator[list[tuple[int, int]]]:
    rows = [(one["user"], fold(one["text"])) for one in _lines(path) if one.get("text")]
    for start in range(0, len(rows), WINDOW):
        part = rows[start : start + WINDOW]
        yield [(user, hash(text)) for user, text in part if twins.counts(text)]


# File, label of the kind, least precision and recall on what is held back; None: only told.
PRACTICE = (
    ("chat_spam_tg", "spam", 0.95, 0.88),
    ("stoneskipping_taobao_review_camouflage", "spam_abuse", 0.95, 0.95),
    ("cold_offensive", "offensive", 0.9, None),
)


def _learnt() -> Iterator[Figure]:
    for name, label, precision, recall in PRACTICE:
        path = data() / "02_toxicity_spam" / f"{name}.jsonl.gz"
        began = time.perf_counter()
        model = training.train(label, training.read(training.lines_of([path]), [label]), [label])
        took = time.perf_counter() - began
        found = model.about.measured
        said = f"{found.texts:,} held back, calibration error {found.calibration_error:.3f}"
        yield {
            "name": f"learnt, {label}: precision",
            "value": round(found.precision, 3),
            "unit": "",
            "target": f"≥ {precision}",
            "ok": found.precision >= precision,
            "note": f"at {model.about.threshold:.3f}; {said}; trained in {took:.1f} s",
        }
        row: Figure = {
            "name": f"learnt, {label}: recall",
            "value": round(found.recall, 3),
            "unit": "",
        }
        if recall is not None:
            row["target"], row["ok"] = f"≥ {recall}", found.recall >= recall
        yield row
