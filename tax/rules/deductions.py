"""What an employee may deduct from his wages besides the basic amount, month by month. Pure.

Amounts are added up with the year, as wages are: what a month without wages had counts in the next
month that has some.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from tax.rules.brought import MOST_FEN, Bad, fields_of
from tax.rules.cumulative import State

LONGEST, MOST_MONTHS = 300, 12
AMOUNTS = ("special", "additional", "other")
FIELDS = {"special": "special", "additional": "additional", "other": "other_deduction"}


class DeductionGiven(NamedTuple):
    """What an employee deducts in a month, as it is brought; `kinds` is his private life."""

    payee: str
    month: date
    special_fen: int
    additional_fen: int
    other_fen: int
    months: int | None
    kinds: str

    def told(self) -> bytes:
        """Return all that was said, in one form: equal words, equal bytes."""
        return repr(tuple(self)).encode()


class Deducted(NamedTuple):
    """What is kept of a month."""

    month: date
    special_fen: int
    additional_fen: int
    other_fen: int
    months: int | None = None


class Due(NamedTuple):
    """What a month's withholding deducts, and for how many months the payee was employed."""

    special_fen: int = 0
    additional_fen: int = 0
    other_fen: int = 0
    months: int | None = None

    @property
    def total_fen(self) -> int:
        return self.special_fen + self.additional_fen + self.other_fen

    @property
    def told(self) -> dict[str, int]:
        """Return what of it stands beside the result; nothing where there is nothing."""
        found = {name: value for name, value in self._asdict().items() if value is not None}
        return found if any(found.values()) else {}


def due(kept: Iterable[Deducted], before: State | None, first: date) -> Due:
    """Return what counts in a month: its own, and what no month of the year has counted yet.

    Law: N61-wage
    """
    last = before.month if before is not None and before.year == first.year else 0
    of = [one for one in kept if one.month.year == first.year and last < one.month.month]
    of = sorted(one for one in of if one.month <= first)
    months = [one.months + first.month - one.month.month for one in of if one.months is not None]
    return Due(
        sum(one.special_fen for one in of),
        sum(one.additional_fen for one in of),
        sum(one.other_fen for one in of),
        months[-1] if months else None,
    )


def deduction_of(values: Mapping[str, Any], today: date) -> DeductionGiven:
    """Read a line.

    Raises:
        Bad: no payee, no month, an amount that is none, or below nothing.
    """
    row = fields_of(values)
    month = _month(row, today)
    amounts = {name: _fen(row, FIELDS[name]) for name in AMOUNTS}
    months = _months(row, month)
    if (
        not any(amounts.values())
        and months is None
        and not any(row.get(FIELDS[name]) not in (None, "") for name in AMOUNTS)
    ):
        raise Bad("missing", "special")
    return DeductionGiven(
        payee=_text(row, "payee", 80, is_required=True),
        month=month,
        special_fen=amounts["special"],
        additional_fen=amounts["additional"],
        other_fen=amounts["other"],
        months=months,
        kinds=_text(row, "kinds", LONGEST),
    )


def _text(row: Mapping[str, Any], field: str, most: int, *, is_required: bool = False) -> str:
    text = " ".join(str(row.get(field) if row.get(field) is not None else "").split())
    if len(text) > most:
        raise Bad("too_long", field, most=most)
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise Bad("not_text", field)
    if is_required and not text:
        raise Bad("missing", field)
    return text


def _month(row: Mapping[str, Any], today: date) -> date:
    text = _text(row, "month", 40, is_required=True).replace("/", "-")
    try:
        found = date.fromisoformat(text[:10] if text.count("-") > 1 else f"{text}-01")
    except ValueError:
        raise Bad("not_a_date", "month") from None
    first = found.replace(day=1)
    if first > today or first.year < 2020:
        raise Bad("out_of_range", "month")
    return first


def _fen(row: Mapping[str, Any], field: str) -> int:
    text = _text(row, field, 40).removeprefix("¥").replace(",", "")
    if not text:
        return 0
    if "_" in text:
        raise Bad("not_an_amount", field)
    try:
        exact = Decimal(text) * 100
        whole = int(exact) if abs(exact) <= MOST_FEN else MOST_FEN + 1
    except (ArithmeticError, ValueError):
        raise Bad("not_an_amount", field) from None
    if exact < 0:
        raise Bad("negative_deduction", field)
    if whole > MOST_FEN:
        raise Bad("out_of_range", field)
    if exact != whole:
        raise Bad("finer_than_fen", field)
    return whole


def _months(row: Mapping[str, Any], month: date) -> int | None:
    text = _text(row, "months", 12)
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Bad("not_a_number", "months")
    if not 1 <= int(text) <= month.month:
        raise Bad("out_of_range", "months")
    return int(text)
