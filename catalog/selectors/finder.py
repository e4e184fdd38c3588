"""The finder of terms that an app above lends, and the base catalogue of a day with it."""

from datetime import date
from functools import lru_cache

from catalog.rules.judge import Catalogue
from catalog.rules.pack import base
from catalog.rules.terms import Make

_lent: list[Make] = []


def finder_register(make: Make) -> None:
    """Say how terms, and what covers them, become a finder; the last word counts."""
    _lent[:] = [make]
    catalogue_on.cache_clear()


def finder() -> Make:
    """Return how terms become a finder.

    Raises:
        LookupError: nobody lent one.
    """
    if not _lent:
        raise LookupError("no finder was registered")
    return _lent[0]


@lru_cache(maxsize=8)
def catalogue_on(day: date) -> Catalogue:
    """Return the base catalogue as it was, or is, on a day.

    Raises:
        LookupError: nobody lent a finder.

    Law: M-rules-and-catalogue
    """
    return Catalogue(base().entries, day, finder())
