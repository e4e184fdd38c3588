"""What a form leaves out of what somebody got, because the law lets it. Pure.

Two things: service income for which the platform has both filed the withholding and filed
value-added tax in the practitioner's place, and what an offshore operator sold to a domestic buyer
who bought little. Both are asked for by law only "need not": a tenant may report them all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from tax.rules.packages import FIGURES, NOTHING, PLACES, Booked, Figures, figures_of

Answer = Literal["leave_out", "report"]
Labour = Literal["untaxed", "leave_out", "report"]
ANSWERS: tuple[Answer, ...] = ("leave_out", "report")
LABOUR_ANSWERS: tuple[Labour, ...] = ("untaxed", "leave_out", "report")
SOLD_INTO = frozenset({"services", "intangibles"})  # of what offshore operators sell
BUYER_MOST = "buyer_net_most"
SIZE = len(FIGURES)


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a tenant chooses of what need not be reported."""

    filed_income: Answer = "leave_out"
    small_buyers: Answer = "leave_out"
    convenience: Labour = "untaxed"  # of whom nothing was withheld and nothing levied

    @property
    def parameters(self) -> dict[str, str]:
        """Return the choice as it stands beside a package that was made with it."""
        return {
            "filed_income": self.filed_income,
            "small_buyers": self.small_buyers,
            "convenience": self.convenience,
        }


class Scope(NamedTuple):
    """What kind of platform reports: from abroad, and whether it hosts other platforms."""

    is_offshore: bool = False
    hosts: bool = False

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> "Scope":
        """Read it from what the platform says of itself."""
        return cls(facts.get("is_offshore") == "yes", facts.get("hosts_platforms") == "yes")


class Told(NamedTuple):
    """What a payee got in a quarter, and what of it the forms leave out."""

    figures: Figures = NOTHING
    out: Figures = NOTHING

    @classmethod
    def of(cls, kept: Sequence[int]) -> "Told":
        """Read it as a package kept it; packages of old left nothing out."""
        return cls(tuple(kept[:SIZE]), tuple(kept[SIZE:]) or NOTHING)

    def kept(self) -> tuple[int, ...]:
        """Return it as a package keeps it."""
        return (*self.figures, *self.out) if any(self.out) else tuple(self.figures)

    @property
    def said(self) -> tuple[int, ...]:
        """Return the figures that stand in a form."""
        return tuple(all_ - out for all_, out in zip(self.figures, self.out, strict=True))


def income_flag(now: Told, reported: Told | None, *, is_sold_into: bool = False) -> str:
    """Return whether a payee's income is new, changed, or need not be sent.

    That a month was filed after the quarter was reported changes nothing: it was reported, truly.
    Of offshore operators what counts is what the form says: another sale may carry a buyer above
    the line.

    Law: A15-correction, A16-not-twice
    """
    if reported is None:
        return "new" if any(now.figures) else ""
    if is_all_out(reported) and any(now.said):
        return "new"
    if is_sold_into:
        return "changed" if now.said != reported.said else ""
    return "changed" if tuple(now.figures) != tuple(reported.figures) else ""


def is_all_out(told: Told) -> bool:
    """Tell whether somebody got something, and no form says any of it."""
    return any(told.figures) and not any(told.said)


def filed_of(booked: Iterable[Booked], told: Figures) -> tuple[int, ...]:
    """Return what was filed by withholding and in his place; never more than what was booked.

    Law: A16-not-twice
    """
    found = figures_of(booked)
    return tuple(min(out, of) for out, of in zip(found, told, strict=True))


def services_of(booked: Iterable[Booked]) -> tuple[int, ...]:
    """Return what was got by labour itself: services. Goods and the rest are reported.

    Law: D810-convenience
    """
    return figures_of(one for one in booked if one.kind == "services")


def sold_into(booked: Iterable[Booked]) -> list[Booked]:
    """Return what of an offshore operator's sales is reported at all.

    Law: A15-offshore
    """
    return [one for one in booked if one.kind in SOLD_INTO]


def total_of(figures: Figures) -> int:
    """Return what was paid for services and for intangibles, before any refund."""
    return sum(figures[PLACES[f"{kind}_total"]] for kind in SOLD_INTO)
