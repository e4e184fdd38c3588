"""A person asks for his data, to have it erased, or to leave; somebody answers in time."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, events, retention
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office
from parties import policies, selectors
from parties.models import DataRequest, Party
from parties.services.amendment import Wanted, amendment_apply, amendment_file, amendment_forget
from parties.services.erasure import kept_all, kept_of, party_shred, party_trim
from parties.services.export import export_order, exports_destroy
from parties.services.keeping import CLAUSE, PERSONS
from parties.services.party import party_close
from parties.services.request_end import CLOCK, DONE, request_end, request_note
from parties.services.standing import reason_of, require_standing
from parties.services.telling import request_tell

Kind, State = DataRequest.Kind, DataRequest.State
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
def data_request_open(
    *, actor: Actor, party_id: UUID, kind: str, wanted: Wanted | None = None
) -> DataRequest:
    """Take a person's request; its clock runs from now. The same one while it is open is one: a
    correction told anew replaces what it asked for, and its clock runs on.

    Args:
        wanted: what should be right, of a request to correct.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is neither his own nor is he an
            officer or a program. Invalid: no such request, or nothing to correct.
        PartyClosed: it has left; nothing of it is corrected any more.

    Law: PIPL-access, PIS-cancellation, PIS-requests
    """
    if kind not in Kind.values:
        raise Invalid(_("请选择要办理的事项。"), field="kind")
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    if kind == Kind.CORRECT:
        require_standing(party)
    row = _standing(actor, party, kind)
    is_new = row is None
    row = row or _taken(actor, party, kind)
    if kind == Kind.CORRECT:
        amendment_file(actor, row, wanted)
    if is_new or kind == Kind.CORRECT:
        request_note(actor, row, "parties.data_request_opened")
    return row


def _standing(actor: Actor, party: Party, kind: str) -> DataRequest | None:
    rows = DataRequest.objects.of(actor).filter(party=party, kind=kind, state=State.OPEN)
    return rows.select_related("party").first()


def _taken(actor: Actor, party: Party, kind: str) -> DataRequest:
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
    return row


@transaction.atomic
def data_copy_order(*, actor: Actor, party_id: UUID) -> DataRequest:
    """Ask for a copy of one's own data and have it made at once: nobody has to look at it first.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not himself.

    Law: PIPL-access
    """
    policies.require_own(actor, selectors.party_get(actor, party_id))
    row = data_request_open(actor=actor, party_id=party_id, kind=Kind.EXPORT)
    export_order(actor, row)
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
    said = reason_of(reason)
    amendment_forget(actor, row.pk)
    return request_end(actor, row, State.REFUSED, said)


@transaction.atomic
def data_request_carry_out(*, actor: Actor, request_id: UUID, reason: str) -> DataRequest:
    """Carry a request out: close the account, erase, or put right what it asks for; a copy is
    made by a job, and the request is answered once it is there.

    What the law obliges to keep is not erased before its term: the answer lists it, the account is
    closed, and the rest goes with the sweep after the last term.

    Raises:
        NotFound; Forbidden: neither officer nor system administrator (erasure: the latter only).
        OnHold: a legal hold stands on the party. RequestEnded: it was answered.
        PartyClosed, DocumentTaken, TooYoung, Barred: what it asks for cannot be.

    Law: PIPL-access, PIPL-erasure, PIS-cancellation
    """
    row = _open(actor, request_id)
    said = reason_of(reason)
    if row.kind == Kind.EXPORT:
        export_order(actor, row)
        return row
    if row.kind in (Kind.CANCEL, Kind.ERASE):
        if row.kind == Kind.ERASE:
            policies.require_erase(actor)
        party_close(actor=system_actor(actor.tenant_id), party_id=row.party_id, reason=said)
    if row.kind == Kind.CORRECT:
        amendment_apply(actor, row)
    if row.kind != Kind.ERASE:
        return request_end(actor, row, State.DONE, said)
    exports_destroy(actor, row.party_id)
    row.kept, holding = kept_all(actor, row.party_id), kept_of(actor, row.party_id)
    if any(one["until"] for one in holding):
        party_trim(actor=actor, party_id=row.party_id, kept=holding)
        return request_end(actor, row, State.WAITING, said)
    party_shred(actor=actor, party_id=row.party_id)
    return request_end(actor, row, State.DONE, said)


@transaction.atomic
def erasures_sweep(*, actor: Actor) -> int:
    """Erase in one tenant what waited for the end of the law's own term; return how many."""
    waiting = DataRequest.objects.of(actor).select_for_update(skip_locked=True)
    done = 0
    for row in waiting.filter(state=State.WAITING).order_by("asked_at")[:50]:
        if any(one["until"] for one in kept_of(actor, row.party_id)):
            continue
        row.kept = kept_all(actor, row.party_id)
        exports_destroy(actor, row.party_id)
        party_shred(actor=actor, party_id=row.party_id)
        events.publish(retention.Destroyed(actor, PERSONS, 1, CLAUSE, clock.today()))
        row.state, row.ended_at = State.DONE, clock.now()
        row.save(update_fields=["state", "ended_at", "kept"])
        request_note(actor, row, "parties.data_request_ended")
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
