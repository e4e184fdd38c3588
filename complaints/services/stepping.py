"""One step of a complaint: allowed where it stands, written down, in the record."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints.models import Complaint, Step
from complaints.rules import states
from complaints.rules import terms as rules
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid


class NotNow(Conflict):
    """The complaint stands so that this cannot be done to it."""

    code = "not_now"


def step_require(row: Complaint, act: str) -> None:
    """Refuse what cannot be done to a complaint that stands so.

    Raises:
        NotNow: it is settled, or not yet so far.
    """
    if row.destroyed_at is not None or not states.can(act, row.state):
        raise NotNow(_("投诉现在的状态下不能这样做。"), state=row.state)


def instant_of(row: Complaint, at: datetime | None) -> datetime:
    """Return when something was done: now, or when it was, if it is written down later.

    Raises:
        Invalid: before the complaint was filed, or after now.
    """
    now = clock.now()
    if at is None:
        return now
    if at.tzinfo is None or not row.filed_at <= at <= now:
        raise Invalid(_("时间须在收到投诉之后、现在之前。"), field="at")
    return at


def step_take(
    actor: Actor, row: Complaint, act: str, *, channel: str = "web", at: datetime | None = None
) -> str:
    """Do one step in the running transaction; return the state before it. The caller saves."""
    step_require(row, act)
    was, row.state = row.state, states.after(act, row.state)
    Step.objects.create(
        tenant_id=row.tenant_id,
        complaint=row,
        act=act,
        was=was,
        became=row.state,
        channel=channel,
        by_id=actor.user_id,
        at=at or clock.now(),
    )
    return was


def channel_of(channel: str) -> str:
    """Return a channel that there is.

    Raises:
        Invalid: there is none such.
    """
    if channel not in Complaint.Channel.values:
        raise Invalid(_("没有这种途径。"), field="channel")
    return channel


def note(
    actor: Actor,
    row: Complaint,
    action: str,
    data: dict[str, Any] | None = None,
    *,
    clause: str = "",
) -> None:
    """Write an act into the record; nothing that anybody wrote stands there."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=("complaint", row.pk),
        clause=clause or rules.clause_of(row.kind, rules.FEED_BACK)[0],
        data={"kind": row.kind, "state": row.state} | (data or {}),
    )
