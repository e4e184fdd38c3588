"""Dated tables: which rates and figures are in force on a day. A hole or an overlap is refused."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.refusals import TableRefused

SHIPPED = Path(__file__).resolve().parents[1] / "tables"
RATE = re.compile(r"0\.\d{1,4}\Z", re.ASCII)


class Bracket(NamedTuple):
    """One step of a table; `to_fen` is inclusive, None for the last."""

    over_fen: int
    to_fen: int | None
    rate_bp: int
    quick_fen: int


class Table(msgspec.Struct, frozen=True):
    """One version of a rate table."""

    name: str
    version: str
    begins_on: date
    ends_on: date
    confidence: str
    brackets: tuple[Bracket, ...]

    def bracket(self, taxable_fen: int, scale: int = 1) -> Bracket:
        """Return the step an amount falls in; it is given in fen / `scale`, exactly."""
        for step in self.brackets:
            if step.to_fen is None or taxable_fen <= step.to_fen * scale:
                return step
        raise TableRefused("table_bracket_hole", name=self.name)

    def tax(self, taxable_fen: int, scale: int = 1) -> int:
        """Return the tax in whole fen, rounded half up once; nothing where nothing is taxable."""
        return half_up(self.exact(taxable_fen, scale), BASIS * scale)

    def exact(self, taxable_fen: int, scale: int = 1) -> int:
        """Return the tax unrounded, in fen / (BASIS * `scale`)."""
        if taxable_fen <= 0:
            return 0
        _, _, rate, quick = self.bracket(taxable_fen, scale)
        return taxable_fen * rate - quick * BASIS * scale


class Terms(msgspec.Struct, frozen=True):
    """One version of figures that belong together."""

    name: str
    version: str
    begins_on: date
    ends_on: date
    confidence: str
    amounts: Mapping[str, int]  # fen
    rates: Mapping[str, int]  # basis points
    flags: Mapping[str, bool]


class Tables(msgspec.Struct, frozen=True):
    """Every version of every table, checked: no two of a name are in force on one day."""

    rates: Mapping[str, tuple[Table, ...]]
    terms: Mapping[str, tuple[Terms, ...]]

    def table(self, name: str, on: date) -> Table:
        """Return the version of a rate table in force on a day.

        Raises:
            TableRefused: there is no such table, or none in force that day.
        """
        return _in_force(self.rates, name, on)

    def figures(self, name: str, on: date) -> Terms:
        """Return the version of a set of figures in force on a day.

        Raises:
            TableRefused: there is no such set, or none in force that day.
        """
        return _in_force(self.terms, name, on)


Version = TypeVar("Version", Table, Terms)


def _in_force(versions: Mapping[str, tuple[Version, ...]], name: str, on: date) -> Version:
    if name not in versions:
        raise TableRefused("unknown_table", name=name)
    for version in versions[name]:
        if version.begins_on <= on <= version.ends_on:
            return version
    raise TableRefused("table_date_hole", name=name, on=on.isoformat())


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    over: int
    rate: str
    quick: int
    to: int | None = None


class _Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    version: str
    begins: date = msgspec.field(name="from")
    ends: date = msgspec.field(name="to", default=date.max)
    source: str
    confidence: str
    zh: str = ""
    en: str = ""
    note: str = ""


class _Table(_Version, frozen=True, kw_only=True):
    brackets: list[_Step]

    def made(self) -> Table:
        steps = tuple(
            Bracket(
                step.over * 100,
                None if step.to is None else step.to * 100,
                _basis_points(step.rate, self.name),
                step.quick * 100,
            )
            for step in self.brackets
        )
        _check_steps(self.name, steps)
        return Table(self.name, self.version, self.begins, self.ends, self.confidence, steps)


class _Terms(_Version, frozen=True, kw_only=True):
    amounts: dict[str, int] = {}
    rates: dict[str, str] = {}
    flags: dict[str, bool] = {}

    def made(self) -> Terms:
        return Terms(
            self.name,
            self.version,
            self.begins,
            self.ends,
            self.confidence,
            {name: amount * 100 for name, amount in self.amounts.items()},
            {name: _basis_points(text, self.name) for name, text in self.rates.items()},
            self.flags,
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    table: list[_Table] = []
    terms: list[_Terms] = []


def read(*texts: str) -> Tables:
    """Read tables from TOML and check them.

    Raises:
        TableRefused: a file cannot be read, a table has a hole or overlap, or does not add up.
    """
    files = [_file(text) for text in texts]
    tables = [one.made() for file in files for one in file.table]
    terms = [one.made() for file in files for one in file.terms]
    return Tables(_by_name(tables), _by_name(terms))


@cache
def shipped() -> Tables:
    """Return the tables the product brings along."""
    return read(*((SHIPPED / name).read_text("utf-8") for name in ("rates.toml", "terms.toml")))


def _file(text: str) -> _File:
    try:
        loaded: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        return msgspec.convert(loaded, _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TableRefused("table_malformed", name=str(error)) from error


def _basis_points(text: str, name: str) -> int:
    if not RATE.match(text):
        raise TableRefused("table_malformed", name=name)
    return int(Decimal(text) * BASIS)


def _check_steps(name: str, steps: tuple[Bracket, ...]) -> None:
    if not steps or steps[0].over_fen or steps[0].quick_fen:
        raise TableRefused("table_bracket_hole", name=name)
    if steps[-1].to_fen is not None:
        raise TableRefused("table_bracket_hole", name=name)
    for lower, upper in pairwise(steps):
        _check_seam(name, lower, upper)


def _check_seam(name: str, lower: Bracket, upper: Bracket) -> None:
    if lower.to_fen is None or upper.over_fen < lower.to_fen or lower.to_fen <= lower.over_fen:
        raise TableRefused("table_bracket_overlap", name=name)
    if upper.over_fen > lower.to_fen:
        raise TableRefused("table_bracket_hole", name=name)
    before = lower.to_fen * lower.rate_bp - lower.quick_fen * BASIS
    after = lower.to_fen * upper.rate_bp - upper.quick_fen * BASIS
    if before != after or upper.rate_bp <= lower.rate_bp:
        raise TableRefused("table_not_continuous", name=name)


def _by_name(versions: Iterable[Version]) -> dict[str, tuple[Version, ...]]:
    found: dict[str, list[Version]] = {}
    for version in sorted(versions, key=lambda one: one.begins_on):
        known = found.setdefault(version.name, [])
        if version.ends_on < version.begins_on or (
            known and version.begins_on <= known[-1].ends_on
        ):
            raise TableRefused("table_date_overlap", name=version.name)
        known.append(version)
    return {name: tuple(known) for name, known in found.items()}
