"""Ask about licences and filings."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Filing
from filings.selectors.find import row, rows
from livecompliance.kernel.actors import Actor


def filing_list(actor: Actor) -> TenantQuerySet[Filing]:
    """Return the licences and filings, the oldest first."""
    return rows(actor, Filing).select_related("owner").order_by("id")


def filing_get(actor: Actor, filing_id: UUID, *, lock: bool = False) -> Filing:
    """Return one licence or filing.

    Raises:
        NotFound: no such filing in the tenant.
    """
    return row(actor, Filing, filing_id, lock=lock)
