"""A person asks for his data, to have it erased, or to leave; somebody answers in time."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office
from parties import policies, selectors
from parties.models import Card, Consent, Credential, DataRequest, Document, Tie, Verification
from parties.rules import cards
from parties.services import opened
from parties.services.erasure import kept_of, party_shred, party_trim
from parties.services.party import party_close
from parties.services.sealing import read
from parties.services.standing import reason_of
from parties.services.telling import request_tell

Kind, State = DataRequest.Kind, DataRequest.State
CLOCK, DONE = "data_request", "data_request.ended"
TERMS: dict[str, office.Policy] = {
    Kind.CANCEL: office.Policy(
        amount=15,
        unit="working_day",
        clause="PIS-cancellation",
        param="cancel_within",
        met_by=(DONE,),
        escalate_to="system_admin",
    ),
}
OTHERS = office.Policy(
    amount=30,
    unit="day",
    clause="PIS-requests",
    param="answer_within",
    met_by=(DONE,),
    escalate_to="system_admin",
)


class RequestEnded(Conflict):
    code = "data_request_ended"


@transaction.atomic
def data_request_open(*, actor: Actor, party_id: UUID, kind: str) -> DataRequest:
    """Take a person's request; its clock runs from now. The same one while it is open is one.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is neither his own nor is he an
            officer or a program. Invalid: no such request.

    Law: PIPL-access, PIS-cancellation, PIS-requests
    """
    if kind not in Kind.values:
        raise Invalid(_("请选择要办理的事项。"), field="kind")
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    mine = DataRequest.objects.of(actor).filter(party=party, kind=kind, state=State.OPEN)
    if (standing := mine.first()) is not None:
        return standing
    row = DataRequest.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        asked_by_id=actor.user_id,
        asked_at=clock.now(),
    )
    started = office.clock_start(
        actor=actor, subject=(CLOCK, row.pk), kind=CLOCK, policy=TERMS.get(kind, OTHERS)
    )
    row.due_at = started.due_at
    row.save(update_fields=["due_at"])
    _note(actor, row, "parties.data_request_opened")
    return row


@transaction.atomic
def data_request_refuse(*, actor: Actor, request_id: UUID, reason: str) -> DataRequest:
    """Answer that a request is not carried out, and why.

    Raises:
        NotFound; Forbidden: neither officer nor system administrator. Invalid: no reason.
        RequestEnded: it was answered.

    Law: PIS-requests
    """
    row = _open(actor, request_id)
    return _end(actor, row, State.REFUSED, reason_of(reason))


@transaction.atomic
def data_request_carry_out(*, actor: Actor, request_id: UUID, reason: str) -> DataRequest:
    """Carry a request out: close the account, erase, or say that data was given or corrected.

    What the law obliges to keep is not erased before its term: the answer lists it, the account is
    closed, and the rest goes with the sweep after the last term.

    Raises:
        NotFound; Forbidden: neither officer nor system administrator (erasure: the latter only).
        OnHold: a legal hold stands on the party. RequestEnded: it was answered.

    Law: PIPL-access, PIPL-erasure, PIS-cancellation
    """
    row = _open(actor, request_id)
    said = reason_of(reason)
    if row.kind in (Kind.CANCEL, Kind.ERASE):
        if row.kind == Kind.ERASE:
            policies.require_erase(actor)
        party_close(actor=system_actor(actor.tenant_id), party_id=row.party_id, reason=said)
    if row.kind != Kind.ERASE:
        return _end(actor, row, State.DONE, said)
    row.kept = kept_of(actor, row.party_id)
    if any(one["until"] for one in row.kept):
        party_trim(actor=actor, party_id=row.party_id, kept=row.kept)
        return _end(actor, row, State.WAITING, said)
    party_shred(actor=actor, party_id=row.party_id)
    return _end(actor, row, State.DONE, said)


@transaction.atomic
def erasures_sweep(*, actor: Actor) -> int:
    """Erase in one tenant what waited for the end of the law's own term; return how many."""
    waiting = DataRequest.objects.of(actor).select_for_update(skip_locked=True)
    done = 0
    for row in waiting.filter(state=State.WAITING).order_by("asked_at")[:50]:
        row.kept = kept_of(actor, row.party_id)
        if any(one["until"] for one in row.kept):
            continue
        party_shred(actor=actor, party_id=row.party_id)
        row.state, row.ended_at = State.DONE, clock.now()
        row.save(update_fields=["state", "ended_at", "kept"])
        _note(actor, row, "parties.data_request_ended")
        request_tell(actor, row)
        done += 1
    return done


def _open(actor: Actor, request_id: UUID) -> DataRequest:
    policies.require_answer(actor)
    rows = DataRequest.objects.of(actor).select_for_update(of=("self",)).select_related("party")
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise NotFound(_("没有这项请求。"))
    if row.state != State.OPEN:
        raise RequestEnded(_("这项请求已经答复。"))
    return row


def _end(actor: Actor, row: DataRequest, state: str, reason: str) -> DataRequest:
    row.state, row.reason = state, reason
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "reason", "ended_at", "ended_by", "kept"])
    office.clocks_hear(actor=actor, subject=(CLOCK, row.pk), act=DONE)
    _note(actor, row, "parties.data_request_ended")
    request_tell(actor, row)
    return row


def _note(actor: Actor, row: DataRequest, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", row.party_id),
        clause="PIS-cancellation" if row.kind == Kind.CANCEL else "PIS-requests",
        data={"request": row.pk.hex, "kind": row.kind, "state": row.state, "reason": row.reason},
    )


@transaction.atomic
def party_export(*, actor: Actor, party_id: UUID) -> dict[str, Any]:
    """Return everything that is filed of a party, in clear, for the person himself.

    Raises:
        NotFound: no such party for this actor.
        Forbidden: it is not himself.

    Law: PIPL-access
    """
    party = selectors.party_get(actor, party_id)
    policies.require_own(actor, party)
    key = opened.key_of(actor, party)
    names = ("name", "mobile", "address")
    own = {"party_id": party.pk}
    documents = Document.objects.of(actor).filter(**own)
    record.entry_append(
        actor=actor,
        action="parties.party_exported",
        subject=("party", party.pk),
        clause="PIPL-access",
    )
    return {
        "exported_at": _text(clock.now()),
        "party": _row(party, *PARTY_FIELDS) | {one: read(party, one, key) for one in names},
        "documents": [
            _row(one, "kind", "country", "valid_until", "state", "given_at")
            | {"number": read(one, "number", key)}
            for one in documents
        ],
        "credentials": _rows(actor, Credential, own, "kind", "name", "number", "state"),
        "verifications": _rows(
            actor, Verification, own, "kind", "provider", "state", "outcome", "started_at"
        ),
        "consents": _rows(
            actor, Consent, own, "kind", "text_version", "given_at", "expires_at", "revoked_at"
        ),
        "cards": [
            _row(one, "number", "state", "agencies", "licences", "given_at", "published_at")
            | {name: read(one, name, key) for name in cards.SEALED}
            for one in Card.objects.of(actor).filter(**own).order_by("number")
        ],
        "ties": _rows(actor, Tie, {"second_id": party.pk}, "kind", "since", "until"),
        "requests": _rows(actor, DataRequest, own, "kind", "state", "asked_at", "ended_at"),
    }


PARTY_FIELDS = ("kind", "roles", "public_name", "occupation", "nationality", "state", "created_at")


def _rows(actor: Actor, model: Any, of: dict[str, UUID], *names: str) -> list[dict[str, Any]]:
    return [_row(one, *names) for one in model.objects.of(actor).filter(**of).order_by("id")]


def _row(row: Any, *names: str) -> dict[str, Any]:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
