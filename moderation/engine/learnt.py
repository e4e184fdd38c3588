"""A small learnt signal: a linear model of character n-grams, calibrated, explained. numpy only.

A text is folded; its n-grams of one to three signs, and the pairs of signs as they were written,
are hashed to places of one long row of weights. What comes of it is a probability.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Annotated, Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from moderation.engine.fold import fold, places
from moderation.engine.source import FamilySource, PackSource, RuleSource, Then
from moderation.engine.tables import FOLD_HASH
from moderation.engine.types import PackError

MODEL = re.compile(r"""\blearnt\(\s*["']([^"']+)["']""")
FAMILY = "F-LEARNT"
MAGIC = b"LCLM\x00\x02"
BITS = 18
SIZE = 1 << BITS
MOST_SIGNS = 400  # of a text that are looked at
FROM, TO = 2, 3  # signs that stand before and after a text
MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint32)
_DIGEST = hashlib.sha256().digest_size
Places = NDArray[np.uint32]
Unit = Annotated[float, Meta(ge=0, le=1)]


class ModelError(ValueError):
    """A file that is no model, is damaged, or was made with other tables."""


class Bin(NamedTuple):
    """One row of a calibration table: what was said, and what was so, on texts held back."""

    low: float
    high: float
    texts: int
    said: float
    true: float


class Measured(Struct, frozen=True):
    """How a model did on the texts that were held back from its training."""

    texts: int
    positives: int
    precision: float
    recall: float
    f1: float
    brier: float
    calibration_error: float
    table: list[Bin]


class About(Struct, frozen=True):
    """What is kept of a model beside its weights."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    fold: str
    bias: float
    slope: float
    offset: float
    threshold: Unit
    trained: int
    positives: int
    labels: list[str]
    measured: Measured
    top: list[str] = []


class Part(NamedTuple):
    """One n-gram of a text and how much it weighs: its place in the text's folded form."""

    gram: str
    weight: float


_about = msgspec.json.Decoder(About)


class Model:
    """A trained model. Immutable."""

    def __init__(self, about: About, weights: NDArray[np.float32]) -> None:
        """Make a model of finite weights; raises ModelError for others."""
        if weights.shape != (SIZE,) or not np.isfinite(weights).all():
            raise ModelError("the weights are not what they should be")
        self.about, self.weights = about, weights

    @cached_property
    def digest(self) -> str:
        """Return what names this model's content: 12 signs."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:12]

    @property
    def version(self) -> str:
        return f"{self.about.name}@{self.digest}"

    def probability(self, text: str) -> float:
        """Return how probable it is that a text is of the kind, by what was learnt."""
        return float(self.probabilities([text])[0])

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        raw = np.array([self._raw(text) for text in texts])
        return calibrated(raw, self.about.slope, self.about.offset)

    def _raw(self, text: str) -> float:
        found = places_of(text)
        if not len(found):
            return self.about.bias
        return float(self.weights[found].sum()) / math.sqrt(len(found)) + self.about.bias

    def explain(self, text: str, most: int = 5) -> list[Part]:
        """Return the pieces of a text that speak most for the kind, the weightiest first.

        A piece is two to four signs of the folded text; it weighs what all n-grams in it weigh.
        No two of them overlap.
        """
        folded = fold(text[:MOST_SIGNS])
        sizes = (4, 3, 2) if len(folded) > 1 else (1,)
        pieces = [(at, at + size) for size in sizes for at in range(len(folded) - size + 1)]
        weighed = sorted(
            ((self.weight_of(folded[first:last]), first, last) for first, last in pieces),
            key=lambda one: (-one[0], one[1]),
        )
        taken: list[tuple[int, int]] = []
        chosen: list[Part] = []
        for weight, first, last in weighed:
            if weight <= 0 or len(chosen) == most:
                break
            if all(last <= low or high <= first for low, high in taken):
                taken.append((first, last))
                chosen.append(Part(folded[first:last], round(weight, 3)))
        return chosen

    def weight_of(self, piece: str) -> float:
        """Return what the n-grams of a piece of folded text weigh together."""
        codes = _codes(piece)
        found = np.concatenate([_hashed(codes, size) for size in (1, 2, 3)])
        return float(self.weights[np.unique(found)].sum())

    def telling(self, text: str) -> tuple[int, int] | None:
        """Return where the weightiest n-gram stands in a text; None where nothing speaks for it."""
        parts = self.explain(text, 1)
        if not parts:
            return None
        folded, place = fold(text), places(text)
        at = folded.find(parts[0].gram)
        if at < 0 or len(place) != len(folded):
            return None
        return place[at], place[at + len(parts[0].gram) - 1] + 1

    def to_bytes(self) -> bytes:
        """Return the model as a file: checked, without pickle."""
        head = msgspec.json.encode(self.about)
        body = len(head).to_bytes(8, "little") + head + self.weights.astype("<f2").tobytes()
        return MAGIC + hashlib.sha256(body).digest() + body

    @staticmethod
    def from_bytes(data: bytes) -> "Model":
        """Read a model.

        Raises:
            ModelError: no model, damaged, or made with other fold tables.
        """
        start = len(MAGIC) + _DIGEST
        if data[: len(MAGIC)] != MAGIC or len(data) < start + 8:
            raise ModelError("not a model of this version")
        body = memoryview(data)[start:]
        if hashlib.sha256(body).digest() != data[len(MAGIC) : start]:
            raise ModelError("damaged: its checksum does not agree")
        size = int.from_bytes(body[:8], "little")
        try:
            about = _about.decode(bytes(body[8 : 8 + size]))
            weights = np.frombuffer(body[8 + size :], dtype="<f2").astype(np.float32)
        except (msgspec.DecodeError, ValueError) as fault:
            raise ModelError("damaged: its header cannot be read") from fault
        if about.fold != FOLD_HASH:
            raise ModelError("made with other fold tables; train it again")
        return Model(about, weights)


def calibrated(raw: NDArray[np.float64], slope: float, offset: float) -> NDArray[np.float64]:
    """Return probabilities of raw scores."""
    return 1.0 / (1.0 + np.exp(-np.clip(slope * raw + offset, -40, 40)))


def places_of(text: str) -> Places:
    """Return the places of a text's n-grams, each once."""
    cut = text[:MOST_SIGNS]
    folded, written = _codes(fold(cut)), _codes(cut)
    if not len(written):
        return np.empty(0, dtype=np.uint32)
    bounded = np.concatenate(([FROM], folded, [TO])).astype(np.uint32)
    rows = [_hashed(bounded, size) for size in (1, 2, 3)]
    if len(written) > 1:
        rows.append(_hashed(written, 2) ^ np.uint32(0x2AAAA))
    return np.unique(np.concatenate(rows))


def _codes(text: str) -> Places:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _hashed(codes: Places, size: int) -> Places:
    """Return the places of all n-grams of a size."""
    count = len(codes) - size + 1
    if count < 1:
        return np.empty(0, dtype=np.uint32)
    mixed = np.full(count, size * 0x01000193, dtype=np.uint32)
    for step in range(size):
        mixed = (mixed ^ codes[step : step + count]) * MULTIPLIERS[step]
        mixed ^= mixed >> np.uint32(15)
    return (mixed >> np.uint32(32 - BITS)).astype(np.uint32)


def described(model: Model) -> dict[str, Any]:
    """Return what is known of a model, as JSON can hold it."""
    built: dict[str, Any] = msgspec.to_builtins(model.about)
    return built | {"version": model.version}


def models_of(packs: Iterable[PackSource]) -> dict[str, Model]:
    """Return the models of packs by their versions.

    Raises:
        PackError: one of them cannot be used.
    """
    found = {}
    for pack in packs:
        for data in pack.models:
            try:
                model = Model.from_bytes(data)
            except ModelError as fault:
                raise PackError(f"{pack.path or pack.pack}: {fault}") from fault
            found[model.version] = model
    return found


def pack_of(name: str, given: Iterable[tuple[Model, bytes, tuple[int, int]]]) -> PackSource:
    """Return a pack in which each model is asked about every comment.

    Args:
        name: of the pack.
        given: a model, its bytes, and its share of sessions: (0, 0) is a shadow.
    """
    rows = list(given)
    rules = [
        RuleSource(
            id=f"R-learnt-{model.about.name}@{model.digest}",
            when=f'type == "comment" && learnt("{model.version}") >= {model.about.threshold:.4f}',
            then=Then(suggestion="review", score=0.6, label=FAMILY),
            clause="M-comment-management",
            reason={
                "zh": "与已标注的违规评论用字相近（学习信号）。",
                "en": "Worded like comments that were labelled as breaches (learnt signal).",
            },
            share=share,
        )
        for model, _data, share in rows
    ]
    family = FamilySource(
        code=FAMILY,
        name={"zh": "学习信号", "en": "Learnt signal"},
        clause="M-comment-management",
        severity="low",
        weight=0.6,
        advice={"zh": "请查看并处置该评论。", "en": "Look at the comment and deal with it."},
    )
    data = [one for _model, one, _share in rows]
    return PackSource(pack=name, families=[family], rules=rules, models=data)
