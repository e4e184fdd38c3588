"""Ask about impact assessments of personal information."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Impact
from filings.rules import catalogue
from filings.rules.catalogue import Category
from filings.selectors.find import row, rows
from livecompliance.kernel.actors import Actor


def impact_list(actor: Actor) -> TenantQuerySet[Impact]:
    """Return the impact assessments, the newest first."""
    return rows(actor, Impact).select_related("author", "decided_by").order_by("-created_at", "-id")


def impact_get(actor: Actor, impact_id: UUID, *, lock: bool = False) -> Impact:
    """Return one impact assessment.

    Raises:
        NotFound: no such assessment in the tenant.
    """
    return row(actor, Impact, impact_id, lock=lock)


def categories_wanting(actor: Actor) -> list[Category]:
    """Return the kinds of information that are handled without a decision that they may be.

    Law: PIPL-impact
    """
    go = (Impact.Decision.GO, Impact.Decision.CHANGE)
    decided = rows(actor, Impact).filter(state=Impact.State.DECIDED, decision__in=go)
    covered = {key for keys in decided.values_list("categories", flat=True) for key in keys}
    return [
        one for one in catalogue.categories().values() if one.handled and one.key not in covered
    ]
