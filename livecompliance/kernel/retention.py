"""How long what is kept: the law's rules as data, and the kinds of things that go when it is over.

Apps register what they destroy here, so that one page previews it and one certificate proves it.
A kind cites the rules that apply to it; the longest is its term. Whoever destroys announces it in
the same transaction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from livecompliance.kernel.actors import Actor

TABLE = Path(__file__).resolve().parents[1] / "law" / "retention" / "rules.yaml"
GRACE, GRACE_D = "retention_grace_d", 7
Unit = Literal["day", "month", "year"]
DAYS: Mapping[str, float] = {"day": 1, "month": 30.4375, "year": 365.25}  # only to compare terms


class Least(msgspec.Struct, frozen=True):
    """A term: an amount of a unit."""

    value: int
    unit: Unit


class Words(msgspec.Struct, frozen=True):
    """The same in Chinese, which governs, and in English."""

    zh: str
    en: str


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of the table.

    Args:
        what: what must be kept.
        least: for how long at least, counted from `starts`.
        law: the instrument and article that say so.
        clause: its id in the law register; "" where that has none.
        note: how it is reckoned where the number alone does not say it.
    """

    id: str
    what: Words
    least: Least
    starts: Words
    law: Words
    clause: str = ""
    confidence: Literal["R", "M"]
    note: Words | None = None


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its id.

    Raises:
        ValueError: a rule is unfit, or an id comes twice.
    """
    given = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["rules"]
    found = msgspec.convert(given, list[Rule])
    if len({one.id for one in found}) != len(found) or any(one.least.value < 1 for one in found):
        raise ValueError(f"{TABLE}: an id twice, or a term of nothing")
    return {one.id: one for one in found}


def longest(ids: Iterable[str]) -> Rule:
    """Return the rule with the longest term; of equal ones the first."""
    return max((rules()[one] for one in ids), key=lambda one: length_d(one.least))


def length_d(least: Least) -> float:
    """Return about how many days a term is, to compare terms."""
    return least.value * DAYS[least.unit]


@dataclass(frozen=True, slots=True)
class Due:
    """How much of a kind goes: over its term already, within the days asked about, and held."""

    over: int
    soon: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is destroyed when its term is over.

    Args:
        name: "app.things", never reused: certificates name it.
        title: what it is, as a lazy text.
        rules: ids of the rules that apply; the longest is the term.
        due: counts what goes: of a tenant, today, until a day.
        how: how it is destroyed, as a lazy text.
        page: the name of the address where single things stand.
    """

    name: str
    title: Any
    rules: tuple[str, ...]
    due: Callable[[Actor, date, date], Due]
    how: Any
    page: str = ""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """So much of a kind was destroyed, whose terms ended before a day, under a clause."""

    actor: Actor
    kind: str
    number: int
    clause: str
    ended_before: date


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Have these kinds previewed and certified; registering again replaces.

    Raises:
        KeyError: a kind cites a rule that the table does not have.
    """
    for kind in kinds:
        longest(kind.rules)
        _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return every kind, in the order of their names."""
    return [_kinds[name] for name in sorted(_kinds)]


def kind_find(name: str) -> Kind | None:
    """Return a kind by its name; None where nobody registers it any more."""
    return _kinds.get(name)
