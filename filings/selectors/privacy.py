"""Ask about impact assessments and leaks of personal information."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Impact, Leak, LeakStep
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


def leak_list(actor: Actor) -> TenantQuerySet[Leak]:
    """Return the leaks, the newest first."""
    return rows(actor, Leak).select_related("owner").order_by("-discovered_at", "-id")


def leak_get(actor: Actor, leak_id: UUID, *, lock: bool = False) -> Leak:
    """Return one leak.

    Raises:
        NotFound: no such leak in the tenant.
    """
    return row(actor, Leak, leak_id, lock=lock)


def step_list(actor: Actor, leak: Leak) -> TenantQuerySet[LeakStep]:
    """Return what was done about a leak, in its order."""
    found = rows(actor, LeakStep).filter(leak=leak).select_related("by")
    return found.order_by("at", "id")
