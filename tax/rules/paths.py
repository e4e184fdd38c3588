"""Which way a payment goes: a table decides, and says why in both languages. Pure."""

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Literal

import msgspec

from tax.rules.refusals import TableRefused, TaxRefused, Words
from tax.rules.tables import SHIPPED

PayeeKind = Literal["natural", "individual", "sole", "partnership", "company"]
Duty = Literal["withhold", "invoice"]


class Path(StrEnum):
    """The ways a payment can go."""

    PLATFORM_CUMULATIVE = "platform_cumulative"
    WAGE_CUMULATIVE = "wage_cumulative"
    LABOUR_PER_PAYMENT = "labour_per_payment"
    LABOUR_MONTHLY = "labour_monthly"
    NONRESIDENT = "nonresident"
    NONRESIDENT_WAGE = "nonresident_wage"
    BUSINESS_INCOME = "business_income"
    COMPANY = "company"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a payee towards a payer; None where nobody has said."""

    payee: PayeeKind
    has_identity: bool
    is_resident: bool | None = None
    is_employee: bool = False
    through_platform: bool = False  # works through the platform, as its practitioner
    payer_is_platform: bool = False  # the platform, or its settlement entity that files form 1
    is_continuous: bool = False  # the same item month after month
    consents_to_agency: bool = False  # in writing, to filing of value-added tax


class Decision(msgspec.Struct, frozen=True):
    """The way, the payer's duty, and the reason."""

    path: Path
    duty: Duty
    clause: str
    files_vat: bool  # the payer files value-added tax and surcharges for the payee
    facts: Facts
    why: Words


class _When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payee: list[PayeeKind]
    is_resident: bool | None = None
    is_employee: bool | None = None
    through_platform: bool | None = None
    payer_is_platform: bool | None = None
    is_continuous: bool | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the table."""

    path: Path
    when: _When
    duty: Duty
    clause: str
    zh: str
    en: str
    begins: date = msgspec.field(name="from", default=date.min)
    ends: date = msgspec.field(name="to", default=date.max)

    def holds(self, facts: Facts, on: date) -> bool:
        """Tell whether every condition holds on a day."""
        if not self.begins <= on <= self.ends or facts.payee not in self.when.payee:
            return False
        asked = (name for name in FLAGS if getattr(self.when, name) is not None)
        return all(getattr(facts, name) is getattr(self.when, name) for name in asked)


FLAGS = ("is_resident", "is_employee", "through_platform", "payer_is_platform", "is_continuous")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: list[Entry]


def read(text: str) -> tuple[Entry, ...]:
    """Read a table of paths from TOML.

    Raises:
        TableRefused: it cannot be read.
    """
    try:
        return tuple(msgspec.convert(tomllib.loads(text), _File).path)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TableRefused("table_malformed", name=str(error)) from error


@cache
def shipped() -> tuple[Entry, ...]:
    """Return the table the product brings along."""
    return read((SHIPPED / "paths.toml").read_text("utf-8"))


def invoiced() -> frozenset[str]:
    """Return the ways on which nothing is withheld and an invoice is needed.

    Law: IIT-business
    """
    return frozenset(str(one.path) for one in shipped() if one.duty == "invoice")


def decide(facts: Facts, on: date, entries: tuple[Entry, ...] | None = None) -> Decision:
    """Decide which way a payment of a day goes, and say why.

    Raises:
        TaxRefused: the payee has no identity, or the facts decide nothing.

    Law: M-withholding, N61-agent, A16-consent
    """
    if not facts.has_identity:
        raise TaxRefused("identity_missing")
    for entry in shipped() if entries is None else entries:
        if entry.holds(facts, on):
            files_vat = entry.path is Path.PLATFORM_CUMULATIVE and facts.consents_to_agency
            why = Words(entry.zh, entry.en)
            return Decision(entry.path, entry.duty, entry.clause, files_vat, facts, why)
    raise TaxRefused("path_undecided", name="is_resident" if facts.is_resident is None else "day")
