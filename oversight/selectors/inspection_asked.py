"""What an authority sees of its own requests: those that it filed, their steps, what was given."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from oversight.models import Inspection, InspectionStep
from oversight.selectors.addressed import Addressed, packages_addressed
from oversight.selectors.inspection import inspection_list, steps_of

INSIDE = ("handed", "taken")  # who does it within the platform is the platform's own


def asked_list(
    actor: Actor, matters: Collection[str], *, is_open: bool | None = None
) -> TenantQuerySet[Inspection]:
    """Return the requests that the regulator's authority filed about matters granted to him.

    Raises:
        Forbidden: the actor sees none.

    Law: M-cooperate
    """
    return inspection_list(actor, is_open=is_open).filter(matters__contained_by=list(matters))


def asked_get(actor: Actor, inspection_id: UUID, matters: Collection[str]) -> Inspection:
    """Return one request of the regulator's authority, of matters granted to him.

    Raises:
        NotFound: no such request, another authority's, or of another matter.
    """
    row = asked_list(actor, matters).filter(pk=inspection_id).first()
    if row is None:
        raise NotFound(_("没有这项监督检查要求。"))
    return row


def asked_steps(actor: Actor, row: Inspection) -> list[InspectionStep]:
    """Return the steps of a request that concern the authority, the first in front."""
    return [one for one in steps_of(actor, row) if one.kind not in INSIDE]


def asked_packages(
    actor: Actor, steps: Collection[InspectionStep], authority_id: UUID
) -> list[Addressed]:
    """Return the packages that answers gave, the newest first."""
    given = {ref for one in steps for ref in one.packages}
    return [one for one in packages_addressed(actor, authority_id) if one.pk in given]
