"""A request about one's own data ends: its clock is met, the record and the person are told."""

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office
from parties.models import DataRequest
from parties.services.telling import request_tell

CLOCK, DONE = "data_request", "data_request.ended"


def request_end(actor: Actor, row: DataRequest, state: str, reason: str) -> DataRequest:
    """Write how a request was answered, in the running transaction."""
    row.state, row.reason = state, reason
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "reason", "ended_at", "ended_by", "kept", "file"])
    office.clocks_hear(actor=actor, subject=(CLOCK, row.pk), act=DONE)
    request_note(actor, row, "parties.data_request_ended")
    request_tell(actor, row)
    return row


def request_note(actor: Actor, row: DataRequest, action: str) -> None:
    """Write what became of a request into the record."""
    is_cancel = row.kind == DataRequest.Kind.CANCEL
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", row.party_id),
        clause="PIS-cancellation" if is_cancel else "PIS-requests",
        data={"request": row.pk.hex, "kind": row.kind, "state": row.state, "reason": row.reason}
        | ({"fields": row.asked_fields} if row.asked_fields else {}),
    )
