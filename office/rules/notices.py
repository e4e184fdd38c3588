"""Read what notices say: the calendar shipped with the product, and files of the same facts."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from office.rules.days import Calendar, Day

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "holidays.json"
LONGEST = 62  # days that one entry may span


class NoticeRefused(ValueError):
    """A file that is no notice; says why."""


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One festival of a notice: days off ("2026-01-01/2026-01-03"), days worked in lieu."""

    name: str
    off: list[str]
    work: list[str] = []


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One year: where it was published, and what it says."""

    year: int
    days: list[Span]
    papers: list[str] = []

    def said(self) -> dict[date, Day]:
        """Return what the notice says of each day it names."""
        found = {day: Day(span.name, True) for span in self.days for day in _spread(span.off)}
        return found | {
            day: Day(span.name, False) for span in self.days for day in _spread(span.work)
        }


class _File(msgspec.Struct, frozen=True):
    source: str
    notices: list[Notice]
    statutory_source: str
    statutory: list[Notice]


class _Listed(msgspec.Struct, frozen=True, rename="camel"):
    """One day as github.com/NateScarlet/holiday-cn writes it."""

    name: str
    date: date
    is_off_day: bool


class _Year(msgspec.Struct, frozen=True):
    year: int
    papers: list[str]
    days: list[_Listed]


@cache
def shipped() -> Calendar:
    """Return the calendar the product brings along."""
    held = _shipped()
    festivals = {day: said for one in held.statutory for day, said in one.said().items()}
    noticed = {day: said for one in held.notices for day, said in one.said().items()}
    return Calendar(festivals | noticed, frozenset(one.year for one in held.notices))


@cache
def papers() -> Mapping[int, tuple[str, ...]]:
    """Return the addresses of the notices by year."""
    return {one.year: tuple(one.papers) for one in _shipped().notices}


def source() -> str:
    """Say in words where the shipped notices were read."""
    return _shipped().source


def read(raw: bytes) -> tuple[int, list[str], dict[date, Day]]:
    """Read a notice from a file: the year, its papers, its days.

    Args:
        raw: JSON, of the product's own shape or of holiday-cn's.

    Raises:
        NoticeRefused: neither, empty, or days that cannot belong to the year.
    """
    try:
        year, found, said = _read(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise NoticeRefused(f"not a notice: {error}") from error
    if not said:
        raise NoticeRefused("the notice names no day: it has not been published")
    strange = [day for day in said if not date(year - 1, 12, 1) <= day <= date(year, 12, 31)]
    if strange:
        raise NoticeRefused(f"{min(strange)} does not belong to the notice of {year}")
    return year, found, said


def _read(raw: bytes) -> tuple[int, list[str], dict[date, Day]]:
    try:
        one = msgspec.json.decode(raw, type=Notice)
    except msgspec.ValidationError:
        listed = msgspec.json.decode(raw, type=_Year)
        said = {day.date: Day(day.name, day.is_off_day) for day in listed.days}
        return listed.year, listed.papers, said
    return one.year, one.papers, one.said()


@cache
def _shipped() -> _File:
    return msgspec.json.decode(SHIPPED.read_bytes(), type=_File)


def _spread(spans: list[str]) -> Iterator[date]:
    for span in spans:
        first, _, last = span.partition("/")
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        if not 0 <= (end - begin).days <= LONGEST:
            raise NoticeRefused(f"{span} is not a span of days")
        yield from (begin + timedelta(days=step) for step in range((end - begin).days + 1))
