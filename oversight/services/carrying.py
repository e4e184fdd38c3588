"""Let approved reports leave: leased, written into the record before, carried outside of any
transaction, concluded. A worker that dies in between loses its lease, and the report leaves again
under the same id, by which the receiver's side knows it: it has its effect once.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts import selectors as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office
from oversight import policies
from oversight.models import Dispatch
from oversight.providers import Carried, Parcel, carrier_of
from oversight.rules import dispatches as rules
from oversight.selectors.dispatch import SUBJECT, document_of
from oversight.selectors.reported import number_of
from oversight.services import noting, origins
from oversight.services.composing import digest_of
from oversight.services.drafting import SENT

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=180)
State = Dispatch.State


def dispatches_send(*, actor: Actor, most: int = 10) -> int:
    """Send what is due of one tenant; return how many reports were tried.

    Raises:
        Forbidden: somebody else than the product itself.

    Law: M-content-patrol, O117-measure-report
    """
    policies.require_carry(actor)
    rows = _lease(actor, most)
    for row in rows:
        with transaction.atomic():
            parcel = _parcel(actor, row)
            if parcel is not None:
                data = {"carrier": row.carrier, "attempt": row.attempts, "sha256": row.sha256}
                noting.step(actor, row, "attempt", "oversight.dispatch_attempted", data)
        outcome = _carried(row, parcel)
        with transaction.atomic():
            _conclude(actor, row, outcome)
    return len(rows)


@transaction.atomic
def _lease(actor: Actor, most: int) -> list[Dispatch]:
    """Claim reports that are due, so that no other worker sends them meanwhile."""
    now = clock.now()
    due = Dispatch.objects.of(actor).filter(state=State.QUEUED, available_at__lte=now)
    due = due.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    due = due.select_related("authority", "package__file")
    found = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:most])
    for row in found:
        row.attempts, row.leased_until = row.attempts + 1, now + LEASE
        row.save(update_fields=["attempts", "leased_until"])
    return found


def _parcel(actor: Actor, row: Dispatch) -> Parcel | None:
    """Return a report as it leaves; None where it is not any more what was approved."""
    document, authority = document_of(actor, row), row.authority
    if authority is None or not document or digest_of(document) != row.sha256:
        return None
    return Parcel(
        id=row.pk,
        number=number_of(row),
        title=row.title,
        tenant_id=row.tenant_id,
        authority_id=authority.pk,
        secret_version=authority.secret_version,
        signing=authority.signing,
        endpoint=authority.endpoint,
        document=document,
        sha256=row.sha256,
        enclosures=tuple(origins.enclosed(actor, row)),
    )


def _carried(row: Dispatch, parcel: Parcel | None) -> Carried:
    if parcel is None:
        return Carried("document_gone", is_final=True)
    try:
        return carrier_of(row.carrier).carry(parcel)
    except Exception as fault:
        log.exception("report %s could not be carried", row.pk)
        return Carried(type(fault).__name__)


def _conclude(actor: Actor, leased: Dispatch, outcome: Carried) -> None:
    """Write down what came of a try, unless the report is not this worker's any more."""
    rows = Dispatch.objects.of(actor).select_related("authority", "corrects")
    row = rows.select_for_update(of=("self",)).get(pk=leased.pk)
    if (row.state, row.attempts) != (State.QUEUED, leased.attempts):
        return
    row.leased_until, row.fault = None, outcome.fault[:120]
    if not outcome.fault:
        left(actor, row, clock.now(), outcome)
        return
    wait = None if outcome.is_final else rules.wait_after(row.attempts)
    if wait is None:
        row.state, row.available_at = State.FAILED, None
    else:
        row.available_at = clock.now() + wait
    row.save()
    data = {"fault": row.fault, "place": outcome.place, "attempt": row.attempts}
    act = "fail" if wait is None else "fault"
    noting.step(actor, row, act, "oversight.dispatch_failed", data)
    if wait is None:
        _tell(actor, row)


def left(actor: Actor, row: Dispatch, at: datetime, outcome: Carried) -> None:
    """Write down that a report has left, in the running transaction: its term is met, the app it
    comes from hears of it, what it corrects or withdraws is over."""
    row.state, row.sent_at, row.available_at = State.SENT, at, None
    row.save()
    data = {"place": outcome.place, "carrier": row.carrier, "attempt": row.attempts,
            "sha256": row.sha256}  # fmt: skip
    noting.step(actor, row, "send", "oversight.dispatch_sent", data, at=at)
    office.clocks_hear(actor=actor, subject=(SUBJECT, row.pk), act=SENT, at=at)
    about = row.corrects
    if about is not None and row.kind in rules.ENDS and about.state in rules.LEFT:
        about.state = rules.ENDS[row.kind]
        about.save(update_fields=["state"])
        noting.step(actor, about, row.kind, "oversight.dispatch_ended", {"by": str(row.pk)})
    origins.tell_sent(actor, row)
    if outcome.receipt:
        received(actor, row, outcome.receipt, at)


def received(actor: Actor, row: Dispatch, receipt: str, at: datetime) -> None:
    """Write down the number of a receipt, in the running transaction."""
    row.receipt, row.received_at, row.state = receipt, at, State.RECEIVED
    row.save(update_fields=["receipt", "received_at", "state"])
    noting.step(actor, row, "receipt", "oversight.dispatch_received", {"receipt": receipt}, at=at)
    origins.tell_received(actor, row, at)


def _tell(actor: Actor, row: Dispatch) -> None:
    """Write to the officers that a report could not be sent."""
    known = accounts.membership_list(actor).filter(is_active=True, roles__contains=["officer"])
    officers = [one.user_id for one in known]
    if officers:
        office.message_send(
            actor=actor,
            to=officers,
            topic="report_failed",
            context={"number": number_of(row), "authority": str(row.authority)},
            about=office.About(SUBJECT, f"{row.pk}:{row.attempts}"),
        )
