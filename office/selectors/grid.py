"""A year of days as the page shows it: twelve months of weeks, each day with what it is."""

from calendar import Calendar as Weeks
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from office.rules.days import Calendar
from office.selectors.calendar import calendar, edited_days, papers

WEEKS = Weeks()


@dataclass(frozen=True)
class Cell:
    """One day of the grid; `kind` is work, rest, holiday or lieu (a weekend that is worked)."""

    day: date
    kind: str
    name: str
    is_edited: bool


@dataclass(frozen=True)
class Month:
    """One month: its first day, and weeks from Monday; None where a week belongs to another."""

    first: date
    weeks: list[list[Cell | None]]
    working: int


@dataclass(frozen=True)
class Year:
    """One year: its months, its working days, and whether its notice is known."""

    year: int
    months: list[Month]
    working: int
    is_provisional: bool
    papers: tuple[str, ...]


def year_grid(year: int) -> Year:
    """Return a year as the calendar knows it now."""
    known, edits = calendar(), edited_days(year)
    months = [_month(known, year, number, edits) for number in range(1, 13)]
    return Year(
        year=year,
        months=months,
        working=sum(month.working for month in months),
        is_provisional=year not in known.noticed,
        papers=papers().get(year, ()),
    )


def _month(known: Calendar, year: int, number: int, edits: Collection[date]) -> Month:
    weeks = [
        [_cell(known, day, edits) if day.month == number else None for day in week]
        for week in WEEKS.monthdatescalendar(year, number)
    ]
    working = sum(
        cell.kind in ("work", "lieu") for week in weeks for cell in week if cell is not None
    )
    return Month(date(year, number, 1), weeks, working)


def _cell(known: Calendar, day: date, edits: Collection[date]) -> Cell:
    said = known.days.get(day)
    if said is None:
        kind = "work" if known.is_working(day) else "rest"
        return Cell(day, kind, "", day in edits)
    return Cell(day, "holiday" if said.is_off else "lieu", said.name, day in edits)
