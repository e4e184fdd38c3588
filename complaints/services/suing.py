"""Notices end, or stand: the right holder sues in time, too late, not at all, or takes it back."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from catalog import services as goods
from complaints import policies, selectors
from complaints.events import NoticeMoved
from complaints.models import Notice, NoticeMeasure, NoticePaper
from complaints.rules import notices as rules
from complaints.rules import states
from complaints.rules.receipts import Receipt
from complaints.selectors import notice_words
from complaints.services import texts
from complaints.services.blocking import contents_again, contents_free
from complaints.services.notice import LONGEST, words_of
from complaints.services.noticing import (
    CAUSE,
    CLAUSE,
    SUED,
    Written,
    clocks_end,
    clocks_hear,
    locked,
    note,
    paper_keep,
    paper_same,
    require,
    step,
    tell_holder,
    tell_operator,
)
from complaints.services.own import receipt_withdraw
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office

WAIT, WRONG = "ECL-ip-wait", "ECL-ip-wrong"
BY_OFFICER = (Notice.End.DECIDED, Notice.End.MISTAKEN, Notice.End.SETTLED)


@transaction.atomic
def suit_tell(*, actor: Actor, receipt: Receipt, where: str, text: str = "") -> Notice:
    """Tell the platform, as the right holder, that he complained or sued: measures stand.

    Said before a declaration came, it holds for it. Said after the measures ended, it is kept and
    put before the officers: nothing comes into force again by itself.

    Raises:
        NotFound: the receipt does not fit, or is of no notice. NotNow: nothing was passed on yet.
        Invalid: no authority or court named.

    Law: ECL-ip-wait
    """
    opened = selectors.complaint_opened(actor, receipt)
    channel = "api" if actor.has("integrator") else "web"
    return _told(actor, locked(actor, opened.pk), where, text, channel)


@transaction.atomic
def suit_note(
    *, actor: Actor, complaint_id: UUID, where: str, text: str = "", channel: str = "mail"
) -> Notice:
    """Write down that the right holder told of his complaint or suit otherwise.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotNow, Invalid.

    Law: ECL-ip-wait
    """
    policies.require_answer(actor)
    return _told(actor, locked(actor, complaint_id), where, text, channel)


def _told(actor: Actor, row: Notice, where: str, text: str, channel: str) -> Notice:
    said = Written(
        texts.written(where, "where", 2, 300), texts.written(text, "text", 0, LONGEST), ""
    )
    if paper_same(row, NoticePaper.Kind.SUIT, said) is not None:
        return row
    if row.state == rules.WAITING and row.wait_until and clock.now() > row.wait_until:
        lapsed(actor, row)  # the time was over though nobody had looked
    is_late = row.state == rules.ENDED
    made = step(actor, row, rules.SUE_LATE if is_late else rules.SUE, channel=channel)
    row.sued_at, row.is_late = row.sued_at or clock.now(), is_late
    row.save(update_fields=["state", "sued_at", "is_late"])
    paper_keep(actor, row, NoticePaper.Kind.SUIT, said, channel=channel)
    if not is_late:
        clocks_hear(actor, row, SUED)
        tell_operator(actor, row, "ip_suit", made.pk)
    else:
        _officers(actor, row, made.pk)
    tell_holder(actor, row, "sued_late" if is_late else "sued")
    note(actor, row, "complaints.suit_told", WAIT, {"is_late": is_late, "channel": channel})
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))
    return row


def _officers(actor: Actor, row: Notice, ref: UUID) -> None:
    product = system_actor(actor.tenant_id)
    with acting(product):
        found = accounts.membership_list(product).filter(
            is_active=True, roles__contains=["officer"]
        )
        office.message_send(
            actor=product,
            to=[one.user_id for one in found],
            topic="ip_suit_late",
            context={"number": selectors.notice_number(row)},
            about=office.About("ip_suit_late", str(ref)),
        )


@transaction.atomic
def notice_lapse(*, actor: Actor, notice_id: UUID) -> Notice | None:
    """End the measures of a notice whose fifteen days are over without word of a suit. Once.

    Returns:
        The notice; None where it does not wait any more.

    Law: ECL-ip-wait
    """
    policies.require_product(actor)
    rows = Notice.objects.of(actor).select_for_update(of=("self",))
    row = rows.select_related("complaint", "respondent").filter(pk=notice_id).first()
    if row is None or row.state != rules.WAITING:
        return None
    lapsed(actor, row)
    return row


def lapsed(actor: Actor, row: Notice) -> None:
    """End what waited in vain, in the running transaction."""
    ended(actor, row, Notice.End.UNSUED, rules.LAPSE)


def ended(actor: Actor, row: Notice, why: str, act: str = rules.END) -> None:
    """End a notice and its measures at once, and tell everybody, in the running transaction."""
    had_measures = row.state != rules.RECEIVED
    made = step(actor, row, act)
    row.end, row.ended_at = why, clock.now()
    row.save(update_fields=["state", "end", "ended_at"])
    clocks_end(actor, row)
    _release(actor, row)
    note(actor, row, "complaints.notice_ended", WAIT, {"end": why})
    if had_measures:
        how = selectors.notice_pair(selectors.ENDS[why])
        tell_operator(actor, row, "ip_notice_ended", made.pk, words_of(row) | {"how": how})
        tell_holder(actor, row, "ended", how=selectors.said_in(row, selectors.ENDS[why]))
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))


def _release(actor: Actor, row: Notice) -> None:
    product = system_actor(actor.tenant_id)
    with acting(product):
        goods.offers_release(actor=product, cause=CAUSE, ref=row.pk)
    contents_free(actor, row)
    held = NoticeMeasure.objects.of(actor).filter(notice=row, ended_at__isnull=True)
    held.update(ended_at=clock.now())


@transaction.atomic
def notice_withdraw(*, actor: Actor, receipt: Receipt) -> Notice:
    """Take a notice back, as its right holder: its measures end at once. Twice is once.

    Raises:
        NotFound: the receipt does not fit, or is of no notice. NotNow: it ended otherwise.

    Law: ECL-ip-measures
    """
    opened = selectors.complaint_opened(actor, receipt)
    row = locked(actor, opened.pk)
    if row.end == Notice.End.WITHDRAWN:
        return row
    require(row, rules.END)
    ended(actor, row, Notice.End.WITHDRAWN)
    if states.can(states.WITHDRAW, row.complaint.state):
        receipt_withdraw(actor=actor, receipt=receipt)
    return row


@transaction.atomic
def notice_end(*, actor: Actor, complaint_id: UUID, why: str) -> Notice:
    """End the measures as an officer: an authority decided, the notice was wrong, both settled.

    Raises:
        NotFound; Forbidden: no officer. NotNow: no measures stand. Invalid: no such reason.

    Law: ECL-ip-measures
    """
    policies.require_handle(actor)
    row = locked(actor, complaint_id)
    if why not in BY_OFFICER:
        raise Invalid(_("请选择终止措施的原因。"), field="why")
    if row.end == why:
        return row
    require(row, rules.SUE)  # measures stand
    ended(actor, row, why)
    return row


@transaction.atomic
def notice_resume(*, actor: Actor, complaint_id: UUID) -> Notice:
    """Take the measures of an ended notice again: the right holder sued after all.

    Raises:
        NotFound; Forbidden: no officer. NotNow: it stands, or nobody told of a suit.

    Law: ECL-ip-measures
    """
    policies.require_handle(actor)
    row = locked(actor, complaint_id)
    require(row, rules.RESUME)
    past = list(NoticeMeasure.objects.of(actor).filter(notice=row))
    offers = {one.offer_id for one in past if one.offer_id}
    if row.sued_at is None or not past:
        require(row, rules.TAKE)  # refuses
    product = system_actor(actor.tenant_id)
    row.end, row.ended_at = "", None
    made = step(actor, row, rules.RESUME)
    row.save(update_fields=["state", "end", "ended_at"])
    with acting(product):
        goods.offers_hold(actor=product, offer_ids=offers, cause=CAUSE, ref=row.pk, clause=CLAUSE)
    for one in offers:
        NoticeMeasure.objects.create(tenant_id=row.tenant_id, notice=row, offer_id=one)
    contents_again(actor, row)
    note(actor, row, "complaints.notice_resumed", CLAUSE)
    tell_operator(actor, row, "ip_notice", made.pk, words_of(row))
    tell_holder(actor, row, "resumed", what=notice_words.taken_pair(actor, row))
    events.publish(NoticeMoved(actor, row.pk, row.complaint_id, row.state))
    return row


@transaction.atomic
def notice_fault(*, actor: Actor, complaint_id: UUID, fault: str, text: str) -> Notice:
    """Record that a notice was wrong, or given in bad faith, and why; an operator may rely on it.

    The newest stands; every version is kept. It ends no measures: `notice_end` does.

    Raises:
        NotFound; Forbidden: no officer. Invalid: no such fault, or no reason.

    Law: ECL-ip-wrong
    """
    policies.require_handle(actor)
    row = locked(actor, complaint_id)
    if fault not in Notice.Fault.values:
        raise Invalid(_("请选择错误的种类。"), field="fault", law=WRONG)
    said = Written("", texts.written(text, "text", 5, LONGEST), fault)
    if paper_same(row, NoticePaper.Kind.FAULT, said) is not None:
        return row
    made = step(actor, row, rules.FAULT)
    row.fault = fault
    row.save(update_fields=["fault"])
    paper_keep(actor, row, NoticePaper.Kind.FAULT, said)
    note(actor, row, "complaints.notice_faulted", WRONG, {"fault": fault})
    name = selectors.notice_pair(selectors.FAULTS_OF_NOTICES[fault])
    tell_operator(actor, row, "ip_notice_fault", made.pk, words_of(row) | {"fault": name})
    return row


@transaction.atomic
def notice_seen(*, actor: Actor, complaint_id: UUID) -> Notice:
    """Note that the operator opened what was passed on to him, the first time.

    Raises:
        NotFound: no such notice for this actor.
    """
    row = selectors.notice_get(actor, complaint_id)
    if row.seen_at is None and policies.is_respondent(actor, row) and row.passed_at:
        fresh = Notice.objects.of(actor).filter(pk=row.pk, seen_at__isnull=True)
        if fresh.update(seen_at=clock.now()):
            note(actor, row, "complaints.notice_shown", CLAUSE)
    return row


def follow_complaint(actor: Actor, complaint_id: UUID, why: str) -> None:
    """End a notice whose complaint was taken back, or answered as unfounded before measures."""
    try:
        row = locked(actor, complaint_id)
    except NotFound:
        return
    if row.state == rules.ENDED or (why == Notice.End.REFUSED and row.state != rules.RECEIVED):
        return
    ended(actor, row, why)
