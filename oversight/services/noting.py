"""A step of a report: allowed where it stands, written down, sealed words, in the record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import services as people
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.ids import uuid7
from oversight.models import Dispatch, DispatchStep
from oversight.rules import dispatches as rules
from oversight.selectors.dispatch import KEY, SUBJECT


class NotNow(Conflict):
    """The report stands so that this cannot be done to it."""

    code = "dispatch_not_now"


def require(row: Dispatch, act: str) -> None:
    """Refuse what cannot be done to a report that stands so.

    Raises:
        NotNow: it has left, is over, is not yet so far, or was destroyed.
    """
    if row.destroyed_at is not None or not rules.can(act, row.state):
        raise NotNow(_("报告现在的状态下不能这样做。"), state=row.state)


def seal(actor: Actor, row: Any, name: str, said: str, ref: UUID, kind: str) -> None:
    """Seal words into a row, with the key of whom they are about."""
    field: Any = row._meta.get_field(name)
    field.put(row, said, people.person_key(actor, ref, kind), b"")


def step(
    actor: Actor,
    row: Dispatch,
    act: str,
    action: str,
    data: dict[str, Any] | None = None,
    *,
    note: str = "",
    at: datetime | None = None,
) -> DispatchStep:
    """Write a step down and into the record, in the running transaction. The caller saves."""
    now = clock.now()
    made = DispatchStep(
        id=uuid7(),
        tenant_id=row.tenant_id,
        dispatch=row,
        act=act,
        became=row.state,
        by_id=actor.user_id,
        at=at or now,
        recorded_at=now,
        data=data or {},
    )
    if note:
        seal(actor, made, "note", note, row.pk, KEY)
    made.save(force_insert=True)
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.pk),
        clause=row.clause,
        data={"kind": row.kind, "state": row.state} | (data or {}),
    )
    return made
