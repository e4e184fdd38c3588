"""Which kind a number is when nobody says so. Doubt goes to whatever people type most."""

import re

from parties.rules.documents import others, people, tables
from parties.rules.documents.digits import credit_check, resident_check, subject_check
from parties.rules.documents.kinds import Kind
from parties.rules.documents.writing import carded, dialled, spelled

BORN = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
NEARLY = re.compile(r"[0-9]{15,17}X?|[0-9]{19}")
ABROAD = re.compile(r"00[1-9][0-9]{9,14}")
ELEVEN = re.compile(r"[0-9]{11}")
LONGEST_DIGITS = 9  # what a travel document has at most in its machine-readable zone
SHAPES = (
    (ABROAD, Kind.MOBILE),
    (ELEVEN, Kind.MOBILE),
    (others.HK_MO, Kind.HK_MO_TW_PERMIT),
    (others.TAIWAN, Kind.HK_MO_TW_PERMIT),
    (others.TAIWAN_OLD, Kind.HK_MO_TW_PERMIT),
    (people.OLD_CARD, Kind.FOREIGN_PERMANENT),
    (NEARLY, Kind.RESIDENT_ID),
)


def detect(value: str) -> Kind | None:
    """Return the kind a number has the form of; None where several would be guesses."""
    phone = dialled(value)
    if phone.startswith("+") or others.MAINLAND.fullmatch(phone):
        return Kind.MOBILE
    text = spelled(value)
    if "(" in text and others.PERMIT.fullmatch(bare := carded(value)):
        text = bare
    if len(text) == 18 and text.isascii() and text.isalnum():
        return _eighteen(text)
    for shape, kind in SHAPES:
        if shape.fullmatch(text):
            return kind
    is_passport = others.PASSPORT.fullmatch(text) and (
        not text.isdigit() or len(text) <= LONGEST_DIGITS
    )
    return Kind.PASSPORT if is_passport else None


def _eighteen(text: str) -> Kind:
    """Tell persons from organisations: a date inside speaks for a person, 9 for a company."""
    if not people.NUMBER.fullmatch(text):
        return Kind.USCC
    is_person = resident_check(text[:17]) == text[17]
    if BORN.match(text, 6):
        return _person(text) if is_person or not _is_organisation(text) else Kind.USCC
    is_company = text[0] == people.FOREIGN or credit_check(text[:17]) == text[17]
    return Kind.RESIDENT_ID if is_person and not is_company else Kind.USCC


def _is_organisation(text: str) -> bool:
    """Ask both check characters: by one alone, one typo in thirty-one becomes an organisation."""
    is_inner = subject_check(text[8:16]) == text[16]
    return is_inner and credit_check(text[:17]) == text[17]


def _person(text: str) -> Kind:
    is_foreign = text[0] == people.FOREIGN and text[1:3] in tables.provinces()
    return Kind.FOREIGN_PERMANENT if is_foreign else Kind.RESIDENT_ID
