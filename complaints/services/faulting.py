"""A seller who delays, or refuses without reason: a finding, once, until an officer excuses it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from complaints import selectors
from complaints.models import Complaint, Referral
from complaints.services import timing
from complaints.services.stepping import note
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import selectors as moderation
from moderation.models import Dismissal, Finding
from moderation.services import dismissal
from moderation.services import filing as findings
from rooms import selectors as rooms

CLAUSE = "M-consumer-duties"
DELAY, REFUSAL = "CONSUMER-DELAY", "CONSUMER-REFUSAL"
CORRECTED = "期限内已答复 Answered in time"


@transaction.atomic
def seller_late(*, actor: Actor, complaint_id: UUID) -> Finding | None:
    """Find that the seller let his term pass; once a round.

    Raises:
        NotFound: no such complaint for this actor.

    Law: M-consumer-duties
    """
    row = selectors.complaint_get(actor, complaint_id)
    one = selectors.referral_open(actor, row, lock=True)
    if one is None or one.state != Referral.State.WAITING:
        return None
    if one.late_id is not None:
        return _late_again(actor, one)
    one.late = _filed(actor, row, one, DELAY)
    one.save(update_fields=["late"])
    note(actor, row, "complaints.operator_late", {"round": one.round})
    return one.late


def _late_again(actor: Actor, one: Referral) -> Finding | None:
    """Let a delay stand again that the product itself had taken back; an officer's word stands."""
    found = one.late
    excuse = moderation.dismissal_find(actor, found) if found else None
    if found is not None and excuse is not None and excuse.dismissed_by_id is None:
        dismissal.finding_restore(actor=actor, finding_id=found.pk)
    return found


@transaction.atomic
def seller_forgive(*, actor: Actor, complaint_id: UUID) -> None:
    """Take a delay back, where a notice moved the end of his term.

    Raises:
        NotFound: no such complaint for this actor.

    Law: M-consumer-duties
    """
    row = selectors.complaint_get(actor, complaint_id)
    one = selectors.referral_open(actor, row, lock=True)
    if one is not None:
        late_forgive(actor, row, one)


def refusal_fault(actor: Actor, row: Complaint, one: Referral) -> None:
    """Find that the seller refused without reason, in the running transaction; once a round.

    Law: M-consumer-duties
    """
    if one.refused_id is not None:
        return
    product = system_actor(row.tenant_id)
    with acting(product):
        one.refused = _filed(product, row, one, REFUSAL)
    one.save(update_fields=["refused"])
    note(actor, row, "complaints.operator_unreasoned", {"round": one.round})


def late_forgive(actor: Actor, row: Complaint, one: Referral) -> None:
    """Take a delay back that was none: he had answered by telephone, or the day was a holiday."""
    running = timing.operator_clock(actor, row)
    if one.late is None or running is None or running.breached_at is not None:
        return
    product = system_actor(row.tenant_id)
    with acting(product):
        if moderation.dismissal_find(product, one.late) is None:
            dismissal.finding_dismiss(
                actor=product,
                finding_id=one.late.pk,
                reason=Dismissal.Reason.OTHER,
                note=CORRECTED,
            )


def _filed(actor: Actor, row: Complaint, one: Referral, code: str) -> Finding | None:
    """File a finding in the broadcast that the complaint is about, where there is one.

    Article 23 is of operators and marketers: a supplier's delay is on record, and no finding.
    """
    if one.party_id is None or row.room is None:
        return None
    at = told_of(row)
    moment = rooms.moment_of(actor, row.room, at, row.session)
    if moment is None:
        return None
    found = findings.Filed(
        code, CLAUSE, f"{code}/{one.round}", moment.seq, f"{code}:{one.pk}", clock.now()
    )
    return findings.finding_file(actor=actor, session=moment.session, found=found)


def told_of(row: Complaint) -> datetime:
    """Return the instant that a complaint is about: the one told, else when it was filed."""
    return row.happened_at or row.filed_at
