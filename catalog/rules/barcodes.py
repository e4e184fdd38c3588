"""Numbers on packages: GTIN-8, -12, -13, -14 and ISBN, with their check digits. Pure."""

from typing import Literal, NamedTuple

LENGTHS = frozenset({8, 12, 13, 14})
IN_STORE = ("02", "04", *(f"2{n}" for n in range(10)))  # numbers that a shop gives for itself
Code = Literal["not_a_barcode", "barcode_length", "barcode_check_digit", "barcode_in_store"]


class Doubt(NamedTuple):
    """What is not right about a number, and the check digit that would be."""

    code: Code
    expected: str = ""


def bare(text: str) -> str:
    """Return a number without the blanks and hyphens that it is printed with."""
    return "".join(text.split()).replace("-", "").upper()


def check_digit(digits: str) -> str:
    """Return the check digit that belongs behind the digits of a GTIN."""
    total = sum(int(one) * (3, 1)[at % 2] for at, one in enumerate(reversed(digits)))
    return str(-total % 10)


def isbn10_check(digits: str) -> str:
    """Return the check character that belongs behind the nine digits of an old ISBN."""
    rest = -sum(int(one) * (10 - at) for at, one in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)


def doubt(number: str) -> Doubt | None:
    """Return what is not right about a number without blanks; None: nothing."""
    if len(number) == 10 and _is_digits(number[:9]) and (_is_digits(number[9]) or number[9] == "X"):
        expected = isbn10_check(number[:9])
        return None if number[9] == expected else Doubt("barcode_check_digit", expected)
    if not _is_digits(number):
        return Doubt("not_a_barcode")
    if len(number) not in LENGTHS:
        return Doubt("barcode_length")
    expected = check_digit(number[:-1])
    if number[-1] != expected:
        return Doubt("barcode_check_digit", expected)
    is_own = len(number) > 8 and number.zfill(14)[1:].startswith(IN_STORE)
    return Doubt("barcode_in_store") if is_own else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
