"""Whether an agreement with an agency is kept is looked at on dates; a clock runs to the next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from charter import policies, selectors
from charter.models import Agreement, Check
from charter.rules import items
from charter.services import dated
from charter.services.wording import words
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office

SUBJECT, CLAUSE, EVERYTHING = "agreement", "M-agency-agreement", "all"
LOOK = dated.Look(
    clock="agreement_check",
    met_by="charter.check",
    clause=CLAUSE,
    setting="agreement_check_days",
    usual_days=90,
    purpose="agreement_check",
    warn_before=5,
)


class NotConcluded(Conflict):
    """Nothing was agreed yet, or it was ended: there is nothing to be kept."""

    code = "not_concluded"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at, when, what came of it, and when somebody looks again.

    Args:
        item: one of the items that the law wants in the agreement, or "all".
        file_id: the evidence, kept with the purpose `agreement_check`.
        next_due_on: the platform's usual time from today when not given.
    """

    item: str
    done_on: date
    result: str
    note: str = ""
    file_id: UUID | None = None
    next_due_on: date | None = None


@transaction.atomic
def check_record(*, actor: Actor, agreement_id: UUID, seen: Seen) -> Check:
    """Record that somebody looked whether an agreement is kept, and when that is done again.

    Raises:
        Forbidden: only officers may.
        NotFound: no such agreement or file in the tenant.
        NotConcluded: it was not concluded, or was ended.
        Invalid: no such item or result, days that do not fit, a lack without a note.

    Law: M-agency-agreement
    """
    policies.require_write(actor)
    agreement = selectors.agreement_get(actor, agreement_id, lock=True)
    if agreement.concluded_at is None or agreement.ended_at is not None:
        raise NotConcluded(_("协议未签订或已终止。"))
    next_due_on = _days(actor, agreement, seen)
    made = Check.objects.create(
        tenant_id=actor.tenant_id,
        agreement=agreement,
        item=_item(agreement, seen.item),
        done_on=seen.done_on,
        result=_result(seen),
        note=words(seen.note, "note") if seen.note.strip() else "",
        file=dated.evidence_keep(actor, LOOK, seen.file_id),
        next_due_on=next_due_on,
        user_id=actor.user_id,
        recorded_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="charter.check_recorded",
        subject=(SUBJECT, agreement.pk),
        clause=CLAUSE,
        data={"item": made.item, "result": made.result, "next_due_on": f"{next_due_on}"},
    )
    dated.looked(actor, LOOK, (SUBJECT, agreement.pk), next_due_on)
    return made


def check_clock_start(*, actor: Actor, agreement: Agreement) -> None:
    """Let the time run until somebody looks whether an agreement with an agency is kept.

    The law asks that it is seen to and gives no term: the number is the platform's own.
    """
    if agreement.counterpart_id is not None:
        dated.await_look(actor, LOOK, (SUBJECT, agreement.pk), usual_days(actor))


def check_clock_close(*, actor: Actor, agreement: Agreement) -> None:
    """End the time of an agreement that was ended: there is nothing to look at any more."""
    if agreement.counterpart_id is not None:
        system = system_actor(actor.tenant_id)  # whoever leaves closes no clock himself
        office.clocks_close(actor=system, subject=(SUBJECT, agreement.pk))


def usual_days(actor: Actor) -> int:
    """Return after how many days the platform looks again."""
    return dated.usual_days(actor, LOOK)


def _days(actor: Actor, agreement: Agreement, seen: Seen) -> date:
    today = clock.today()
    if not (agreement.starts_on or today) <= seen.done_on <= today:
        raise Invalid(_("检查日期须在协议开始之后、今天之前。"), field="done_on")
    return dated.next_look(actor, LOOK, seen.next_due_on)


def _item(agreement: Agreement, item: str) -> str:
    if item not in {EVERYTHING, *(one.code for one in items.wanted(agreement.kind))}:
        raise Invalid(_("这份协议没有这一项。"), field="item")
    return item


def _result(seen: Seen) -> str:
    if seen.result not in Check.Result.values:
        raise Invalid(_("请选择检查结果。"), field="result")
    if seen.result == Check.Result.LACKING and not seen.note.strip():
        raise Invalid(_("请写明哪里没有充分履行，以及如何督促改正。"), field="note")
    return seen.result
