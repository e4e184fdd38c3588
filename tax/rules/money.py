"""Money as whole fen. A float is refused wherever it comes in; nothing here makes one."""

import re
from decimal import Decimal

from tax.rules.refusals import TaxRefused

FEN = Decimal("0.01")
MOST_DIGITS = 12  # the exponent of a million million yuan: no amount of one payee comes near it
BASIS = 10_000  # a rate of one is this many basis points
WRITTEN = re.compile(r"[+-]?\d{1,24}(?:\.\d{0,24})?\Z", re.ASCII)


def to_fen(value: object, name: str = "amount") -> int:
    """Read an amount in yuan: text, a whole number or a Decimal, and exactly so.

    Raises:
        TaxRefused: it is a float, is no number, is finer than a fen or beyond all bounds.
    """
    amount = _exact(value, name)
    if not amount.is_finite():
        raise TaxRefused("amount_not_exact", name=name)
    if amount and amount.adjusted() > MOST_DIGITS:
        raise TaxRefused("amount_too_large", name=name)
    whole = amount.quantize(FEN)
    if whole != amount:
        raise TaxRefused("amount_finer_than_fen", name=name)
    return int(whole.scaleb(2))


def to_income_fen(value: object, name: str = "income") -> int:
    """Read an amount that cannot be negative.

    Raises:
        TaxRefused: as `to_fen`, or it is negative.
    """
    fen = to_fen(value, name)
    if fen < 0:
        raise TaxRefused("amount_negative", name=name)
    return fen


def _exact(value: object, name: str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and WRITTEN.match(value):
        return Decimal(value)
    raise TaxRefused("amount_not_exact", name=name)


def half_up(numerator: int, denominator: int) -> int:
    """Return a quotient rounded to the nearest whole, halves away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def yuan(fen: int) -> str:
    """Write fen as yuan with two places: 124050 is "1240.50"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02}"


def written(fen: int, places: int) -> str:
    """Write fen as yuan with so many places, or with more where they would be lost."""
    whole = yuan(fen)
    for least, nothing in ((1, "0"), (0, ".0")):
        if places > least or not whole.endswith(nothing):
            break
        whole = whole.removesuffix(nothing)
    return whole


def plain(fen: int) -> str:
    """Write fen as yuan without places that say nothing: 120000 is "1200"."""
    return yuan(fen).removesuffix(".00")


def rate(basis_points: int) -> str:
    """Write a rate below one: 1000 is "0.10"; finer than a percent, all of it."""
    return f"0.{basis_points:04}".removesuffix("00")
