"""Ask about reviews before publication."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import policies
from moderation.models import Decision


def decision_get(actor: Actor, decision_id: UUID, *, lock: bool = False) -> Decision:
    """Return one decision.

    Raises:
        Forbidden: the actor may not read reviews.
        NotFound: no such decision in the actor's tenant.
    """
    policies.require_read(actor)
    found = Decision.objects.of(actor).filter(pk=decision_id)
    decision = (found.select_for_update() if lock else found).first()
    if decision is None:
        raise NotFound(_("没有这条审核记录。"))
    return decision


def decision_queue(actor: Actor) -> QuerySet[Decision]:
    """Return what waits for an officer, oldest first.

    Raises:
        Forbidden: the actor may not read reviews.
    """
    policies.require_read(actor)
    return Decision.objects.of(actor).filter(state=Decision.State.REVIEW).order_by("created_at")
