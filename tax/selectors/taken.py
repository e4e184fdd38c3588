"""What is due by when; and, from the record, who took out what of a month or a quarter, and why."""

from collections.abc import Collection
from uuid import UUID

from accounts import selectors as accounts
from ledger import selectors as ledger
from livecompliance.kernel.actors import Actor
from office import selectors as office
from tax import policies

MOST = 30
DUE = ("tax_period", "tax_basics")  # what clocks of taxes run on
TAKEN, EXPORTED = "tax.package_taken", "tax.month_exported"


def taken_list(actor: Actor, action: str, of: Collection[UUID]) -> list[accounts.Line]:
    """Return who took files of packages, or lines of a month; the newest first.

    Raises:
        Forbidden: the actor does not see taxes.
    """
    policies.require_see(actor)
    found = ledger.entry_list(actor, ledger.Wanted(action=action))
    rows = found.filter(subject_ref__in=[str(one) for one in of])[:MOST] if of else []
    return accounts.record_lines(actor, rows)


def due_list(actor: Actor, most: int = 8) -> list[office.Countdown]:
    """Return what must be filed or reported by when, the next in front.

    Raises:
        Forbidden: the actor does not see taxes.
    """
    policies.require_see(actor)
    found = office.clock_open_list(actor).filter(subject_kind__in=DUE)[:most]
    return office.told(found, actor)
