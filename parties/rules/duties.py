"""What somebody owes by his status under the E-Commerce Law, his kind and his roles. Pure."""

from collections.abc import Collection
from typing import NamedTuple

OPERATOR = ("O117-operator-verified", "O117-publicity-changes", "O117-supplier-check",
            "O117-marketer-each-broadcast", "O117-prebroadcast-review", "O117-correction",
            "O117-comment-control")  # fmt: skip
MARKETER = ("M-live-verification", "O117-training", "M-places")
AGENCY = ("O117-agency-management", "O117-agency-recruitment", "O117-agency-training",
          "O117-agency-discipline", "O117-agency-no-false-trade")  # fmt: skip
# Who runs a site of his own owes what a platform owes, besides what an operator does.
PLATFORM = ("O117-mechanisms", "O117-identity-report", "M-content-patrol", "O117-evidence-3y")
PUBLICITY = {"company": "O117-publicity", "other": "O117-publicity"}
BY_ROLE = {"operator": OPERATOR, "marketer": MARKETER, "agency": AGENCY}
TRADERS = frozenset({"on_platform", "own_site", "platform", "exempt"})


class Owed(NamedTuple):
    """The clauses somebody obeys, and what about his status must be asked.

    Args:
        must_register: he owes a business registration before he trades.
        is_unclear: he trades and nobody said what he is under the E-Commerce Law.
    """

    clauses: tuple[str, ...]
    must_register: bool
    is_unclear: bool


def owed(kind: str, roles: Collection[str], commerce: str) -> Owed:
    """Return what somebody owes by his status, kind and roles.

    Law: M-mechanisms, O117-mechanisms, M-tax-reminder
    """
    trades = "operator" in roles or commerce in TRADERS
    found = [clause for role in BY_ROLE if role in roles for clause in BY_ROLE[role]]
    if "operator" in roles:
        found.append(PUBLICITY.get(kind, "O117-publicity-natural"))
    if commerce in ("own_site", "platform"):
        found += PLATFORM
    if trades:
        found.append("M-tax-reminder")
    registers = commerce in ("on_platform", "own_site", "platform")
    return Owed(
        clauses=tuple(dict.fromkeys(found)),
        must_register=registers and kind == "natural",
        is_unclear="operator" in roles and commerce not in TRADERS,
    )


def tax_prompts(kind: str, roles: Collection[str], commerce: str) -> tuple[str, ...]:
    """Return of what an operator is reminded: to register, to declare, to pay, what eases it.

    Whoever is exempt from registering as a business still registers as a taxpayer.

    Law: M-tax-reminder
    """
    if "operator" not in roles:
        return ()
    if kind != "natural":
        return ("declare", "pay", "prefer")
    first = "register_tax" if commerce == "exempt" else "register"
    return (first, "declare", "pay", "prefer")
