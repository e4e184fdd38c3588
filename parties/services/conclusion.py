"""How a verification ends: its row, its document, its clock, the record, whoever listens."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from office import services as office
from office.rules import days
from parties.events import VerificationConcluded
from parties.models import Document, Party, Verification
from parties.providers import Result, state_of
from parties.selectors import facts

Kind, State = Verification.Kind, Verification.State
OF_DOCUMENT = frozenset({"mismatch", "not_found", "deceased", "revoked", "expired"})
REVERIFY, VERIFIED = "reverify", "party.verified"
WARN_DAYS = 10  # working days; tenant policy `reverify_warn_days`
ACTIONS = {
    State.PASSED: "parties.verification_passed",
    State.FAILED: "parties.verification_failed",
    State.ERROR: "parties.verification_error",
}


@transaction.atomic(durable=True)
def verification_conclude(
    *, actor: Actor, verification_id: UUID, result: Result
) -> Verification | None:
    """Write down what a provider said, or that it said nothing; the first outcome stands.

    Law: M-real-identity, O117-operator-verified
    """
    rows = Verification.objects.of(actor).select_for_update(of=("self",))
    row = rows.select_related("party", "document").filter(pk=verification_id).first()
    if row is None or row.state != State.STARTED:
        return row
    row.state = State(state_of(result.outcome))
    row.outcome, row.took_ms = result.outcome, result.took_ms
    row.request_sha256, row.response_sha256 = result.request_sha256, result.response_sha256
    verification_end(actor, row)
    return row


def verification_end(actor: Actor, row: Verification, reason: str = "") -> None:
    """Let a verification with its outcome take effect, in the running transaction.

    Args:
        reason: why a person decided so, where one did.
    """
    now = clock.now()
    row.finished_at, row.code_hash, row.token = now, None, None
    if row.state == State.PASSED:
        row.valid_until = _valid_until(actor, row, now)
    row.save()
    _document_mark(row, now)
    if row.state == State.PASSED and _is_of_operator(row):
        _clock_renew(actor, row)
    data = {"verification": row.pk.hex, "kind": row.kind, "outcome": row.outcome}
    data |= {"request": row.request_sha256, "response": row.response_sha256}
    record.entry_append(
        actor=actor,
        action=ACTIONS[State(row.state)],
        subject=("party", row.party_id),
        clause="O117-operator-verified" if _is_of_operator(row) else "M-real-identity",
        data=data | ({"reason": reason} if reason else {}),
    )
    events.publish(
        VerificationConcluded(
            actor=actor,
            party_id=row.party_id,
            verification_id=row.pk,
            kind=row.kind,
            state=row.state,
            outcome=row.outcome,
        )
    )


def _is_of_operator(row: Verification) -> bool:
    return row.kind != Kind.LIVENESS and Party.Role.OPERATOR in row.party.roles


def _valid_until(actor: Actor, row: Verification, now: datetime) -> datetime:
    """Return until when it holds: six months, or what is stricter; minutes for a living face.

    Law: O117-operator-verified
    """
    policy, today = accounts.tenant_get(actor).policy, clock.to_date(now)
    if row.kind == Kind.LIVENESS:
        return now + timedelta(minutes=facts.limits(policy, today).presence_minutes)
    return days.end_of(days.months_after(today, facts.reverify_months(policy, today)))


def _document_mark(row: Verification, now: datetime) -> None:
    document = row.document
    if document is None or row.kind == Kind.LIVENESS:
        return
    if row.state == State.PASSED and document.state == Document.State.GIVEN:
        document.state = Document.State.VERIFIED
    elif row.outcome in OF_DOCUMENT and document.state == Document.State.GIVEN:
        document.state = Document.State.REFUSED
    else:
        return
    document.decided_at = now
    document.save(update_fields=["state", "decided_at"])


def _clock_renew(actor: Actor, row: Verification) -> None:
    """Let the six months of an operator begin anew, with a warning before they end."""
    policy, today = accounts.tenant_get(actor).policy, clock.today()
    warn = policy.get("reverify_warn_days")
    term = office.Policy(
        amount=facts.reverify_months(policy, today),
        unit="month",
        clause="O117-operator-verified",
        param="reverify_within",
        warn_before=warn if isinstance(warn, int) and 0 < warn <= 60 else WARN_DAYS,
        met_by=(VERIFIED,),
    )
    subject = ("party", row.party_id)
    office.clocks_hear(actor=actor, subject=subject, act=VERIFIED)
    office.clock_start(actor=actor, subject=subject, kind=REVERIFY, policy=term)
