"""Identity documents: is a number one that could have been given, and what does it say?

Nothing is asked of anybody: a number that holds may still belong to somebody else. Area codes
warn and never refuse. Nothing here repeats a number in words; a `Checked` hides it when printed.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from parties.rules.documents import others, people
from parties.rules.documents.ages import age_on, turns
from parties.rules.documents.detection import detect
from parties.rules.documents.faults import Caution, Fault
from parties.rules.documents.kinds import TAX_CODES, Kind, Paper
from parties.rules.documents.reading import Reading, refused
from parties.rules.documents.writing import carded, dialled, spelled

__all__ = [
    "TAX_CODES",
    "Caution",
    "Checked",
    "Fault",
    "Kind",
    "Paper",
    "age_on",
    "check",
    "detect",
    "normalised",
    "paper",
    "turns",
]

FORMS: dict[Kind, Callable[[str, date], Reading]] = {
    Kind.RESIDENT_ID: people.resident,
    Kind.USCC: others.organisation,
    Kind.HK_MO_TW_PERMIT: others.permit,
    Kind.FOREIGN_PERMANENT: people.permanent,
    Kind.PASSPORT: others.passport,
    Kind.MOBILE: others.mobile,
}
KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind}
PAPERS = {
    Kind.USCC: Paper.ORGANISATION_CODE,
    Kind.FOREIGN_PERMANENT: Paper.FOREIGN_PERMANENT_CARD,
    Kind.PASSPORT: Paper.FOREIGN_PASSPORT,
}


class Checked(msgspec.Struct, frozen=True):
    """What was found. Facts are given of valid numbers only; `country` is ISO 3166-1 alpha-3."""

    valid: bool
    kind: Kind | None
    normalised: str
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Caution, ...] = ()
    birth_date: date | None = None
    sex: str | None = None
    region: str | None = None
    region_code: str | None = None
    country: str | None = None
    entity: str | None = None

    def __repr__(self) -> str:
        return f"<Checked {self.kind} {'valid' if self.valid else ','.join(self.errors)}>"


def normalised(kind: Kind, value: str) -> str:
    """Return the one spelling of a number: half width, capitals, ungrouped, no prefix of ours."""
    if kind is Kind.MOBILE:
        return others.plain_mobile(dialled(value))
    return carded(value) if kind is Kind.HK_MO_TW_PERMIT else spelled(value)


def check(
    kind: str | None,
    value: str,
    on: date,
    *,
    expires_on: date | None = None,
    least_age: int | None = None,
) -> Checked:
    """Check a number as of a day; without a kind, find out which it is.

    With `expires_on`, the last day of validity, a document past it is refused; with `least_age`,
    a holder known to be younger.

    Raises:
        ValueError: there is no such kind.
    """
    found_kind = detect(value) if kind is None else KINDS.get(kind) or Kind(kind)
    if found_kind is None:
        text = spelled(value)
        fault = Fault.KIND_UNKNOWN if text else Fault.EMPTY
        return Checked(valid=False, kind=None, normalised=text, errors=(fault,))
    text = normalised(found_kind, value)
    reading = FORMS[found_kind](text, on) if text else refused(Fault.EMPTY)
    _holder(reading, on, expires_on, least_age)
    return _checked(found_kind, text, reading)


def _holder(reading: Reading, on: date, expires_on: date | None, least_age: int | None) -> None:
    """Add the faults that a number alone cannot have."""
    if expires_on is not None and expires_on < on:
        reading.errors.append(Fault.EXPIRED)
    born = reading.birth_date
    if born is None or least_age is None or born > on:
        return
    if age_on(born, on) < least_age:
        reading.errors.append(Fault.UNDER_AGE)


def _checked(kind: Kind, text: str, reading: Reading) -> Checked:
    errors, warnings = tuple(reading.errors), tuple(reading.warnings)
    if errors:
        return Checked(False, kind, text, errors, warnings)
    return Checked(
        True,
        kind,
        text,
        errors,
        warnings,
        reading.birth_date,
        reading.sex,
        reading.region,
        reading.region_code,
        reading.country,
        reading.entity,
    )


def paper(checked: Checked) -> Paper | None:
    """Return what a valid number is printed on; None of a telephone or a refused number."""
    if not checked.valid or checked.kind is None:
        return None
    if checked.kind in PAPERS:
        return PAPERS[checked.kind]
    if checked.kind is Kind.MOBILE:
        return None
    return _card(checked)


def _card(checked: Checked) -> Paper:
    is_taiwan = checked.country == "TWN"
    if checked.birth_date is None:
        return Paper.TW_TRAVEL_PERMIT if is_taiwan else Paper.HK_MO_TRAVEL_PERMIT
    if not checked.normalised.startswith(others.RESIDENCE):
        return Paper.RESIDENT_CARD
    return Paper.TW_RESIDENCE_PERMIT if is_taiwan else Paper.HK_MO_RESIDENCE_PERMIT
