"""Numbers with a birth date inside: residents (GB 11643), and foreign permanent residents."""

import re
from datetime import date

from parties.rules.documents import tables
from parties.rules.documents.ages import age_on
from parties.rules.documents.digits import resident_check
from parties.rules.documents.faults import Caution, Fault
from parties.rules.documents.reading import Reading, misshapen, refused

NUMBER = re.compile(r"[0-9]{17}[0-9X]")
LEGACY = re.compile(r"[0-9]{15}")
OLD_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")
FOREIGN = "9"  # the first digit of foreigners; citizens have 1 to 8
OLDEST = 120
SEXES = ("female", "male")


def resident(text: str, on: date) -> Reading:
    """Read a resident identity number, or the residence permit of somebody from beyond."""
    if LEGACY.fullmatch(text):
        return refused(Fault.LEGACY_15)
    if not NUMBER.fullmatch(text):
        return misshapen(text, 18)
    if text[0] == FOREIGN:
        return refused(Fault.OTHER_KIND)
    found = numbered(text, on)
    _place(found, text[:6])
    found.country = tables.BEYOND.get(text[:2], tables.HOME)
    return found


def permanent(text: str, on: date) -> Reading:
    """Read a foreign permanent resident's number: of 2023 with eighteen digits, or an older one."""
    if OLD_CARD.fullmatch(text):
        return _old_card(text)
    if not NUMBER.fullmatch(text):
        return misshapen(text, 15, 18)
    if text[0] != FOREIGN:
        return refused(Fault.OTHER_KIND)
    found = numbered(text, on)
    province = tables.area(text[1:3] + "0000")
    found.region, found.region_code = province.name, province.code
    if not province.is_known:
        found.warnings.append(Caution.AREA_UNKNOWN)
    found.country = tables.countries().get(text[3:6])
    if found.country is None:
        found.warnings.append(Caution.COUNTRY_UNKNOWN)
    return found


def _old_card(text: str) -> Reading:
    found = Reading(warnings=[Caution.LEGACY_FORM], country=text[:3])
    if text[:3] not in tables.nations():
        found.warnings.append(Caution.COUNTRY_UNKNOWN)
        found.country = None
    return found


def numbered(text: str, on: date) -> Reading:
    """Read check character, birth date and sex of eighteen characters."""
    found = Reading(sex=SEXES[int(text[16]) % 2])
    if resident_check(text[:17]) != text[17]:
        found.errors.append(Fault.CHECK_DIGIT)
    try:
        found.birth_date = date.fromisoformat(text[6:14])
    except ValueError:
        found.errors.append(Fault.IMPOSSIBLE_DATE)
    else:
        _age(found, found.birth_date, on)
    return found


def _age(found: Reading, birth: date, on: date) -> None:
    if birth > on:
        found.errors.append(Fault.FUTURE_BIRTH)
        return
    age = age_on(birth, on)
    if age > OLDEST:
        found.warnings.append(Caution.AGE_OVER_120)
    elif age < 16:
        found.warnings.append(Caution.UNDER_16)
    elif age < 18:
        found.warnings.append(Caution.UNDER_18)


def _place(found: Reading, code: str) -> None:
    place = tables.area(code, found.birth_date.year if found.birth_date else None)
    found.region, found.region_code = place.name, code
    if not place.is_known:
        found.warnings.append(Caution.AREA_UNKNOWN)
    elif not place.is_in_force:
        found.warnings.append(Caution.AREA_NOT_IN_FORCE)
