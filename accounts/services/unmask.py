"""A value is shown in clear: whose, to whom, why and how often is recorded."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.models import Membership
from ledger import selectors as ledger
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, NotFound
from livecompliance.kernel.personal import readers

UNMASKED, REFUSED = "accounts.value_unmasked", "accounts.unmask_refused"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class TooManyUnmasked(Busy):
    """So many in one hour that it is no longer one's work."""

    code = "too_many_unmasked"


class Unmasked(NamedTuple):
    """A value in clear, and how many its reader has read in this hour."""

    value: str
    masked: str
    times: int


@transaction.atomic
def value_unmask(*, actor: Actor, what: str, pk: UUID, reason: str, step_up: str) -> Unmasked:
    """Open one value for a person who has proved who he is.

    Args:
        what: a field that was registered with `personal.readers`.
        reason: what he said for it.
        step_up: the entry of the record in which he proved it.

    Raises:
        NotFound: no such field, row or value in the tenant.
        Forbidden: his role may not see it.
        TooManyUnmasked: he has opened too many in the last hour.

    Law: PIPL-security-measures
    """
    reader = readers.find(what)
    policies.require_person(actor)
    mine = Membership.objects.of(actor).filter(user_id=str(actor.user_id))
    if reader is None or mine.select_for_update().first() is None:
        raise NotFound(_("没有这条信息，或已销毁。"))
    count = 1 + _count(actor, UNMASKED, HOUR)
    found = readers.guarded(actor, reader(actor, pk))
    if count > selectors.policy_of(actor, "unmask_per_hour", 30):
        raise TooManyUnmasked(_("一小时内查看得太多，已被拒绝并留痕。"), retry_after=600)
    resting = {"approval": found.approval} if found.approval else {}
    record.entry_append(
        actor=actor,
        action=UNMASKED,
        subject=found.subject,
        clause=found.clause,
        data={"field": what, "reason": reason, "step_up": step_up, "count": count} | resting,
    )
    return Unmasked(found.value, personal.mask(found.kind, found.value), count)


@transaction.atomic
def unmask_refuse(*, actor: Actor, what: str) -> None:
    """Record that somebody wanted to see more than he may; once a minute is enough."""
    policies.require_person(actor)
    if _count(actor, REFUSED, MINUTE):
        return
    record.entry_append(
        actor=actor,
        action=REFUSED,
        subject=("user", str(actor.user_id)),
        clause="PIPL-security-measures",
        data={"field": what, "count": _count(actor, UNMASKED, HOUR)},
    )


def _count(actor: Actor, action: str, within: timedelta) -> int:
    wanted = ledger.Wanted(action=action, actor_ref=actor.reference, since=clock.now() - within)
    return ledger.entry_list(actor, wanted).count()
