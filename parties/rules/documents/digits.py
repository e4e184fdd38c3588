"""Check characters: ISO 7064 MOD 11-2 (GB 11643), GB 32100 and GB 11714.

Written out here rather than taken from a library: each is a weighted sum, and the library at hand
refuses credit codes that letters lead and residents whose county was coded anew.
"""

from operator import mul

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
SUBJECT_CHECKS = "0X987654321"


def _values(alphabet: str) -> bytes:
    """Return the table that turns letters into their values; what has none becomes 0."""
    table = bytearray(256)
    for value, letter in enumerate(alphabet):
        table[ord(letter)] = value
    return bytes(table)


_CREDIT_VALUES = _values(CREDIT_ALPHABET)
_VALUES = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def resident_check(body: str) -> str:
    """Return the check character of seventeen digits (GB 11643-1999, MOD 11-2)."""
    values = body.encode().translate(_VALUES)
    return RESIDENT_CHECKS[sum(map(mul, RESIDENT_WEIGHTS, values)) % 11]


def credit_check(body: str) -> str:
    """Return the check character of seventeen characters of a credit code (GB 32100-2015)."""
    values = body.encode().translate(_CREDIT_VALUES)
    return CREDIT_ALPHABET[-sum(map(mul, CREDIT_WEIGHTS, values)) % 31]


def subject_check(body: str) -> str:
    """Return the check character of eight characters of an organisation code (GB 11714)."""
    values = body.encode().translate(_VALUES)
    return SUBJECT_CHECKS[sum(map(mul, SUBJECT_WEIGHTS, values)) % 11]
