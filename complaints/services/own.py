"""What a complainant does with a receipt: say more, be content, contest, take back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.events import ComplaintReopened, ComplaintWithdrawn
from complaints.models import Complaint, Message
from complaints.rules import states
from complaints.rules import terms as rules
from complaints.rules.receipts import Receipt
from complaints.services import texts, timing
from complaints.services.enquiring import particulars_resume
from complaints.services.handling import closed
from complaints.services.merging import merged_release
from complaints.services.referral import referrals_end
from complaints.services.saying import LONGEST, say
from complaints.services.stepping import channel_of, note, step_require, step_take
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid

MOST_SAID = 100


class ReopenLate(Conflict):
    """The time in which an answer can be contested is over; a new complaint can be filed."""

    code = "reopen_late"


class SaidEnough(Conflict):
    """More was said in one complaint than anybody reads."""

    code = "said_enough"


@transaction.atomic
def receipt_say(*, actor: Actor, receipt: Receipt, text: str, channel: str = "web") -> Message:
    """Say something more, or answer what was asked: the term that waited for it runs on.

    Raises:
        NotFound: the receipt does not fit. NotNow: the complaint is over.
        Invalid: nothing said. SaidEnough: too much was.
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    return said_by_complainant(actor, row, text, channel)


def said_by_complainant(actor: Actor, row: Complaint, text: str, channel: str) -> Message:
    """Keep what the complainant said, in the running transaction.

    The same words twice in a row are once: a page that was loaded again sent them again.
    """
    step_require(row, states.SAY)
    said = texts.written(text, "text", 1, LONGEST)
    last = _last_said(actor, row, said, channel)
    if last is not None:
        return last
    if Message.objects.of(actor).filter(complaint=row, side="complainant").count() >= MOST_SAID:
        raise SaidEnough(_("这件投诉的留言已达上限，请等待平台处理。"))
    made = say(actor, row, said, side=Message.Side.COMPLAINANT, channel=channel)
    if row.is_waiting:
        row.is_waiting = False
        row.save(update_fields=["is_waiting"])
    timing.clocks_heard(actor, row, timing.SAID, channel)
    note(actor, row, "complaints.complainant_said", {"channel": channel})
    return made


def _last_said(actor: Actor, row: Complaint, said: str, channel: str) -> Message | None:
    """Return the newest thing that was said in public, where it is these very words of his."""
    found = Message.objects.of(actor).filter(complaint=row, is_internal=False)
    last = found.order_by("-id").first()
    if last is None or (last.side, last.channel) != (Message.Side.COMPLAINANT, channel):
        return None
    return last if selectors.texts_of(actor, row, [last])[last.pk] == said else None


@transaction.atomic
def complaint_heard(*, actor: Actor, complaint_id: UUID, text: str, channel: str) -> Message:
    """Write down what the complainant said by telephone, mail or letter.

    Raises:
        NotFound; Forbidden: no officer. NotNow: the complaint is over. Invalid: nothing said.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    return said_by_complainant(actor, row, text, channel_of(channel))


@transaction.atomic
def receipt_close(*, actor: Actor, receipt: Receipt) -> Complaint:
    """Say that the answer settled it.

    Raises:
        NotFound: the receipt does not fit. NotNow: it was not answered.
    """
    return closed(actor, selectors.complaint_opened(actor, receipt, lock=True))


@transaction.atomic
def receipt_withdraw(*, actor: Actor, receipt: Receipt) -> Complaint:
    """Take a complaint back. Taken back already: nothing happens.

    The platform may go on with what it has learnt: an officer reopens it. What others complained
    of, and was dealt with in this one, is dealt with by itself again.

    Raises:
        NotFound: the receipt does not fit. NotNow: it was answered.
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    if row.state == states.WITHDRAWN:
        return row
    step_take(actor, row, states.WITHDRAW)
    row.ended_at, row.merged_into, row.is_waiting = clock.now(), None, False
    row.save(update_fields=["state", "ended_at", "merged_into", "is_waiting"])
    referrals_end(actor, row)
    timing.clocks_end(actor, row)
    merged_release(actor, row)
    note(actor, row, "complaints.complaint_withdrawn")
    events.publish(ComplaintWithdrawn(actor, row.pk, row.kind, row.respondent_id))
    return row


@transaction.atomic
def receipt_reopen(*, actor: Actor, receipt: Receipt, text: str) -> Complaint:
    """Contest an answer, within the time that the platform has promised for it.

    Raises:
        NotFound: the receipt does not fit. NotNow: it was not answered.
        ReopenLate: the time is over. Invalid: no reason.
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    step_require(row, states.REOPEN)
    if clock.now() > contestable_until(row):
        raise ReopenLate(_("可要求重新处理的期限已过，请另行提交投诉。"))
    said = texts.written(text, "text", 2, LONGEST)
    return _reopened(actor, row, said, Message.Side.COMPLAINANT, "web")


@transaction.atomic
def receipt_mail(*, actor: Actor, receipt: Receipt, wanted: bool) -> Complaint:
    """Agree to be told by mail that there is news, or take that back. Twice is once.

    Raises:
        NotFound: the receipt does not fit. Invalid: no address was left.
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    if wanted and row.email is None:
        raise Invalid(_("提交时没有留邮箱。"), field="email")
    if row.tells_by_mail != wanted:
        row.tells_by_mail = wanted
        row.save(update_fields=["tells_by_mail"])
        note(actor, row, "complaints.mail_chosen", {"wanted": wanted})
    return row


def contestable_until(row: Complaint) -> datetime:
    """Return until when an answer, or having taken it back, can be contested."""
    days = timing.promise_of(row).reopen_days
    return (row.answered_at or row.ended_at or row.filed_at) + timedelta(days=days)


@transaction.atomic
def complaint_reopen(
    *, actor: Actor, complaint_id: UUID, text: str, channel: str = "web"
) -> Complaint:
    """Look at a settled complaint again, at the complainant's wish or one's own.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it is not settled. Invalid: no reason.
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    said = texts.written(text, "text", 2, LONGEST)
    return _reopened(actor, row, said, Message.Side.PLATFORM, channel)


def _reopened(actor: Actor, row: Complaint, said: str, side: str, channel: str) -> Complaint:
    """Begin again: what runs now runs by what the platform promises now."""
    step_take(actor, row, states.REOPEN, channel=channel)
    row.outcome, row.ended_at, row.merged_into = "", None, None
    timing.terms_keep(actor, row)
    row.save(
        update_fields=["state", "outcome", "ended_at", "merged_into", "terms", "terms_version"]
    )
    say(actor, row, said, side=side, is_internal=side == Message.Side.PLATFORM, channel=channel)
    timing.clocks_start(actor, row, (rules.ACT, rules.FEED_BACK))
    particulars_resume(actor, row)
    note(actor, row, "complaints.complaint_reopened", {"channel": channel})
    events.publish(ComplaintReopened(actor, row.pk, row.kind, row.respondent_id))
    return row
