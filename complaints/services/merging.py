"""Complaints about one thing are dealt with as one, and every complainant is answered."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Complaint
from complaints.rules import states
from complaints.services import timing
from complaints.services.stepping import note, step_require, step_take
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting


@transaction.atomic
def complaint_merge(*, actor: Actor, complaint_id: UUID, into_id: UUID) -> Complaint:
    """Deal with a complaint in another: the answer to that one answers this one.

    Its terms run on as they began: nobody waits longer because others complained, too. What was
    merged into it goes along.

    Raises:
        NotFound; Forbidden: no officer. NotNow: one of the two is settled.
        Invalid: into itself.
    """
    policies.require_handle(actor)
    if complaint_id == into_id:
        raise Invalid(_("投诉不能并入自己。"), field="into")
    locked = {
        one: selectors.complaint_get(actor, one, lock=True)
        for one in sorted({complaint_id, into_id})  # in one order: nobody waits for who waits
    }
    row, into = locked[complaint_id], locked[into_id]
    step_require(into, states.MERGE)
    step_take(actor, row, states.MERGE)
    row.merged_into = into
    row.save(update_fields=["state", "merged_into"])
    Complaint.objects.of(actor).filter(merged_into=row, state=states.MERGED).update(
        merged_into=into
    )
    timing.clocks_heard(actor, row, timing.TAKEN, "web")
    owner_id = timing.owner_of(actor, into)
    if owner_id is not None:
        timing.clocks_hand(actor, row, owner_id)
    note(actor, row, "complaints.complaint_merged", {"into": str(into.pk)})
    return row


@transaction.atomic
def complaint_part(*, actor: Actor, complaint_id: UUID) -> Complaint:
    """Take a complaint out of the one it was merged into; its terms have run on all the time.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is in none, or was answered with it.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    step_take(actor, row, states.PART)
    row.merged_into, row.assignee_id = None, actor.user_id
    row.save(update_fields=["state", "merged_into", "assignee"])
    timing.clocks_hand(actor, row, actor.user_id)
    note(actor, row, "complaints.complaint_parted")
    return row


def merged_release(actor: Actor, into: Complaint) -> None:
    """Take out again what was merged into a complaint that is taken back, in the running
    transaction: nobody who complained too is left without an answer because another gave up.
    """
    product = system_actor(into.tenant_id)
    with acting(product):
        for one in selectors.merged_with(product, into):
            row = selectors.complaint_get(product, one.pk, lock=True)
            step_take(product, row, states.PART)
            row.merged_into, row.assignee_id = None, row.assignee_id or into.assignee_id
            row.save(update_fields=["state", "merged_into", "assignee"])
            note(product, row, "complaints.complaint_released", {"from": str(into.pk)})
