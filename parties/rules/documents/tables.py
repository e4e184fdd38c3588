"""Tables of public facts: administrative areas with the years of their codes, and countries."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

DATA = Path(__file__).resolve().parents[2] / "data"
NAMED = re.compile(r"([^\d|-]+)(?:(\d{4})?-(\d{4})?)?")
ALWAYS = (0, 9999)
FIRST_CARDS = 1989  # numbers came with the first cards: whoever was born before had one by then
FILLERS = ("市辖区", "县", "市区", "省直辖县级行政单位", "省直辖行政单位")
NATIONAL = "100000"  # credit codes of what the State registers itself; no area of the standard
HOME, HONG_KONG, MACAO, TAIWAN = "CHN", "810000", "820000", "830000"
BEYOND = {"81": "HKG", "82": "MAC", "83": "TWN", "71": "TWN"}


class Period(NamedTuple):
    """What a code meant, from which year to which."""

    first: int
    last: int
    name: str


class Area(NamedTuple):
    """An area as one number has it: what is known of its name, and whether the code existed."""

    code: str
    name: str | None
    is_known: bool
    is_in_force: bool


class _Areas(msgspec.Struct, frozen=True):
    areas: dict[str, str]


class _Countries(msgspec.Struct, frozen=True):
    countries: list[str]


@cache
def areas() -> Mapping[str, tuple[Period, ...]]:
    """Return every code of the table with its names, the oldest first."""
    held = msgspec.json.decode((DATA / "areas.json").read_bytes(), type=_Areas).areas
    return {
        prefix + entry[:2]: tuple(_periods(entry[2:]))
        for prefix, entries in held.items()
        for entry in entries.split(" ")
    }


def _periods(text: str) -> Iterator[Period]:
    for name, first, last in NAMED.findall(text):
        yield Period(int(first or ALWAYS[0]), int(last or ALWAYS[1]), name)


@cache
def provinces() -> frozenset[str]:
    """Return the first two digits of every area."""
    return frozenset(code[:2] for code in areas())


@cache
def countries() -> Mapping[str, str]:
    """Return alpha-3 codes by numeric code (ISO 3166-1)."""
    rows = msgspec.json.decode((DATA / "countries.json").read_bytes(), type=_Countries).countries
    return {entry[:3]: entry[3:] for row in rows for entry in row.split(" ")}


@cache
def nations() -> frozenset[str]:
    """Return the alpha-3 codes of ISO 3166-1."""
    return frozenset(countries().values())


@lru_cache(maxsize=32_768)
def area(code: str, year: int | None = None) -> Area:
    """Return what is known of an area; with a year of birth, as it was called then.

    A number keeps the code of the place where it was first given, which for the old is the place
    of their first card, not of their birth.
    """
    if code == NATIONAL:
        return Area(code, "全国", True, True)
    found = areas().get(code, ())
    in_force = year is None or any(
        period.first <= max(year, FIRST_CARDS) and year <= period.last for period in found
    )
    return Area(code, _full_name(code, year), bool(found), in_force)


def _full_name(code: str, year: int | None) -> str | None:
    """Join province, city and county, as far as they are known."""
    province, city, county = (
        _name(one, year) for one in (code[:2] + "0000", code[:4] + "00", code)
    )
    if code.endswith("0000"):
        return province
    if city in FILLERS:
        city = None
    if code.endswith("00"):
        county = None
    return "".join(name for name in (province, city, county) if name) or None


def _name(code: str, year: int | None) -> str | None:
    """Return the name a code had in a year, or else the nearest to it."""
    found = areas().get(code, ())
    if not found:
        return None
    if year is None:
        return max(found, key=lambda period: (period.last, period.first)).name
    then = [period for period in found if period.first <= year <= period.last]
    later = [period for period in found if period.first > year]
    return (then[-1] if then else later[0] if later else found[-1]).name
