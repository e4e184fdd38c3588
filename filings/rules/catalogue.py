"""What the files of `filings/data` say: kinds of filings, triggers, checklist, standards."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import yaml

FOLDER = Path(__file__).resolve().parents[1] / "data"
Expires = Literal["always", "maybe", "never"]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


class Named(Pair, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key and its words."""

    key: str


class Bound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number of the law: its clause and its name there."""

    clause: str
    param: str


class Kind(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of licence or filing.

    Args:
        expected: every platform is expected to have it, or to say why not.
        due, begins: until when it must be filed, and what its term begins with.
        review: how often it must be looked at anew.
        ratio: how many performers one agent may have.
        many: a platform may have several that stand side by side.
    """

    issuer: Pair
    clause: str
    expires: Expires
    expected: bool = False
    due: Bound | None = None
    begins: Pair | None = None
    review: Bound | None = None
    ratio: Bound | None = None
    many: bool = False


class Trigger(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason for a safety assessment, and the clause that names it."""

    clause: str


class Standard(Pair, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standard that technical solutions are held against."""

    code: str
    kind: Literal["mandatory", "national", "industry", "local", "association"]
    confidence: Literal["R", "M"]
    since: date | None = None
    check: Pair | None = None


class Category(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of personal information; `handled` by the product itself."""

    sensitive: bool = False
    handled: bool = False


class Dataset(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of a report on identities.

    Args:
        columns: what stands in it, by name, and its heading for the authority.
        needed: what must not be empty.
    """

    columns: dict[str, str]
    needed: list[str]


class ReportKind(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report on identities: to whom, by which clause, in which tables.

    Args:
        is_delta: what is as it was reported before is left out.
    """

    to: Pair
    clause: str
    confidence: Literal["R", "M"]
    sets: list[Dataset]
    is_delta: bool = False


class _Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reports: list[ReportKind]
    statuses: dict[str, str]


class _Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: list[Kind]


class _Assessments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    triggers: list[Trigger]
    contents: list[Named]
    technologies: list[Named]


class _Standards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    standards: list[Standard]


class _Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    grounds: list[Named]
    categories: list[Category]


File = TypeVar("File", _Kinds, _Assessments, _Standards, _Privacy, _Identity)
One = TypeVar("One", bound=Named)


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of licences and filings, in their order."""
    return _by_key(_read("kinds", _Kinds).kinds)


@cache
def triggers() -> dict[str, Trigger]:
    """Return the reasons for a safety assessment, in their order."""
    return _by_key(_read("assessments", _Assessments).triggers)


@cache
def contents() -> dict[str, Named]:
    """Return what every safety assessment looks at, in its order."""
    return _by_key(_read("assessments", _Assessments).contents)


@cache
def technologies() -> dict[str, Named]:
    """Return the kinds of technologies, applications and functions."""
    return _by_key(_read("assessments", _Assessments).technologies)


@cache
def standards() -> dict[str, Standard]:
    """Return the standards by their code."""
    return {one.code: one for one in _read("standards", _Standards).standards}


@cache
def grounds() -> dict[str, Named]:
    """Return why an impact assessment is due."""
    return _by_key(_read("privacy", _Privacy).grounds)


@cache
def categories() -> dict[str, Category]:
    """Return the kinds of personal information."""
    return _by_key(_read("privacy", _Privacy).categories)


@cache
def reports() -> dict[str, ReportKind]:
    """Return the reports on who operates and markets on the platform."""
    return _by_key(_read("identity", _Identity).reports)


@cache
def report_statuses() -> dict[str, str]:
    """Return how an authority is told that a line is new, changed or over."""
    return _read("identity", _Identity).statuses


def _read(name: str, kind: type[File]) -> File:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), kind)


def _by_key(found: Iterable[One]) -> dict[str, One]:
    return {one.key: one for one in found}
