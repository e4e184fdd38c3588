"""What follows a report: by hand where no machine carries it, receipt, feedback, correction,
withdrawal; tried again after it failed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from oversight import policies, selectors
from oversight.models import Dispatch
from oversight.providers import Carried
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.services import noting
from oversight.services.approving import nudge_after, reasoned
from oversight.services.carrying import left, received
from oversight.services.drafting import Draft, checked, drafted

LONGEST_RECEIPT, LONGEST_FEEDBACK = 80, 4_000
State = Dispatch.State


class FollowedUp(Conflict):
    """A correction or withdrawal of this report is drafted already."""

    code = "dispatch_followed_up"


@transaction.atomic
def dispatch_retry(*, actor: Actor, dispatch_id: UUID) -> Dispatch:
    """Try a report again that was given up: the same words, under the same id.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it was not given up.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.RETRY)
    row.state, row.attempts, row.available_at = State.QUEUED, 0, clock.now()
    row.carrier = row.authority.carrier if row.authority else ""
    row.available_at = None if row.carrier == "hand" else clock.now()
    row.save()
    noting.step(actor, row, rules.RETRY, "oversight.dispatch_retried")
    nudge_after(row)
    return row


@transaction.atomic
def dispatch_hand(*, actor: Actor, dispatch_id: UUID, at: datetime, note: str) -> Dispatch:
    """Write down that a person handed a report over, when, and how.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it is not approved, or has left.
        Invalid: before it was approved or after now; nothing said of how.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.HAND)
    if row.leased_until is not None and row.leased_until > clock.now():
        raise noting.NotNow(_("报告正在发出，请稍后再看。"), state=row.state)
    at, said = within(at, row.seconded_at or row.approved_at), reasoned(note)
    row.carrier, row.fault = "hand", ""
    row.save(update_fields=["carrier", "fault"])
    noting.step(actor, row, rules.HAND, "oversight.dispatch_handed", note=said, at=at)
    left(actor, row, at, Carried())
    return row


@transaction.atomic
def dispatch_receipt(*, actor: Actor, dispatch_id: UUID, receipt: str, at: datetime) -> Dispatch:
    """Write down the number under which an authority took a report.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has not left, or has a receipt.
        Invalid: no number, or an instant before it left or after now.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.RECEIPT)
    said = " ".join(receipt.split())
    if not 0 < len(said) <= LONGEST_RECEIPT or personal.names_somebody(said):
        raise Invalid(_("请填写回执号或受理编号。"), field="receipt")
    received(actor, row, said, within(at, row.sent_at))
    return row


@transaction.atomic
def dispatch_feedback(*, actor: Actor, dispatch_id: UUID, text: str, at: datetime) -> Dispatch:
    """Write down what an authority said to a report; it may say more than once.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has not left.
        Invalid: nothing said, or an instant before it left or after now.
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, rules.FEEDBACK)
    said = text.strip()
    if not 2 <= len(said) <= LONGEST_FEEDBACK:
        raise Invalid(_("请用 2–4000 个字写明反馈内容。"), field="text")
    at, row.state = within(at, row.sent_at), State.ANSWERED
    row.save(update_fields=["state"])
    noting.step(actor, row, rules.FEEDBACK, "oversight.dispatch_answered", note=said, at=at)
    return row


@transaction.atomic
def dispatch_correct(*, actor: Actor, dispatch_id: UUID, text: str) -> Dispatch:
    """Draft the correction of a report that has left: it goes the same way, to the same authority.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has not left. FollowedUp: one is drafted.
        Invalid: nothing said, or it holds somebody's number.

    Law: O117-truthful-data
    """
    return _followed(actor, dispatch_id, rules.CORRECT, rules.CORRECTION, text)


@transaction.atomic
def dispatch_withdraw(*, actor: Actor, dispatch_id: UUID, text: str) -> Dispatch:
    """Draft the withdrawal of a report that has left; two officers must agree to it.

    Raises:
        Forbidden: no officer. NotFound. NotNow: it has not left. FollowedUp: one is drafted.
        Invalid: nothing said, or it holds somebody's number.

    Law: O117-truthful-data
    """
    return _followed(actor, dispatch_id, rules.WITHDRAW, rules.WITHDRAWAL, text)


def _followed(actor: Actor, dispatch_id: UUID, act: str, kind: str, text: str) -> Dispatch:
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    noting.require(row, act)
    again = Dispatch.objects.of(actor).filter(corrects=row).exclude(state=State.DROPPED)
    if again.exists():
        raise FollowedUp(_("这份报告已经有一份更正或撤回。"))
    number = Dispatch.objects.of(actor).filter(corrects=row).count() + 1
    draft = checked(
        Draft(
            key=f"{row.pk}:{number}",
            origin=row.origin,
            matter=row.matter,
            title=row.title,
            to=routing.To(body=row.body, level=row.level),  # type: ignore[arg-type]
            kind=kind,
            clause=row.clause,
            text=text,
            party_id=row.party_id,
            corrects=row,
        )
    )
    return drafted(actor, draft)[0]


def within(at: datetime, since: datetime | None) -> datetime:
    """Return an instant that lies between something and now.

    Raises:
        Invalid: it does not.
    """
    if at.tzinfo is None or at > clock.now() or (since is not None and at < since):
        raise Invalid(_("时间须在报告批准或发出之后，不晚于现在。"), field="at")
    return at
