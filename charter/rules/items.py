"""What the law wants in a text, by kind: each item with the clause that asks for it."""

from typing import NamedTuple


class Item(NamedTuple):
    """One thing that a text must say, and by which clause."""

    code: str
    clause: str


RULES = ("platform_rules", "convention", "live_rules")
HOUSE = ("agency_rules",)  # an agency's own, for its own people
AGREEMENTS = ("platform_operator", "platform_agency", "operator_agency", "marketer_agency")
PUBLIC = (*RULES, *AGREEMENTS)
KINDS = (*RULES, *HOUSE, *AGREEMENTS)
# Who signs: the role of the party, and of the counterpart where it is not the platform.
SIDES: dict[str, tuple[str, str]] = {
    "platform_operator": ("operator", ""),
    "platform_agency": ("agency", ""),
    "operator_agency": ("operator", "agency"),
    "marketer_agency": ("marketer", "agency"),
}
_WITH_PLATFORM = (
    Item("recruitment", "M-agreements"),
    Item("training", "M-agreements"),
    Item("management", "M-agreements"),
    Item("review", "M-agreements"),
    Item("rights_and_duties", "O117-platform-rules"),
    Item("material_interest", "O117-platform-rules"),
)
_WITH_AGENCY = (
    Item("information_security", "M-agency-agreement"),
    Item("quality_review", "M-agency-agreement"),
    Item("consumer_protection", "M-agency-agreement"),
)
WANTED: dict[str, tuple[Item, ...]] = {
    "platform_rules": (
        Item("rights_and_duties", "O117-platform-rules"),
        Item("material_interest", "O117-platform-rules"),
    ),
    "convention": (),
    "live_rules": (),
    "agency_rules": (
        Item("recruitment", "O117-agency-management"),
        Item("training", "O117-agency-management"),
        Item("employment", "O117-agency-management"),
        Item("management", "O117-agency-management"),
        Item("violations", "O117-agency-discipline"),
    ),
    "platform_operator": _WITH_PLATFORM,
    "platform_agency": _WITH_PLATFORM,
    "operator_agency": (
        *_WITH_AGENCY,
        Item("marketer_management", "O117-agency-operator-agreement"),
        Item("content_management", "O117-agency-operator-agreement"),
    ),
    "marketer_agency": (
        *_WITH_AGENCY,
        Item("duties_of_each", "O117-agency-marketer-agreement"),
        Item("own_liability", "O117-agency-marketer-agreement"),
    ),
}
# What a text may be marked for beyond what it must.
MAY: dict[str, tuple[Item, ...]] = {
    **{kind: (Item("material_interest", "O117-platform-rules"),) for kind in PUBLIC},
    "agency_rules": (Item("no_false_trade", "O117-agency-no-false-trade"),),
}


def wanted(kind: str) -> tuple[Item, ...]:
    """Return what a text of this kind must say.

    Law: M-agreements, M-agency-agreement, O117-platform-rules, O117-agency-management
    """
    return WANTED[kind]


def markable(kind: str) -> tuple[Item, ...]:
    """Return what passages of a text of this kind may be marked for."""
    return tuple(dict.fromkeys((*WANTED[kind], *MAY[kind])))
