"""Numbers without a birth date: credit codes, travel permits, passports, mobile telephones."""

import re
from datetime import date

from parties.rules.documents import digits, tables
from parties.rules.documents.faults import Caution, Fault
from parties.rules.documents.people import NUMBER, resident
from parties.rules.documents.reading import Reading, misshapen, refused

CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
AUTHORITIES = "123456789ANY"
ENTITIES = {"91": "company", "92": "individual_business", "93": "cooperative"}
HK_MO = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
HK_MO_CARD = 9
LETTERED, NUMBERED = (HK_MO_CARD, 11), (8, 10, 11, 18)  # how long a permit's number may be
TAIWAN = re.compile(r"[0-9]{8}")
TAIWAN_OLD = re.compile(r"[0-9]{10}[A-Z0-9]?")
PERMIT = re.compile(f"{HK_MO.pattern}|{TAIWAN_OLD.pattern}")
HK_MO_HOMES = {"H": tables.HONG_KONG, "M": tables.MACAO}
RESIDENCE = ("81", "82", "83")  # residence permits have the form of resident numbers
PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
PASSPORT_LENGTHS = range(5, 21)
MAINLAND = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
PREFIXED = re.compile(r"(?:\+86|0086)(.*)", re.DOTALL)
ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
DIALLED = re.compile(r"\+?[0-9]*")
MOBILE_LENGTH = 11
VIRTUAL = ("162", "165", "167", "170", "171")
THINGS = ("140", "141", "144", "146", "148")


def organisation(text: str, on: date) -> Reading:
    """Read a unified social credit code (GB 32100). The inner check and the area only warn."""
    if not CREDIT.fullmatch(text):
        return misshapen(text, 18)
    place = tables.area(text[2:8])
    found = Reading(
        region=place.name,
        region_code=place.code,
        country=tables.HOME,
        entity=ENTITIES.get(text[:2]),
    )
    if digits.credit_check(text[:17]) != text[17]:
        found.errors.append(Fault.CHECK_DIGIT)
    if digits.subject_check(text[8:16]) != text[16]:
        found.warnings.append(Caution.INNER_CHECK)
    if text[0] not in AUTHORITIES:
        found.warnings.append(Caution.AUTHORITY_UNKNOWN)
    if not place.is_known:
        found.warnings.append(Caution.AREA_UNKNOWN)
    return found


def permit(text: str, on: date) -> Reading:
    """Read a travel permit of Hong Kong, Macao or Taiwan, or a residence permit."""
    if NUMBER.fullmatch(text):
        is_ours = text.startswith(RESIDENCE)
        return resident(text, on) if is_ours else refused(Fault.OTHER_KIND)
    if HK_MO.fullmatch(text):
        return _beyond(HK_MO_HOMES[text[0]], is_old=len(text) > HK_MO_CARD)
    if TAIWAN.fullmatch(text) or TAIWAN_OLD.fullmatch(text):
        return _beyond(tables.TAIWAN, is_old=not TAIWAN.fullmatch(text))
    return misshapen(text, *(LETTERED if text[:1].isalpha() else NUMBERED))


def _beyond(home: str, *, is_old: bool) -> Reading:
    return Reading(
        warnings=[Caution.LEGACY_FORM] if is_old else [],
        region=tables.area(home).name,
        region_code=home,
        country=tables.BEYOND[home[:2]],
    )


def passport(text: str, on: date) -> Reading:
    """Read a passport number, of whatever country: nothing in it can be computed."""
    if not PASSPORT.fullmatch(text):
        return misshapen(text, *PASSPORT_LENGTHS)
    return Reading(warnings=[Caution.NO_DIGITS] if text.isalpha() else [])


def mobile(text: str, on: date) -> Reading:
    """Read a mobile number of the mainland, or one of elsewhere with its country's prefix."""
    if found := MAINLAND.fullmatch(text):
        return Reading(warnings=_segment(found[1]), country=tables.HOME)
    if not DIALLED.fullmatch(text):
        return refused(Fault.ALPHABET)
    if found := PREFIXED.fullmatch(text):
        return _no_mobile(found[1])
    if ABROAD.fullmatch(text):
        return Reading(warnings=[Caution.INTERNATIONAL])
    return _no_mobile(text)


def _segment(number: str) -> list[Caution]:
    if number.startswith(VIRTUAL):
        return [Caution.VIRTUAL_OPERATOR]
    return [Caution.IOT_SEGMENT] if number.startswith(THINGS) else []


def _no_mobile(text: str) -> Reading:
    return refused(Fault.SEGMENT if len(text) == MOBILE_LENGTH else Fault.LENGTH)


def plain_mobile(text: str) -> str:
    """Return a dialled number in one spelling: eleven digits, or + and the country's prefix."""
    if found := MAINLAND.fullmatch(text):
        return found[1]
    found = ABROAD.fullmatch(text)
    return f"+{found[1]}" if found else text
