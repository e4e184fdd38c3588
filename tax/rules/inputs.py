"""The inputs of one calculation: read by name, exactly; what nobody asked for is said."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tax.rules.money import to_fen, to_income_fen
from tax.rules.refusals import TaxRefused

MOST_ITEMS = 1_000
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


class Inputs:
    """The inputs of a line; null is the same as absent."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}
        self.asked: set[str] = set()

    @property
    def ignored(self) -> list[str]:
        return sorted(set(self.given) - self.asked)

    def has(self, name: str) -> bool:
        return name in self.given

    def value(self, name: str) -> object:
        """Return a value that must be there.

        Raises:
            TaxRefused: it is not.
        """
        self.asked.add(name)
        if name not in self.given:
            raise TaxRefused("missing", name=name)
        return self.given[name]

    def money(self, name: str, default: int | None = None) -> int:
        """Return an amount in fen that is not negative.

        Raises:
            TaxRefused: it is missing without a default, or is no such amount.
        """
        self.asked.add(name)
        if default is not None and name not in self.given:
            return default
        return to_income_fen(self.value(name), name)

    def moneys(self, name: str, count: int | None = None) -> list[int]:
        """Return a list of amounts; one amount stands for every one of `count`.

        Raises:
            TaxRefused: it is no list, has another length, or an item is no amount.
        """
        found = self.items(name, count)
        return [to_income_fen(one, f"{name}[{place}]") for place, one in enumerate(found)]

    def items(self, name: str, count: int | None = None) -> Sequence[object]:
        """Return a list of values, of the length asked for.

        Raises:
            TaxRefused: it is no list, or has another length.
        """
        value = self.value(name)
        if not isinstance(value, list):
            if count is None or isinstance(value, dict):
                raise TaxRefused("not_a_list", name=name)
            return [value] * count
        if len(value) > MOST_ITEMS:
            raise TaxRefused("out_of_range", name=name)
        if count is not None and len(value) != count:
            raise TaxRefused("lengths_differ", name=name)
        return value

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within bounds.

        Raises:
            TaxRefused: it is missing without a default, or is no such number.
        """
        self.asked.add(name)
        if default is not None and name not in self.given:
            return default
        return as_whole(self.value(name), name, least, most)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return true or false.

        Raises:
            TaxRefused: it is missing without a default, or is neither.
        """
        self.asked.add(name)
        if default is not None and name not in self.given:
            return default
        value = self.value(name)
        if not isinstance(value, bool):
            raise TaxRefused("not_a_flag", name=name)
        return value

    def word(self, name: str, known: Mapping[str, str], default: str | None = None) -> str:
        """Return what a known word stands for.

        Raises:
            TaxRefused: it is missing without a default, or is not known.
        """
        self.asked.add(name)
        if default is not None and name not in self.given:
            return default
        value = self.value(name)
        if not isinstance(value, str) or value not in known:
            raise TaxRefused("unknown_value", name=name)
        return known[value]

    def day(self, default: date) -> date:
        """Return the day whose tables count: `on`, the first of a `month`, or that of a `year`.

        Raises:
            TaxRefused: it is no day that exists.
        """
        if self.has("on"):
            return self.date("on")
        if self.has("month"):
            return as_date(f"{self.value('month')}-01", "month")
        if self.has("year"):
            return date(self.whole("year", 1, 9999), 1, 1)
        return default

    def date(self, name: str) -> date:
        """Return a date.

        Raises:
            TaxRefused: it is missing, or no such day exists.
        """
        return as_date(self.value(name), name)

    def in_cny(self) -> None:
        """Take amounts in yuan only.

        Raises:
            TaxRefused: another currency is named.
        """
        self.asked.add("currency")
        if self.given.get("currency", "CNY") != "CNY":
            raise TaxRefused("currency", currency=str(self.given["currency"])[:20])


def as_whole(value: object, name: str, least: int, most: int) -> int:
    """Read a whole number, as text or not.

    Raises:
        TaxRefused: it is none, or out of bounds.
    """
    try:
        hundredfold = to_fen(value, name)
    except TaxRefused as refused:
        raise TaxRefused("not_a_number", name=name) from refused
    if hundredfold % 100:
        raise TaxRefused("not_a_number", name=name)
    if not least <= hundredfold // 100 <= most:
        raise TaxRefused("out_of_range", name=name)
    return hundredfold // 100


def as_date(value: object, name: str) -> date:
    """Read a date written as 2026-02-28.

    Raises:
        TaxRefused: it is none, or no such day exists.
    """
    if not isinstance(value, str) or not DAY.match(value):
        raise TaxRefused("not_a_date", name=name)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise TaxRefused("not_a_date", name=name) from error


def places(value: object) -> int:
    """Return how many decimal places an amount was written with, two at most."""
    exponent = Decimal(str(value)).as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0
