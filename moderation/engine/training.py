"""Train a learnt signal: logistic regression on hashed n-grams, calibrated on texts apart. Pure.

The same lines always make the same model, byte for byte.
"""

import gzip
import hashlib
import io
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from moderation.engine.fold import fold
from moderation.engine.learnt import (
    SIZE,
    About,
    Bin,
    Measured,
    Model,
    calibrated,
    places_of,
)
from moderation.engine.tables import FOLD_HASH

MOST_LINES = 200_000  # kept of whatever is given: a sample that every line may enter alike
MOST_BYTES = 65_536  # of one line; a longer one is none
LEAST_EACH = 50  # texts of either kind, below which nothing is learnt
SEED = 20_260
EPOCHS, BATCH, RATE, DECAY = 6, 256, 0.4, 2e-6
APART, HELD = (0, 26), (26, 77)  # of 256: for calibration, a tenth; held back, a fifth
PRECISION = 0.95  # that the threshold should reach on the texts for calibration
TOP = 30


class DataError(ValueError):
    """Nothing can be learnt from this; the message says why."""


class Example(NamedTuple):
    """One text and whether it is of the kind."""

    text: str
    is_positive: bool


class Line(msgspec.Struct):
    """What is read of a line: other fields are passed over."""

    text: str
    label: str | bool | int


class Read(NamedTuple):
    """What was read: examples, how many lines there were, how many could not be read."""

    examples: list[Example]
    lines: int
    faulty: int


_line = msgspec.json.Decoder(Line)


def files_of(path: Path) -> list[Path]:
    """Return the files of a folder, or the file itself.

    Raises:
        DataError: there is none.
    """
    named = ("*.jsonl", "*.jsonl.gz")
    found = sorted(one for name in named for one in path.glob(name)) if path.is_dir() else [path]
    if not found or not all(one.is_file() for one in found):
        raise DataError(f"{path}: no .jsonl or .jsonl.gz here")
    return found


def lines_of(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield the lines of files; a damaged archive ends where it is damaged, in a DataError."""
    for path in paths:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
            try:
                while line := stream.readline(MOST_BYTES):
                    yield line
            except (EOFError, OSError, zlib.error) as fault:
                raise DataError(f"{path.name}: damaged archive") from fault


def read(lines: Iterable[bytes], positive: Sequence[str], most: int = MOST_LINES) -> Read:
    """Return examples of lines of JSON, each text once; of too many a sample drawn by chance.

    Only what is kept is held in memory, however many lines there are.
    """
    chance = random.Random(SEED)  # noqa: S311  (the same sample every time)
    kept: list[bytes] = []
    count = 0
    for line in lines:
        if not line.strip():
            continue
        count += 1
        if len(kept) < most:
            kept.append(line)
        elif (place := chance.randrange(count)) < most:
            kept[place] = line
    wanted, faulty = frozenset(positive), 0
    found: dict[str, Example] = {}
    for line in kept:
        try:
            row = _line.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            faulty += 1
            continue
        found.setdefault(row.text, Example(row.text, _is_positive(row.label, wanted)))
    return Read(list(found.values()), count, faulty)


def _is_positive(label: str | bool | int, wanted: frozenset[str]) -> bool:
    return str(label) in wanted if isinstance(label, str) else bool(label)


def share_of(text: str) -> int:
    """Return a number from 0 to 255 that is a text's own: it decides on which side it stands."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0]


class Rows:
    """Examples as flat columns: places of n-grams, where each begins, the labels."""

    def __init__(self, examples: Sequence[Example]) -> None:
        found = [places_of(one.text) for one in examples]
        self.sizes = np.array([len(one) for one in found], dtype=np.int64)
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)))
        self.places = np.concatenate(found) if found else np.empty(0, dtype=np.uint32)
        self.labels = np.array([one.is_positive for one in examples], dtype=np.float64)

    def __len__(self) -> int:
        return len(self.labels)

    def scores(self, weights: NDArray[np.float32], bias: float) -> NDArray[np.float64]:
        """Return the raw score of every example."""
        sums = np.add.reduceat(
            np.append(weights[self.places].astype(np.float64), 0.0), self.starts[:-1]
        )
        sums[self.sizes == 0] = 0.0
        return sums / np.sqrt(np.maximum(self.sizes, 1)) + bias


def train(name: str, given: Read, labels: Sequence[str]) -> Model:
    """Return a model of examples, with what it is worth on those that were held back.

    Raises:
        DataError: too few of one kind, or of both.
    """
    sides: dict[str, list[Example]] = {"train": [], "apart": [], "held": []}
    for one in given.examples:
        share = share_of(one.text)
        inside = {"apart": APART, "held": HELD}
        side = next((key for key, (low, high) in inside.items() if low <= share < high), "train")
        sides[side].append(one)
    for side, rows in sides.items():
        _require_both(side, rows)
    learnt, apart, held = (Rows(sides[side]) for side in ("train", "apart", "held"))
    weights, bias = _fitted(learnt)
    weights = weights.astype(np.float16).astype(np.float32)  # as it will be kept
    slope, offset = _platt(apart.scores(weights, bias), apart.labels)
    said = calibrated(apart.scores(weights, bias), slope, offset)
    threshold = _threshold(said, apart.labels)
    probable = calibrated(held.scores(weights, bias), slope, offset)
    about = About(
        name=name,
        fold=FOLD_HASH,
        bias=bias,
        slope=slope,
        offset=offset,
        threshold=threshold,
        trained=len(learnt),
        positives=int(learnt.labels.sum()),
        labels=sorted(labels),
        measured=measured(probable, held.labels, threshold),
    )
    model = Model(about, weights)
    return Model(msgspec.structs.replace(about, top=_top(model, sides["train"])), weights)


def _require_both(side: str, rows: Sequence[Example]) -> None:
    counts = Counter(one.is_positive for one in rows)
    least = LEAST_EACH if side == "train" else 5
    if counts[True] < least or counts[False] < least:
        raise DataError(
            f"too few texts to learn from ({side}): {counts[True]} of the kind, "
            f"{counts[False]} others; at least {least} of each"
        )


def _fitted(rows: Rows) -> tuple[NDArray[np.float32], float]:
    """Return weights and bias by adaptive gradient descent; both kinds weigh alike."""
    weights, seen = np.zeros(SIZE, dtype=np.float32), np.full(SIZE, 1e-6, dtype=np.float32)
    bias, bias_seen = 0.0, 1e-6
    positives = rows.labels.sum()
    balance = np.where(
        rows.labels > 0, len(rows) / (2 * positives), len(rows) / (2 * (len(rows) - positives))
    )
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch)
        for picked in _batches(order.permutation(len(rows))):
            owners, places = _flat(rows, picked)
            length = np.sqrt(np.maximum(rows.sizes[picked], 1))
            sums = np.bincount(owners, weights=weights[places], minlength=len(picked))
            raw = sums / length + bias
            error = (calibrated(raw, 1.0, 0.0) - rows.labels[picked]) * balance[picked]
            slopes = (error / length)[owners].astype(np.float32)
            touched, where = np.unique(places, return_inverse=True)
            pull = np.bincount(where, weights=slopes).astype(np.float32) / len(picked)
            pull += DECAY * weights[touched]
            seen[touched] += pull * pull
            weights[touched] -= rate * pull / np.sqrt(seen[touched])
            drift = float(error.mean())
            bias_seen += drift * drift
            bias -= rate * drift / float(np.sqrt(bias_seen))
    return weights, bias


def _batches(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _flat(rows: Rows, picked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the places of some examples one after another, and whose each is."""
    sizes = rows.sizes[picked]
    owners = np.repeat(np.arange(len(picked)), sizes)
    first = np.repeat(rows.starts[picked] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    return owners, rows.places[first + np.arange(len(owners))]


def _platt(raw: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and offset that make probabilities of raw scores; smoothed as Platt has it."""
    many, few = labels.sum(), len(labels) - labels.sum()
    wanted = np.where(labels > 0, (many + 1) / (many + 2), 1 / (few + 2))
    slope, offset = 1.0, 0.0
    for _ in range(50):
        said = calibrated(raw, slope, offset)
        pull, weight = said - wanted, np.maximum(said * (1 - said), 1e-9)
        one = np.array([(pull * raw).sum(), pull.sum()])
        two = np.array(
            [[(weight * raw * raw).sum() + 1e-9, (weight * raw).sum()],
             [(weight * raw).sum(), weight.sum() + 1e-9]]
        )  # fmt: skip
        step = np.linalg.solve(two, one)
        slope, offset = slope - float(step[0]), offset - float(step[1])
        if np.abs(step).max() < 1e-7:
            break
    return float(np.clip(slope, 1e-3, 1e3)), float(np.clip(offset, -1e3, 1e3))


def _threshold(said: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    """Return the lowest probability from which on enough of what is said is so; 0.5 at least."""
    order = np.argsort(-said, kind="stable")
    right = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= PRECISION)
    lowest = float(said[order[good[-1]]]) if len(good) else 0.99
    return round(min(0.99, max(0.5, lowest)), 4)


def measured(said: NDArray[np.float64], labels: NDArray[np.float64], threshold: float) -> Measured:
    """Return what probabilities are worth: precision, recall, and if they mean what they say."""
    picked = said >= threshold
    right = float(labels[picked].sum())
    precision = right / max(1, int(picked.sum()))
    recall = right / max(1.0, float(labels.sum()))
    table = list(_table(said, labels))
    error = sum(row.texts * abs(row.said - row.true) for row in table) / max(1, len(labels))
    both = precision + recall
    return Measured(
        texts=len(labels),
        positives=int(labels.sum()),
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(2 * precision * recall / both, 4) if both else 0.0,
        brier=round(float(((said - labels) ** 2).mean()), 4),
        calibration_error=round(error, 4),
        table=table,
    )


def _table(said: NDArray[np.float64], labels: NDArray[np.float64]) -> Iterator[Bin]:
    place = np.minimum((said * 10).astype(np.int64), 9)
    for bin_ in range(10):
        here = place == bin_
        if here.any():
            yield Bin(
                bin_ / 10,
                (bin_ + 1) / 10,
                int(here.sum()),
                round(float(said[here].mean()), 4),
                round(float(labels[here].mean()), 4),
            )


def _top(model: Model, examples: Sequence[Example]) -> list[str]:
    """Return the n-grams that speak most for the kind, of those that stand in enough texts."""
    counts: Counter[str] = Counter()
    for one in examples:
        if one.is_positive:
            folded = fold(one.text[:400])
            counts.update({folded[at : at + 2] for at in range(len(folded) - 1)})
    common = [gram for gram, number in counts.items() if number >= 5 and len(gram) == 2]
    weighed = {gram: model.weight_of(gram) for gram in common}
    return sorted(weighed, key=lambda gram: (-weighed[gram], gram))[:TOP]
