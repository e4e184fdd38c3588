"""Ask about new technologies, applications and functions."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Technology
from filings.selectors.find import row, rows
from livecompliance.kernel.actors import Actor


def technology_list(actor: Actor) -> TenantQuerySet[Technology]:
    """Return the technologies, the newest first."""
    found = rows(actor, Technology).select_related("owner", "approved_by", "assessment")
    return found.order_by("-id")


def technology_get(actor: Actor, technology_id: UUID, *, lock: bool = False) -> Technology:
    """Return one technology.

    Raises:
        NotFound: no such technology in the tenant.
    """
    return row(actor, Technology, technology_id, lock=lock)
