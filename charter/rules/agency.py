"""What an agency itself owes for the marketers it recruits, and what of it is missing. Pure."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from livecompliance.kernel.law_types import Clause
from office.rules.days import months_after

RECRUITMENT, REMINDER, SUPERVISION = "recruitment", "reminder", "supervision"
HANDLING, SERVICE, SELECTION, SUPPLIER = "handling", "service", "selection", "supplier"
RULES = "agency_rules"
CLAUSES = {
    RECRUITMENT: "O117-agency-recruitment",
    REMINDER: "O117-agency-training",
    SUPERVISION: "O117-agency-discipline",
    HANDLING: "O117-agency-discipline",
    SERVICE: "O117-agency-no-false-trade",
    SELECTION: "O117-agency-selection-3y",
    SUPPLIER: "O117-supplier-check",
}
ABOUT = {
    RECRUITMENT: "marketer",
    REMINDER: "marketer",
    SUPERVISION: "marketer",
    HANDLING: "marketer",
    SERVICE: "operator",
    SELECTION: "operator",
    SUPPLIER: "operator",
}
# What is verified of whoever is recruited, as the article lists it.
VERIFIED = ("identity", "residence", "contact", "qualifications", "position")
# What is verified of whoever really sells, before an agency selects his goods.
SELECTED = ("name", "code", "address", "contact", "licences", "certification", "quality")
# An operator looks at its supplier's credit besides, and at its own choice of goods and words.
SUPPLIED = (*SELECTED, "credit", "choice", "language")
ITEMS = {RECRUITMENT: VERIFIED, SELECTION: SELECTED, SUPPLIER: SUPPLIED}
TERMED = frozenset({SELECTION, SUPPLIER})  # these are kept for years from the broadcast's end
MEASURES = ("talk", "retrain", "off_air", "report", "end_agreement")
LOOKED_AT = frozenset({SUPERVISION, SERVICE})  # these find something kept or lacking


class Filed(NamedTuple):
    """What is on file of a marketer: whether each thing is there."""

    is_verified: bool
    has_residence: bool
    has_contact: bool
    has_position: bool


def lacking(filed: Filed) -> tuple[str, ...]:
    """Return what must be on file before a recruitment counts as verified, and is not.

    Qualifications are asked of those whose goods need one; the gate asks by category.

    Law: O117-agency-recruitment
    """
    known = (
        ("identity", filed.is_verified),
        ("residence", filed.has_residence),
        ("contact", filed.has_contact),
        ("position", filed.has_position),
    )
    return tuple(name for name, is_there in known if not is_there)


def unsold(filed: Filed) -> tuple[str, ...]:
    """Return what must be on file of whoever really sells, and is not.

    Licences, certification and quality depend on the goods: they are looked at, with evidence.

    Law: O117-agency-selection-3y, O117-supplier-check, M-supplier-check
    """
    known = (
        ("code", filed.is_verified),
        ("address", filed.has_residence),
        ("contact", filed.has_contact),
    )
    return tuple(name for name, is_there in known if not is_there)


def unlooked(kind: str, items: Collection[str]) -> tuple[str, ...]:
    """Return what of the article's list nobody says he has looked at.

    Law: O117-agency-recruitment, O117-agency-selection-3y, O117-supplier-check, M-supplier-check
    """
    return tuple(one for one in ITEMS.get(kind, ()) if one not in items)


def kept_until(clause: Clause, broadcast_on: date) -> date:
    """Return the last day on which it must still be kept whom somebody verified as the seller.

    Law: O117-agency-selection-3y, O117-supplier-check
    """
    return months_after(broadcast_on, 12 * clause.number("retain"))


def is_open(found_on: date | None, handled_on: date | None) -> bool:
    """Tell whether something that was found still waits for a measure.

    Law: O117-agency-discipline
    """
    if found_on is None:
        return False
    return handled_on is None or handled_on < found_on
