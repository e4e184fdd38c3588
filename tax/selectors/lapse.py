"""Ask what was reported late or left out within a year."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from tax import policies
from tax.models import Extension, Flaw, Package, Period
from tax.rules import basics, lapses, layouts, packages
from tax.rules.lapses import Lapse
from tax.selectors.package import basics_list, report_of
from tax.selectors.period import named, period_list

REPORT, CORRECT, PLATFORM, TWICE = (
    "D810-quarterly-report", "A15-correction", "A15-basics", "A22-twice",
)  # fmt: skip
SENT = (Package.State.SENT, Package.State.ACCEPTED)


class Year(NamedTuple):
    """The lapses of a year, the oldest first, and whether there are so many that it is serious."""

    year: int
    lapses: list[Lapse]
    is_serious: bool


def lapses_of(actor: Actor, year: int) -> Year:
    """Return what was reported late or left out in a year, and what is late still.

    Raises:
        Forbidden: the actor does not see taxes.

    Law: A22-twice
    """
    policies.require_see(actor)
    every = (*_reports(actor), *_flaws(actor), *_basics(actor))
    found = sorted((one for one in every if one.on.year == year), key=lambda one: one.on)
    least = law.clause(TWICE, min(clock.today(), date(year, 12, 31))).number(lapses.LEAST)
    return Year(year, found, lapses.is_serious(found, int(least)))


def _reports(actor: Actor) -> Iterator[Lapse]:
    """Yield the quarters that were reported late, or are late still."""
    begins = layouts.shipped()[0].begins
    more = Extension.objects.of(actor).filter(state=Extension.State.GRANTED)
    until = dict(more.values_list("period_id", "until_on"))
    sent = dict(
        Package.objects.of(actor)
        .filter(round=0, state__in=SENT)
        .order_by("-number")
        .values_list("period_id", "sent_on")
    )
    months = int(law.clause(REPORT, clock.today()).number(packages.REPORTED_MONTHS))
    for one in period_list(actor, Period.Kind.QUARTER).filter(first_on__gte=begins):
        by = until.get(one.pk) or packages.due_on(one.first_on, months)
        if found := lapses.lapse("report", named(one), by, sent.get(one.pk), clock.today()):
            yield found


def _flaws(actor: Actor) -> Iterator[Lapse]:
    """Yield what was left out of reports, and what was corrected too late."""
    for one in Flaw.objects.of(actor).select_related("period", "package"):
        if one.is_omission:
            yield Lapse("omission", named(one.period), one.found_on, 0)
        within = int(law.clause(CORRECT, one.found_on).number(packages.CORRECT_WITHIN))
        sent_on = one.package.sent_on if one.package else None
        by = packages.correct_by(one.found_on, within)
        if found := lapses.lapse("correction", named(one.period), by, sent_on, clock.today()):
            yield found


def _basics(actor: Actor) -> Iterator[Lapse]:
    """Yield what the platform said of itself too late."""
    for one in basics_list(actor).exclude(happened_on=None):
        happened = one.happened_on or clock.today()
        within = int(law.clause(PLATFORM, basics.runs_from(happened)).number(basics.WITHIN))
        by, report = basics.due_on(happened, within), report_of(one)
        done_on = report.reported_on if report else None
        if found := lapses.lapse("basics", f"#{one.number}", by, done_on, clock.today()):
            yield found
