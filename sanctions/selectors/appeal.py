"""Ask about appeals: what waits, one, and what was said in it."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from sanctions import policies
from sanctions.models import Appeal, Message


def appeal_list(actor: Actor, *, is_open: bool) -> TenantQuerySet[Appeal]:
    """Return the appeals that wait, the first due first, or those that were decided.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see(actor)
    found = Appeal.objects.of(actor).select_related("sanction__party", "decided_by")
    if is_open:
        return found.filter(state=Appeal.State.OPEN).order_by(F("due_at").asc(nulls_last=True))
    return found.exclude(state=Appeal.State.OPEN).order_by("-decided_at")


def appeals_open(actor: Actor) -> int:
    """Return how many appeals wait."""
    return Appeal.objects.of(actor).filter(state=Appeal.State.OPEN).count()


def appeal_get(actor: Actor, appeal_id: UUID, *, lock: bool = False) -> Appeal:
    """Return one appeal: staff any, the person concerned his own.

    Raises:
        NotFound: no such appeal for this actor.
    """
    rows = Appeal.objects.of(actor).select_related("sanction__party", "filed_by", "decided_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=appeal_id).first()
    if row is None or not (policies.can_see(actor) or policies.is_own(actor, row.sanction)):
        raise NotFound(_("没有这项申诉。"))
    return row


def messages_of(actor: Actor, appeal: Appeal) -> list[Message]:
    """Return what was said in an appeal, in order."""
    found = Message.objects.of(actor).filter(appeal=appeal).select_related("author")
    return list(found.order_by("id"))


def appeal_of(actor: Actor, sanction_id: UUID) -> Appeal | None:
    """Return the appeal against a decision, if there is one."""
    found = Appeal.objects.of(actor).filter(sanction=sanction_id)
    return found.select_related("filed_by", "decided_by").first()
