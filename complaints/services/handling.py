"""What officers do with a complaint: accept, take, act, ask, answer, note, close."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from complaints import policies, selectors
from complaints.events import ComplaintAnswered
from complaints.models import Complaint, Message
from complaints.rules import states
from complaints.rules import terms as rules
from complaints.services import texts, timing
from complaints.services.referral import referrals_end
from complaints.services.reporting import reports_sent
from complaints.services.saying import LONGEST, say
from complaints.services.stepping import channel_of, instant_of, note, step_require, step_take
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound

RIGHT = frozenset({Complaint.Outcome.UPHELD, Complaint.Outcome.PARTLY})
REPORTED = frozenset({rules.CONTENT, rules.MINORS})  # what is right of these goes to an authority


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answers; `at` when it was told by telephone or letter before."""

    outcome: str
    text: str
    channel: str = "web"
    at: datetime | None = None


@transaction.atomic
def complaint_acknowledge(
    *, actor: Actor, complaint_id: UUID, channel: str = "web", at: datetime | None = None
) -> Complaint:
    """Tell the complainant that the complaint was accepted. Accepted already: nothing happens.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform.
        NotNow: it is settled. Invalid: no such channel, or an instant outside of its life.

    Law: M-complaints, O117-complaints
    """
    policies.require_answer(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    if row.state in (states.ACKNOWLEDGED, states.IN_HAND):
        return row
    done = instant_of(row, at)
    step_take(actor, row, states.ACKNOWLEDGE, channel=channel_of(channel), at=done)
    row.save(update_fields=["state"])
    timing.clocks_heard(actor, row, timing.ACKNOWLEDGED, channel, done)
    note(actor, row, "complaints.complaint_acknowledged", {"channel": channel})
    return row


@transaction.atomic
def complaint_take(
    *, actor: Actor, complaint_id: UUID, assignee_id: UUID | None = None
) -> Complaint:
    """Take a complaint in hand, or give it to another officer. Its clocks go with it, and run on.

    Raises:
        NotFound: no such complaint, no such officer. Forbidden: no officer. NotNow: it is settled.
    """
    officer = policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    wanted = assignee_id or officer
    if row.state == states.IN_HAND and row.assignee_id == wanted:
        return row
    _require_officer(actor, wanted)
    step_take(actor, row, states.TAKE)
    row.assignee_id = wanted
    row.save(update_fields=["state", "assignee"])
    timing.clocks_heard(actor, row, timing.TAKEN, "web")
    timing.clocks_hand(actor, row, wanted)
    for one in selectors.merged_with(actor, row):  # they are dealt with in this one
        timing.clocks_hand(actor, one, wanted)
    note(actor, row, "complaints.complaint_taken")
    return row


def _require_officer(actor: Actor, user_id: UUID) -> None:
    found = accounts.membership_list(actor).filter(user_id=user_id, is_active=True)
    if not found.filter(roles__contains=["officer"]).exists():
        raise NotFound(_("没有这位合规专员。"))


@transaction.atomic
def complaint_handle(*, actor: Actor, complaint_id: UUID, text: str) -> Complaint:
    """Say what was done about it: the term to act is met. The complainant reads it when answered.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is settled. Invalid: nothing said.

    Law: M-complaints, O117-complaints
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    said = texts.written(text, "text", 2, LONGEST)
    step_take(actor, row, states.HANDLE)
    is_nobodys, row.assignee_id = row.assignee_id is None, row.assignee_id or actor.user_id
    row.save(update_fields=["state", "assignee"])
    if is_nobodys:
        timing.clocks_hand(actor, row, row.assignee_id)
    say(actor, row, said, side=Message.Side.PLATFORM, is_internal=True)
    timing.clocks_heard(actor, row, timing.HANDLED, "web")
    note(actor, row, "complaints.complaint_handled")
    return row


@transaction.atomic
def complaint_ask(*, actor: Actor, complaint_id: UUID, text: str, channel: str = "web") -> Message:
    """Ask the complainant for what is missing: the term to answer waits until he says something.

    Where the law has a term of its own, that runs on.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is settled. Invalid: nothing asked.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    said = texts.written(text, "text", 2, LONGEST)
    step_take(actor, row, states.ASK, channel=channel_of(channel))
    is_nobodys, row.assignee_id = row.assignee_id is None, row.assignee_id or actor.user_id
    row.is_waiting = True
    row.save(update_fields=["state", "is_waiting", "assignee"])
    if is_nobodys:
        timing.clocks_hand(actor, row, row.assignee_id)
    made = say(actor, row, said, side=Message.Side.PLATFORM, channel=channel)
    timing.clocks_heard(actor, row, timing.ASKED, channel)
    timing.clocks_wait(actor, row)
    note(actor, row, "complaints.complaint_asked", {"channel": channel})
    return made


@transaction.atomic
def complaint_reply(
    *, actor: Actor, complaint_id: UUID, text: str, channel: str = "web"
) -> Message:
    """Tell the complainant something that is neither question nor answer.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it was taken back or closed. Invalid: nothing said.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    step_require(row, states.SAY)
    said = texts.written(text, "text", 2, LONGEST)
    made = say(actor, row, said, side=Message.Side.PLATFORM, channel=channel_of(channel))
    note(actor, row, "complaints.complaint_replied", {"channel": channel})
    return made


@transaction.atomic
def complaint_note(*, actor: Actor, complaint_id: UUID, text: str) -> Message:
    """Write something down for the other officers; the complainant never reads it.

    Raises:
        NotFound; Forbidden: no officer. Invalid: nothing written.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id)
    said = texts.written(text, "text", 1, LONGEST)
    made = say(actor, row, said, side=Message.Side.PLATFORM, is_internal=True)
    note(actor, row, "complaints.complaint_noted")
    return made


@transaction.atomic
def complaint_answer(*, actor: Actor, complaint_id: UUID, answer: Answer) -> Complaint:
    """Answer a complaint, and with it whatever was merged into it: each complainant reads it.

    What is right of illegal content and of minors starts the term to report to the authority.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotNow: it is settled.
        Invalid: no such outcome or channel, nothing said, or an instant outside of its life.

    Law: M-complaints, O117-complaints
    """
    policies.require_answer(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    if answer.outcome not in Complaint.Outcome.values:
        raise Invalid(_("请选择处理结果。"), field="outcome")
    said = texts.written(answer.text, "text", 5, LONGEST)
    channel, at = channel_of(answer.channel), instant_of(row, answer.at)
    _answered(actor, row, states.ANSWER, answer.outcome, said, channel, at)
    for one in selectors.merged_with(actor, row):
        each = selectors.complaint_get(actor, one.pk, lock=True)
        _answered(actor, each, states.CONVEY, answer.outcome, said, "web", max(at, each.filed_at))
    if answer.outcome in RIGHT and row.kind in REPORTED:
        timing.clocks_start(actor, row, (rules.REPORT,))
    return row


def _answered(
    actor: Actor, row: Complaint, act: str, outcome: str, said: str, channel: str, at: datetime
) -> None:
    step_take(actor, row, act, channel=channel, at=at)
    row.outcome, row.answered_at, row.is_waiting = outcome, at, False
    row.save(update_fields=["state", "outcome", "answered_at", "is_waiting"])
    say(actor, row, said, side=Message.Side.PLATFORM, is_answer=True, channel=channel, at=at)
    timing.clocks_heard(actor, row, timing.ANSWERED, channel, at)
    referrals_end(actor, row)
    data = {"outcome": outcome, "channel": channel}
    note(actor, row, "complaints.complaint_answered", data)
    events.publish(
        ComplaintAnswered(actor, row.pk, row.kind, outcome, row.room_id, row.respondent_id)
    )


@transaction.atomic
def complaint_report_made(*, actor: Actor, complaint_id: UUID) -> Complaint:
    """Say that the authority was told of what a complaint brought to light.

    Raises:
        NotFound; Forbidden: no officer.

    Law: M-content-patrol
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    reports_sent(actor, row)
    timing.clocks_heard(actor, row, timing.REPORTED, "web")
    note(actor, row, "complaints.complaint_reported")
    return row


@transaction.atomic
def complaint_close(*, actor: Actor, complaint_id: UUID) -> Complaint:
    """Put an answered complaint away. Closed already: nothing happens.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it was not answered.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    return closed(actor, row)


def closed(actor: Actor, row: Complaint) -> Complaint:
    """Close an answered complaint in the running transaction."""
    if row.state == states.CLOSED:
        return row
    step_take(actor, row, states.CLOSE)
    row.ended_at = clock.now()
    row.save(update_fields=["state", "ended_at"])
    note(actor, row, "complaints.complaint_closed")
    return row
