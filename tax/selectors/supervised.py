"""What a tax authority sees of reporting: which quarters were reported, when, and how it stands."""

from datetime import date
from typing import NamedTuple

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from tax import policies
from tax.models import Package, Period
from tax.selectors.period import named

SEEN = ("period_id", "number", "round", "state", "made_at", "sent_on", "answered_on")


class Filed(NamedTuple):
    """One report of a quarter or one of its corrections, without what stands in it."""

    number: int
    round: int
    state: str
    sent_on: date | None
    answered_on: date | None


class Quarter(NamedTuple):
    """One month or quarter: how it stands, and what was filed for it, the newest first."""

    name: str
    kind: str
    first_on: date
    is_closed: bool
    filed: list[Filed]


def periods_supervised(actor: Actor, most: int = 16) -> list[Quarter]:
    """Return the last months and quarters. Of packages only states and days are read: the role of
    regulators can read no other column.

    Raises:
        Forbidden: the actor is no regulator.

    Law: M-tax-report
    """
    policies.require_supervise(actor)
    periods = list(_periods(actor)[:most])
    rows = Package.objects.of(actor).filter(period__in=periods).order_by("-number")
    filed: dict[object, list[Filed]] = {}
    for period, number, round_, state, _made, sent_on, answered_on in rows.exclude(
        state=Package.State.DROPPED
    ).values_list(*SEEN):
        filed.setdefault(period, []).append(Filed(number, round_, state, sent_on, answered_on))
    return [
        Quarter(named(one), one.kind, one.first_on, one.state == Period.State.CLOSED,
                filed.get(one.pk, []))
        for one in periods
    ]  # fmt: skip


def _periods(actor: Actor) -> TenantQuerySet[Period]:
    return Period.objects.of(actor).order_by("-first_on", "kind")
