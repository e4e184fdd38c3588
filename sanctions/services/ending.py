"""Decisions end: an officer lifts one early, or its term is over."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from sanctions import policies, selectors
from sanctions.models import Sanction
from sanctions.services.force import end
from sanctions.services.texts import plain
from sanctions.services.turns import subject_lock

State = Sanction.State


class NotInForce(Conflict):
    """The decision is not in force: there is nothing to end."""

    code = "not_in_force"


@transaction.atomic
def sanction_lift(*, actor: Actor, sanction_id: UUID, reason: str) -> Sanction:
    """End a decision before its term, for a reason that its subject reads. Twice is once.

    Raises:
        NotFound, Forbidden; Invalid: no reason. NotInForce: it is not in force.

    Law: M-account-sanctions
    """
    policies.require_person(actor)
    subject_lock(actor, selectors.sanction_get(actor, sanction_id).party_id)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    if row.state == State.LIFTED:
        return row
    if row.state != State.IN_FORCE:
        raise NotInForce(_("这项处罚不在生效中。"))
    end(actor, row, State.LIFTED, plain(reason, "reason", 2, 300))
    return row


@transaction.atomic
def sanction_expire(*, actor: Actor, sanction_id: UUID) -> bool:
    """End a decision whose term is over, with all that it changed; tell whether it was ended now.

    An appeal that is open goes on: what it may still take away is the strike and the reports.

    Raises:
        NotFound, Forbidden.

    Law: O117-blacklist-evasion, M-account-sanctions
    """
    policies.require_decide(actor)
    subject_lock(actor, selectors.sanction_get(actor, sanction_id).party_id)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    is_over = row.ends_at is not None and row.ends_at <= clock.now()
    if row.state != State.IN_FORCE or not is_over:
        return False
    end(actor, row, State.EXPIRED, _("期限届满，自动解除。"))
    return True


def sanctions_expire(*, actor: Actor, most: int = 200) -> int:
    """End every decision whose term is over, each in a transaction of its own; return how many."""
    with transaction.atomic():
        due = selectors.due(actor)[:most]
        ids = list(due.values_list("pk", flat=True))
    return sum(sanction_expire(actor=actor, sanction_id=one) for one in ids)
