"""What one form finds in a number."""

from datetime import date

import msgspec

from parties.rules.documents.faults import Caution, Fault


class Reading(msgspec.Struct):
    """Faults, cautions and facts, gathered while a number is read."""

    errors: list[Fault] = []
    warnings: list[Caution] = []
    birth_date: date | None = None
    sex: str | None = None
    region: str | None = None
    region_code: str | None = None
    country: str | None = None
    entity: str | None = None


def refused(*errors: Fault) -> Reading:
    """Return a reading of which nothing but its faults is known."""
    return Reading(errors=list(errors))


def misshapen(text: str, *lengths: int) -> Reading:
    """Say whether the length or a character is at fault."""
    return refused(Fault.ALPHABET if len(text) in lengths else Fault.LENGTH)
