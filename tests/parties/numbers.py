"""Invented numbers with right check digits: they belong to nobody."""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
POWERS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def resident(born: date, number: int = 1, area: str = "110101") -> str:
    """Return a resident's number; odd numbers are men's."""
    head = f"{area}{born:%Y%m%d}{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


def uscc(subject: str = "MA1K3BTP2", head: str = "91310115") -> str:
    """Return a unified social credit code."""
    first = head + subject
    total = sum(LETTERS.index(one) * power for one, power in zip(first, POWERS, strict=True))
    return first + LETTERS[(31 - total % 31) % 31]
