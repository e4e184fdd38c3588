"""A period is closed and what follows is ordered in one act, once however often it is asked for."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from livecompliance.kernel.actors import Actor
from office import selectors as office
from office.models import Job
from tax.models import Package, Period
from tax.selectors.withheld import run_last
from tax.services import package, period, run
from tax.services.package import NotReported, package_make
from tax.services.run import month_run

UNMADE = (Package.State.MAKING, Package.State.DROPPED)


class Settled(NamedTuple):
    """A closed period and the work that followed; `is_over`: nothing of it is left to be done."""

    period: Period
    job: Job | None
    is_over: bool


@transaction.atomic
def period_settle(*, actor: Actor, kind: str, first_on: date) -> Settled:
    """Close a month and compute its withholding, or close a quarter and make its package.

    All of it or nothing: where what follows is refused, the period stays open. Asked again, it is
    the same work, and nothing is computed twice; of a quarter before the duty nothing is made.

    Raises:
        Forbidden: neither an officer nor a system that reports.
        Invalid: no such period begins on that day. PeriodRuns: it is not over.
        MonthsOpen: a month of the quarter is open.
        EarlierWaits, LaterRun: months of a year come in their order. RunGoes: it is computed now.
        NoTable: no table is in force in that month.
        PackageGoes: the quarter's package is being made.

    Law: M-withholding, N61-agent, D810-quarterly-report, M-tax-report
    """
    row = period.period_close(actor=actor, kind=kind, first_on=first_on)
    if row.kind == Period.Kind.MONTH:
        if run_last(actor, row) is not None:
            return Settled(row, _last(actor, run.KIND, {"month": f"{first_on}"}), is_over=True)
        return Settled(row, month_run(actor=actor, first_on=first_on), is_over=False)
    if Package.objects.of(actor).filter(period=row).exclude(state__in=UNMADE).exists():
        return Settled(row, _last(actor, package.KIND, {"quarter": f"{first_on}"}), is_over=True)
    try:
        return Settled(row, package_make(actor=actor, first_on=first_on), is_over=False)
    except NotReported:
        return Settled(row, None, is_over=True)


def _last(actor: Actor, kind: str, arguments: dict[str, str]) -> Job | None:
    """Return the caller's own work on a period, if it was his."""
    return office.job_list(actor).filter(kind=kind, arguments=arguments).first()
