"""A pack of the negative catalogue: entries as they are written in `catalog/packs`."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

FOLDER = Path(__file__).resolve().parents[1] / "packs"
Class = Literal["P", "N", "A", "U", "L"]
Action = Literal["block", "gate", "warn"]
CLASSES: Mapping[Class, tuple[str, str]] = {
    "P": ("禁止生产销售", "production or sale prohibited"),
    "N": ("禁止网络交易", "online trading prohibited"),
    "A": ("禁止商业推销宣传", "commercial promotion prohibited"),
    "U": ("不适宜以直播形式营销", "unsuitable for live marketing"),
    "L": ("凭资质经营（本产品所加）", "licence-gated (our own class)"),
}
IN_FORCE = date(2021, 5, 25)  # the Measures: no catalogue was asked for before them


class PackFault(ValueError):
    """A pack that cannot be used; says where and why."""


class Passing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product that is near an entry and not of it, with the difference."""

    title: str
    zh: str
    en: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One kind of goods or services. Measures, Article 7 paragraph 3.

    Args:
        classes: the law's four, and our own L: allowed with papers.
        action: what becomes of a product that is of this kind.
        basis: laws and articles, as they are cited in Chinese.
        terms: what products of this kind call themselves.
        allow: what covers a term and means something else.
        unless: what elsewhere in the product shows that it is another thing.
        images: likenesses count as well: toys, models, prints of it.
        documents: the papers without which it is held back; names of `documents.yaml`.
        since, until: days on which it is in force, the last one included.
        hits, passes: products that must and must not be found.
    """

    id: str
    number: int
    classes: list[Class]
    action: Action
    zh: str
    en: str
    basis: str
    confidence: Literal["R", "C", "M"]
    terms: list[str]
    hits: list[str]
    passes: list[Passing]
    allow: list[str] = []
    unless: list[str] = []
    images: bool = False
    documents: list[str] = []
    since: date = IN_FORCE
    until: date | None = None
    except_zh: str = ""
    except_en: str = ""
    note_zh: str = ""
    note_en: str = ""

    def holds(self, on: date) -> bool:
        """Tell whether the entry is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def name(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A catalogue, or what is added to one."""

    pack: str
    version: date
    entries: list[Entry]


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document by both its names."""

    zh: str
    en: str


@cache
def papers() -> Mapping[str, Paper]:
    """Return the papers that entries may ask for, by name."""
    text = (FOLDER / "documents.yaml").read_text(encoding="utf-8")
    return msgspec.convert(_loaded(text), dict[str, Paper])


@cache
def base() -> Pack:
    """Return the pack that every platform begins with."""
    return pack_of((FOLDER / "base.yaml").read_text(encoding="utf-8"))


@cache
def digest() -> str:
    """Return what identifies the content of the base pack."""
    return hashlib.sha256(msgspec.json.encode(base())).hexdigest()


def pack_of(text: str) -> Pack:
    """Return the pack that a text in YAML says.

    Raises:
        PackFault: it is none, an entry is written twice, asks for an unknown paper, is never in
            force, or contradicts itself.
    """
    try:
        pack = msgspec.convert(_loaded(text), Pack)
    except (yaml.YAMLError, msgspec.ValidationError) as fault:
        raise PackFault(str(fault)) from None
    _check(pack.entries)
    return pack


def _loaded(text: str) -> object:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _check(entries: Iterable[Entry]) -> None:
    rows = list(entries)
    for name in ("id", "number"):
        twice = [key for key, n in Counter(getattr(one, name) for one in rows).items() if n > 1]
        if twice:
            raise PackFault(f"{name} {twice[0]} is there twice")
    for one in rows:
        if fault := _fault(one):
            raise PackFault(f"{one.id}: {fault}")


def _fault(one: Entry) -> str:
    unknown = [name for name in one.documents if name not in papers()]
    both = sorted(set(one.terms) & set(one.allow))
    checks = (
        (not one.terms, "no terms"),
        (not one.classes, "no class"),
        (bool(unknown), f"unknown document {', '.join(unknown)}"),
        (bool(both), f"{', '.join(both)} is both a term and allowed"),
        (one.action == "gate" and not one.documents, "held back for no document"),
        (one.action != "gate" and bool(one.documents), "documents, and yet not held back"),
        (one.until is not None and one.until < one.since, "never in force"),
        (any(not word.strip() for word in (*one.terms, *one.allow, *one.unless)), "an empty word"),
    )
    return next((words for wrong, words in checks if wrong), "")
