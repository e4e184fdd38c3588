"""What the text of the law does not settle, and the payer chooses. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tax.rules.abuse.findings import Numbers
from tax.rules.cumulative import EXPENSE_ROUNDINGS, GAP_POLICIES, ExpenseRounding, GapPolicy
from tax.rules.left_out import ANSWERS, LABOUR_ANSWERS, Reporting
from tax.rules.vat import LOCATIONS, Location


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a tenant chooses; every version is kept, and copied into every run."""

    version: str = "default"
    gap_policy: GapPolicy = "reset_on_gap"
    expense_rounding: ExpenseRounding = "cumulative"
    base_excludes_vat: bool = True
    is_continuous: bool = False  # per payment: a month's payments are one item, and count as one
    location: Location = "city"  # of the platform, for the tax on top of value-added tax

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Policy":
        """Read a choice as it is kept."""
        return msgspec.convert(held, cls)

    def kept(self) -> dict[str, Any]:
        """Return the choice as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    @property
    def parameters(self) -> dict[str, str]:
        """Return the choice as it stands beside every figure that was computed with it."""
        return {
            "policy": self.version,
            "base_excludes_vat": str(self.base_excludes_vat).lower(),
            "is_continuous": str(self.is_continuous).lower(),
            "location": self.location,
        }


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a tenant chooses: how it withholds, what it reports, from when on a sign is one."""

    withholding: Policy = Policy()
    reporting: Reporting = Reporting()
    signs: Numbers = Numbers()

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Choices":
        """Read choices as they are kept."""
        return msgspec.convert(held, cls)

    def kept(self) -> dict[str, Any]:
        """Return choices as they are kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


FEN = 100  # of a yuan
OPTIONS: Mapping[str, tuple[Any, ...]] = {
    "gap_policy": GAP_POLICIES,
    "expense_rounding": EXPENSE_ROUNDINGS,
    "base_excludes_vat": (True, False),
    "is_continuous": (False, True),
    "location": LOCATIONS,
}
REPORTED: Mapping[str, tuple[Any, ...]] = {
    "filed_income": ANSWERS,
    "small_buyers": ANSWERS,
    "convenience": LABOUR_ANSWERS,
}
BOUNDS: Mapping[str, tuple[int, int]] = {
    "shops_at_once": (2, 1_000),
    "changes": (2, 1_000),
    "changes_within_days": (1, 366),
    "conversion_least_fen": (1, 10**12),
    "under_percent": (1, 50),
    "parked_months": (2, 12),
    "line_percent": (1, 50),
    "batch_size": (2, 1_000),
    "batch_within_days": (1, 366),
}


def faults(choices: Choices) -> list[str]:
    """Return which numbers are out of their bounds."""
    return [
        name
        for name, (least, most) in BOUNDS.items()
        if not least <= getattr(choices.signs, name) <= most
    ]


def in_yuan(name: str, value: int) -> int:
    """Return a number as people read it: what is kept in fen, in yuan."""
    return value // FEN if name.endswith("_fen") else value


def in_fen(name: str, value: int) -> int:
    """Return a number as it is kept: what people write in yuan, in fen."""
    return value * FEN if name.endswith("_fen") else value
