"""What every step of an incident does: it stands in order and on record, and clocks hear it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from filings.models import Incident, IncidentStep
from filings.rules import incidents as rules
from filings.services import terms
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office

CLAUSES = {"persons": "PIPL-breach-notice", "persons_spared": "PIPL-breach-persons"}


def step_add(
    actor: Actor, row: Incident, kind: str, at: datetime | None, said: str, told: int = 0
) -> IncidentStep:
    """Add a step to an incident that the caller has locked.

    Raises:
        Invalid: an instant before it was found or after now.
    """
    now = clock.now()
    if at is not None and (at.tzinfo is None or not row.discovered_at <= at <= now):
        raise Invalid(_("时间须在发现之后，且不晚于现在。"), field="at")
    step = IncidentStep.objects.create(
        tenant_id=actor.tenant_id,
        incident=row,
        kind=kind,
        at=at or now,
        note=said,
        told=told,
        by_id=actor.user_id,
        recorded_at=now,
    )
    row.state = rules.state_after(row.state, kind)
    row.save(update_fields=["state"])
    data = {"kind": kind, "at": step.at.isoformat(), "told": told, "drill": row.is_drill}
    note(actor, row, "filings.incident_stepped", data, CLAUSES.get(kind, ""))
    subject = (terms.INCIDENT, row.pk)
    office.clocks_hear(actor=actor, subject=subject, act=f"incident.{kind}", at=step.at)
    if row.kind == rules.PERSONAL:  # clocks that began when leaks had a register of their own
        office.clocks_hear(actor=actor, subject=subject, act=f"leak.{kind}", at=step.at)
    return step


def note(actor: Actor, row: Incident, action: str, data: dict[str, Any], clause: str = "") -> None:
    """Write an act on an incident into the record; numbers and kinds, never its words."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=(terms.INCIDENT, row.pk),
        clause=clause or rules.kinds()[row.kind].clause,
        data=data,
    )
