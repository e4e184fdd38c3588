"""A report is read and approved, by two where it must be; or it is left, or told to another."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office
from oversight import policies, selectors
from oversight.models import Dispatch
from oversight.rules import dispatches as rules
from oversight.selectors.dispatch import KEY, PARTY, SUBJECT
from oversight.services import noting
from oversight.services.composing import composed, digest_of
from oversight.services.drafting import Draft, checked

State = Dispatch.State


class NoAuthority(Conflict):
    """Nobody said yet to whom the report goes."""

    code = "dispatch_no_authority"


class OwnApproval(Conflict):
    """The second officer is not the first."""

    code = "dispatch_own_approval"


class OutOfOrder(Conflict):
    """What a correction corrects has not left."""

    code = "dispatch_out_of_order"


class NotReady(Conflict):
    """What goes along is not made yet."""

    code = "dispatch_not_ready"


@transaction.atomic
def dispatch_route(*, actor: Actor, dispatch_id: UUID, authority_id: UUID) -> Dispatch:
    """Say to which authority a draft goes. The same: nothing.

    Raises:
        Forbidden: no officer. NotFound: no such report or authority.
        NotNow: it was approved. Invalid: the authority is of another body.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.EDIT)
    authority = selectors.authority_get(actor, authority_id)
    if authority.body != row.body or not authority.is_active:
        raise Invalid(_("请选择同一类的主管部门。"), field="authority")
    if row.authority_id != authority.pk:
        row.authority = authority
        row.save(update_fields=["authority"])
        noting.step(actor, row, "route", "oversight.dispatch_routed", {"to": str(authority.pk)})
    return row


@transaction.atomic
def dispatch_edit(*, actor: Actor, dispatch_id: UUID, text: str) -> Dispatch:
    """Reword what an officer wrote in a draft.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it was approved, or says nothing of its own.
        Invalid: too short, too long, or it holds somebody's number.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.EDIT)
    draft = Draft(key="edit", origin=row.origin, matter=row.matter, title=row.title, text=text)
    return reworded(actor, row, checked(draft).text)


def reworded(actor: Actor, row: Dispatch, text: str) -> Dispatch:
    """Put other words into a draft that the caller has locked, in the running transaction.

    Raises:
        NotNow: it was approved.
    """
    noting.require(row, rules.EDIT)
    if selectors.text_of(actor, row) != text:
        noting.seal(actor, row, "text", text, row.pk, KEY)
        row.save(update_fields=["text"])
        noting.step(actor, row, "edit", "oversight.dispatch_edited")
    return row


@transaction.atomic
def dispatch_approve(*, actor: Actor, dispatch_id: UUID) -> Dispatch:
    """Approve exactly what leaves. Where two must agree, the second approves the same words.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it was approved, or is over.
        NoAuthority: nobody is named. OwnApproval: the second is the first.
        OutOfOrder: what it corrects has not left. NotReady: its enclosure is not made yet.

    Law: O117-truthful-data, O117-measure-report
    """
    person = policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.APPROVE)
    if row.state == State.SECOND:
        return _seconded(actor, row, person)
    _require_whole(row)
    document = composed(actor, row, is_masked=False)
    ref, kind = (row.party_id, PARTY) if row.party_id else (row.pk, KEY)
    noting.seal(actor, row, "document", document, ref, kind)
    row.sha256, row.approved_at, row.approved_by_id = digest_of(document), clock.now(), person
    row.state = State.SECOND if row.is_two else State.QUEUED
    _ready(row)
    row.save()
    noting.step(actor, row, "approve", "oversight.dispatch_approved", {"sha256": row.sha256})
    return row


def _seconded(actor: Actor, row: Dispatch, person: UUID) -> Dispatch:
    if person == row.approved_by_id:
        raise OwnApproval(_("须由另一名专员批准。"))
    row.seconded_at, row.seconded_by_id, row.state = clock.now(), person, State.QUEUED
    _ready(row)
    row.save()
    noting.step(actor, row, "second", "oversight.dispatch_approved", {"sha256": row.sha256})
    return row


def _require_whole(row: Dispatch) -> None:
    if row.authority is None or not row.authority.is_active:
        raise NoAuthority(_("请先选择报送给哪个部门。"))
    about = row.corrects
    if about is not None and about.state not in rules.LEFT | {State.CORRECTED, State.WITHDRAWN}:
        raise OutOfOrder(_("原报告还没有发出，先发出原报告，或两份都不报送。"))
    if row.origin == Dispatch.Origin.CLUE and not selectors.clue_confirmed(row):
        raise NotReady(_("先在线索页确认移送，再批准报告。"))
    if row.package is not None and row.package.made_at is None:
        raise NotReady(_("证据包还在制作，完成后再批准。"))


def _ready(row: Dispatch) -> None:
    """Let an approved report leave as soon as this is committed; people carry the rest."""
    if row.state != State.QUEUED or row.authority is None:
        return
    row.carrier, row.attempts, row.fault = row.authority.carrier, 0, ""
    row.available_at = None if row.carrier == "hand" else clock.now()
    if row.available_at is not None:
        nudge_after(row)


def nudge_after(row: Dispatch) -> None:
    """Have a worker look as soon as this is committed."""
    tenant = str(row.tenant_id)

    def nudge() -> None:
        nudges.nudge_once("oversight.tenant_outbox", queue="bulk", tenant_id=tenant)

    transaction.on_commit(nudge, robust=True)


@transaction.atomic
def dispatch_refuse(*, actor: Actor, dispatch_id: UUID, reason: str) -> Dispatch:
    """Send a report back that another officer approved: it is a draft again.

    Raises:
        Forbidden: no officer. NotFound. NotNow: nobody approved it, or it was approved by two.
        Invalid: no reason.
    """
    return _back(actor, dispatch_id, rules.REFUSE, reason)


@transaction.atomic
def dispatch_recall(*, actor: Actor, dispatch_id: UUID, reason: str) -> Dispatch:
    """Take an approved report back before it leaves: it is a draft again.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has left, or is leaving at this moment.
        Invalid: no reason.
    """
    return _back(actor, dispatch_id, rules.RECALL, reason)


def _back(actor: Actor, dispatch_id: UUID, act: str, reason: str) -> Dispatch:
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, act)
    if row.leased_until is not None and row.leased_until > clock.now():
        raise noting.NotNow(_("报告正在发出，请稍后再看。"), state=row.state)
    said = reasoned(reason)
    row.state, row.document, row.sha256 = State.DRAFT, None, ""
    row.approved_at = row.approved_by_id = row.seconded_at = row.seconded_by_id = None
    row.available_at, row.carrier, row.fault = None, "", ""
    row.save()
    noting.step(actor, row, act, "oversight.dispatch_returned", note=said)
    return row


@transaction.atomic
def dispatch_drop(*, actor: Actor, dispatch_id: UUID, reason: str) -> Dispatch:
    """Decide that a report is not made, with the reason; its drafted corrections go with it.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has left. Invalid: no reason.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    said = reasoned(reason)
    _dropped(actor, row, said)
    for one in Dispatch.objects.of(actor).filter(corrects=row, state=State.DRAFT):
        _dropped(actor, one, said)
    return row


def _dropped(actor: Actor, row: Dispatch, said: str) -> None:
    noting.require(row, rules.DROP)
    row.state = State.DROPPED
    row.save(update_fields=["state"])
    noting.step(actor, row, rules.DROP, "oversight.dispatch_dropped", note=said)
    office.clocks_close(actor=actor, subject=(SUBJECT, row.pk))


def reasoned(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        Invalid: there is none.
    """
    said = " ".join(reason.split())[:400]
    if len(said) < 2:
        raise Invalid(_("请写明理由。"), field="reason")
    return said
