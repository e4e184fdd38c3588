"""An officer's answer waits for a moment: it can be taken back before anybody reads it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from complaints import policies, selectors
from complaints.models import Complaint, HeldAnswer
from complaints.rules import states
from complaints.rules import terms as rules
from complaints.selectors import KEY
from complaints.selectors import held as waiting
from complaints.services import texts
from complaints.services.handling import Answer, complaint_answer
from complaints.services.saying import LONGEST
from complaints.services.stepping import NotNow, channel_of, instant_of, note, step_require
from complaints.services.timing import clock_kind
from livecompliance.kernel import clock, jobs
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting

WEB = "web"
ROOM_S = 180  # a term that ends so soon after the wait is not left to a worker that may be slow
MET = frozenset(clock_kind(one) for one in (rules.ACKNOWLEDGE, rules.ACT, rules.FEED_BACK))


class AnswerHeld(Conflict):
    """Another answer of the same complaint waits to be sent."""

    code = "answer_held"


class TooLate(Conflict):
    """The time to take it back is over."""

    code = "too_late_to_undo"


@transaction.atomic
def answer_hold(*, actor: Actor, complaint_id: UUID, answer: Answer) -> HeldAnswer | None:
    """Keep an answer for as long as the tenant lets officers take back, then send it.

    It is sent at once, and None returned, where there is nothing to wait for: it was told by
    telephone or letter, the tenant wants no wait, or a term would end meanwhile.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is settled. AnswerHeld: another one waits.
        Invalid: no such outcome or channel, nothing said, or an instant outside of its life.

    Law: M-complaints, O117-complaints
    """
    officer = policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    if waiting.answer_held(actor, row) is not None:
        raise AnswerHeld(_("另一份答复正在等待发出：先撤回它，或等它发出。"))
    window = timedelta(seconds=waiting.window_s(actor))
    sends_at = clock.now() + window
    is_told = channel_of(answer.channel) != WEB or answer.at is not None
    if is_told or not window or _ends_by(actor, row, sends_at + timedelta(seconds=ROOM_S)):
        complaint_answer(actor=actor, complaint_id=complaint_id, answer=answer)
        return None
    step_require(row, states.ANSWER)
    if answer.outcome not in Complaint.Outcome.values:
        raise Invalid(_("请选择处理结果。"), field="outcome")
    said = texts.written(answer.text, "text", 5, LONGEST)
    instant_of(row, answer.at)
    made = HeldAnswer(
        id=uuid7(),
        tenant_id=row.tenant_id,
        complaint=row,
        by_id=officer,
        outcome=answer.outcome,
        held_at=clock.now(),
        sends_at=sends_at,
    )
    key = accounts.person_key(actor, row.pk, KEY)
    HeldAnswer._meta.get_field("text").put(made, said, key, b"")
    made.save(force_insert=True)
    note(actor, row, "complaints.answer_held", {"outcome": answer.outcome})
    jobs.enqueue_on_commit(
        "complaints.answers_send",
        queue="hot",
        delay_s=window.total_seconds(),
        tenant_id=str(row.tenant_id),
    )
    return made


def _ends_by(actor: Actor, row: Complaint, at: datetime) -> bool:
    """Tell whether a term that the answer meets, of the complaint or of what was merged into it,
    runs and ends by then: it is not made late by the wait."""
    every = [row, *selectors.merged_with(actor, row)]
    running = [one for each in every for one in selectors.clocks_of(actor, each) if one.is_open]
    due = [one.due_at for one in running if one.kind in MET and one.due_at is not None]
    return any(clock.now() < one <= at for one in due)


@transaction.atomic
def answer_undo(*, actor: Actor, complaint_id: UUID) -> HeldAnswer:
    """Take an answer back before it is sent. Taken back already: nothing happens.

    Raises:
        NotFound; Forbidden: no officer. TooLate: it was sent, or its time has come.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    held = waiting.answer_held(actor, row, lock=True)
    if held is None:
        unsent = waiting.answer_unsent(actor, row)
        if unsent is not None:
            return unsent
    if held is None or clock.now() >= held.sends_at:
        raise TooLate(_("已经发出，不能撤回了：要改变结果，请重新处理。"))
    held.undone_at = clock.now()
    held.save(update_fields=["undone_at"])
    note(actor, row, "complaints.answer_undone", {"outcome": held.outcome})
    return held


def answers_send_due(*, actor: Actor, complaint_id: UUID | None = None, most: int = 100) -> int:
    """Send the answers that have waited long enough, each as its officer; return how many.

    Each is sent in a transaction of its own: one that fails holds up no other.

    Raises:
        Forbidden: neither the product nor an officer.
    """
    policies.require_sweep(actor)
    due = HeldAnswer.objects.of(actor).filter(**waiting.OPEN, sends_at__lte=clock.now())
    if complaint_id is not None:
        due = due.filter(complaint_id=complaint_id)
    found = list(due.order_by("sends_at", "pk").values_list("complaint_id", "by_id")[:most])
    for pk, by_id in found:
        officer = Actor(actor.tenant_ids, user_id=by_id, roles=frozenset({"officer"}))
        with acting(officer):
            _send(officer, pk)
    return len(found)


@transaction.atomic
def _send(officer: Actor, complaint_id: UUID) -> None:
    row = selectors.complaint_get(officer, complaint_id, lock=True)
    held = waiting.answer_held(officer, row, lock=True)
    if held is None or clock.now() < held.sends_at:  # another worker was faster
        return
    answer = Answer(held.outcome, waiting.held_text(officer, row, held))
    try:
        complaint_answer(actor=officer, complaint_id=complaint_id, answer=answer)
    except NotNow:  # taken back, merged or answered by a program meanwhile
        held.dropped_at = clock.now()
        held.save(update_fields=["dropped_at"])
        note(officer, row, "complaints.answer_dropped", {"outcome": held.outcome})
        return
    held.sent_at, held.text = clock.now(), None
    held.save(update_fields=["sent_at", "text"])
