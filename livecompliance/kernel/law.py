"""Ask the law register: what the rules are and were, kept as data beside each app."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from livecompliance.kernel.law_files import LawError, load
from livecompliance.kernel.law_types import Article, Clause, Instrument, Param, Register

__all__ = [
    "Article",
    "Clause",
    "Instrument",
    "LawError",
    "LaxerThanLaw",
    "NotInForce",
    "Param",
    "UnknownClause",
    "articles",
    "citation",
    "clause",
    "instrument",
    "register",
    "source",
    "tightened",
    "versions",
]

ROOT = Path(__file__).resolve().parents[2]
DIGITS = "零一二三四五六七八九"
HAN_NUMBER = re.compile(r"(?:^|(?<=\())[一二三四五六七八九十]{1,3}(?=$|[()])")


class UnknownClause(KeyError):
    """Nobody wrote this clause down."""

    def __str__(self) -> str:
        return f"no clause {self.args[0]} in the law register"


class NotInForce(LookupError):
    """The clause exists, but no version of it applied on that day."""


class LaxerThanLaw(ValueError):
    """A tenant asked for less than the law demands; carries the clause, the name, the value."""

    def __init__(self, at: Clause, name: str, given: object) -> None:
        self.clause, self.name, self.given = at, name, given
        param = at.params[name]
        bound = f"{param.value!r} {param.unit}".strip()
        super().__init__(f"{at.id}: {name} = {given!r} against {bound} ({param.stricter})")


def clause(clause_id: str, on: date | None = None) -> Clause:
    """Return one clause as it stood on a day, or its newest version.

    Decisions pass the day of the act, so that an old one is explained by the old number.

    Raises:
        UnknownClause: the register has no such id.
        NotInForce: no version of it applied on that day.
    """
    found = versions(clause_id)
    if on is None:
        return found[-1]
    for one in found:
        if one.is_in_force(_day(on)):
            return one
    raise NotInForce(f"{clause_id} was not in force on {on}")


def versions(clause_id: str) -> tuple[Clause, ...]:
    """Return every version of a clause, oldest first.

    Raises:
        UnknownClause: the register has no such id.
    """
    try:
        return _loaded().clauses[clause_id]
    except KeyError:
        raise UnknownClause(clause_id) from None


def register(on: date | None = None) -> Mapping[str, Clause]:
    """Return the clauses by id: those in force on a day, or the newest version of each."""
    return _newest() if on is None else _as_of(_day(on))


def articles(instrument_id: str) -> tuple[Article, ...]:
    """Return the articles of an instrument whose whole text is kept, in order.

    Raises:
        LawError: the register does not hold its full text.
    """
    try:
        return _loaded().articles[instrument_id]
    except KeyError:
        raise LawError(f"{instrument_id}: the register does not hold its articles") from None


def instrument(instrument_id: str) -> Instrument:
    """Return one instrument.

    Raises:
        LawError: the register has no such instrument.
    """
    try:
        return _loaded().instruments[instrument_id]
    except KeyError:
        raise LawError(f"{instrument_id}: unknown instrument") from None


def source(key: str) -> str:
    """Say in words where an entry was read."""
    return _loaded().sources[key]


def citation(at: Clause, language: str = "zh") -> str:
    """Name the place of a clause as a reader would: 《…》第十条第二款, or Measures Art. 10(2)."""
    named = instrument(at.instrument)
    if language != "zh":
        is_section = HAN_NUMBER.search(at.article) and not at.article.isdigit()
        place = HAN_NUMBER.sub(lambda found: str(_number(found[0])), at.article)
        return named.short + f" {'Sec.' if is_section else 'Art.'} {place}" + _english_place(at)
    if not at.article.isdigit():
        return f"《{named.zh}》{at.article}"
    parts = [(at.article, "条"), (at.paragraph, "款"), (at.item, "项")]
    return f"《{named.zh}》" + "".join(f"第{_han(int(n))}{unit}" for n, unit in parts if n)


def tightened(at: Clause, overrides: Mapping[str, object]) -> Clause:
    """Return the clause with a tenant's own, stricter parameters in place of the law's.

    Args:
        at: the clause as of the day of the act.
        overrides: parameter name to the tenant's value, in the unit of the law's parameter.

    Raises:
        LaxerThanLaw: a value is laxer than the law's, of another type, or not the tenant's to set.
        LawError: the clause has no parameter of that name.
    """
    params = dict(at.params)
    for name, given in overrides.items():
        if name not in params:
            raise LawError(f"{at.id}: no parameter {name}")
        if not params[name].allows(given):
            raise LaxerThanLaw(at, name, given)
        params[name] = msgspec.structs.replace(params[name], value=given)
    return msgspec.structs.replace(at, params=params)


@cache
def _loaded() -> Register:
    return load(ROOT.glob("*/law/*.yaml"))


@cache
def _newest() -> Mapping[str, Clause]:
    return MappingProxyType({key: found[-1] for key, found in _loaded().clauses.items()})


def _as_of(day: date) -> Mapping[str, Clause]:
    found = (one for ones in _loaded().clauses.values() for one in ones)
    return MappingProxyType({one.id: one for one in found if one.is_in_force(day)})


def _day(on: date) -> date:
    if isinstance(on, datetime):
        raise TypeError("the register is asked by date: give clock.to_date(instant)")
    return on


def _english_place(at: Clause) -> str:
    return "".join(f"({number})" for number in (at.paragraph, at.item) if number)


def _number(han: str) -> int:
    """Return what a numeral below a hundred is: 三 is 3, 十二 is 12."""
    tens, ten, ones = han.rpartition("十")
    return (DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (
        DIGITS.index(ones) if ones else 0
    )


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")
