"""What a package says of a payee: his figures, what changed since, which forms he is in. Pure.

Income belongs to the quarter in which it was paid or given back, whichever month it was booked in:
what came late corrects the quarter it was paid in, and is not counted in another.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Literal, NamedTuple

from tax.rules import calendar
from tax.rules.brought import SHANGHAI
from tax.rules.layouts import Form

KINDS = ("goods", "services", "intangibles", "other")
FIGURES = (*(f"{kind}_{what}" for kind in KINDS for what in ("total", "refund")), "orders")
PLACES = {name: place for place, name in enumerate(FIGURES)}
NOTHING = (0,) * len(FIGURES)
SERVICES = PLACES["services_total"]
ORDERS = PLACES["orders"]
CORRECT_WITHIN, REPORTED_MONTHS = "correct_within", "due_months_after_period"
Flag = Literal["", "new", "changed"]
Link = Literal["", "new", "changed", "ended"]
Figures = Sequence[int]


class Booked(NamedTuple):
    """What was booked of a payee of one kind: paid, or given back."""

    kind: str
    is_refund: bool
    amount_fen: int
    orders: int


class Identity(NamedTuple):
    """A payee's identity as it was reported last: its digest, and his agency.

    The digest is empty where only the tie to the agency was reported.
    """

    print: bytes
    agency: object | None


def figures_of(booked: Iterable[Booked]) -> tuple[int, ...]:
    """Return the figures of a quarter in their order. Totals are whole, before any refund."""
    found = list(NOTHING)
    for one in booked:
        found[2 * KINDS.index(one.kind) + one.is_refund] += one.amount_fen
        if not one.is_refund:
            found[ORDERS] += one.orders
    return tuple(found)


def identity_flag(print_: bytes, reported: Identity | None) -> Flag:
    """Return whether an identity is new, changed, or as it was reported.

    Law: D810-quarterly-report
    """
    if reported is None or not reported.print:
        return "new"
    return "changed" if print_ != reported.print else ""


def link_flag(agency: object | None, reported: Identity | None) -> Link:
    """Return what became of the tie between an anchor and an agency since it was reported."""
    before = reported.agency if reported else None
    if agency == before:
        return ""
    if before is None:
        return "new"
    return "changed" if agency is not None else "ended"


def sums_of(figures: Figures) -> tuple[int, int]:
    """Return what was paid and what was given back, of all kinds."""
    amounts = figures[:ORDERS]
    return sum(amounts[::2]), sum(amounts[1::2])


def overdrawn(figures: Figures) -> list[str]:
    """Return the kinds of which more was given back in the quarter than was paid in it."""
    return [kind for place, kind in enumerate(KINDS) if figures[2 * place + 1] > figures[2 * place]]


class Sort(NamedTuple):
    """What of a payee decides which forms he is in."""

    is_natural: bool
    is_registered: bool  # here, with a code; a business registered elsewhere has none
    is_abroad: bool
    is_platform: bool
    has_agency: bool


def groups_of(sort: Sort, figures: Figures, *, from_abroad: bool, hosts: bool) -> frozenset[str]:
    """Return the groups of whom forms ask that a payee belongs to.

    An operator abroad is a matter of its own only where the platform is abroad itself; form 4 is
    filled in only by a platform that hosts others.

    Law: A15-platforms-inside, A15-offshore-identity, A15-offshore, A15-live
    """
    found = {"registered" if sort.is_registered else "natural"}
    found.add("offshore" if sort.is_abroad and from_abroad else "onshore")
    is_paid = bool(figures[SERVICES])
    if is_paid:
        found.add("paid")
    if sort.is_natural and (sort.has_agency or is_paid):
        found.add("streamers")
    if sort.is_platform and hosts:
        found.add("platforms")
    return frozenset(found)


class Asked(NamedTuple):
    """What a form asks of a row: which values in which order, and which may not be empty."""

    form: Form
    cells: Callable[[Mapping[str, str]], tuple[str, ...]]
    required: tuple[tuple[str, str], ...]
    wanted: tuple[tuple[str, str], ...]


def asked_by(form: Form) -> Asked:
    """Return what a form asks, made ready for many rows."""
    return Asked(
        form,
        itemgetter(*(one.value for one in form.columns)),
        tuple((one.value, one.name) for one in form.columns if one.required),
        tuple((one.value, one.name) for one in form.columns if one.wanted),
    )


def lacks(pairs: Iterable[tuple[str, str]], values: Mapping[str, str]) -> list[str]:
    """Return the names of the columns that stand empty though the form asks for them."""
    return [name for value, name in pairs if not values[value]]


def bounds(first: date) -> tuple[datetime, datetime]:
    """Return the instants between which a payment is of a quarter, in China."""
    after = calendar.later(first, calendar.QUARTER_MONTHS)
    return (
        datetime.combine(first, time(0), SHANGHAI),
        datetime.combine(after, time(0), SHANGHAI),
    )


def due_on(first: date, months: int) -> date:
    """Return the last day on which a quarter is reported: so many whole months after its end.

    Law: D810-quarterly-report
    """
    return calendar.last_of(calendar.later(first, calendar.QUARTER_MONTHS), months)


def correct_by(found_on: date, within: int) -> date:
    """Return the last day for the correction of an error found on a day.

    Law: A15-correction
    """
    return found_on + timedelta(days=within)


def days_after(first: date, months: int) -> int:
    """Return how many days lie between a quarter's end and the last day for its report."""
    last = calendar.last_of(first, calendar.QUARTER_MONTHS)
    return (due_on(first, months) - last).days


def named(first: date) -> str:
    """Return what forms call a quarter."""
    return f"{first.year}Q{(first.month - 1) // calendar.QUARTER_MONTHS + 1}"
