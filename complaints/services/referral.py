"""Ask whoever sells about a complaint, with a clock; take his answer, through whatever channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts import services as people
from complaints import policies, selectors
from complaints.models import Complaint, Referral
from complaints.rules import receipts, states
from complaints.rules import terms as rules
from complaints.selectors import words
from complaints.services import texts, timing
from complaints.services.faulting import late_forgive, refusal_fault
from complaints.services.saying import LONGEST
from complaints.services.seller_letters import seller_told
from complaints.services.stepping import channel_of, note, step_take
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office

OPERATOR, SELLER = "operator", "seller"
State, Outcome = Referral.State, Referral.Outcome


class NobodyToAsk(Conflict):
    """Nobody is known who could be asked: no room, no operator, no supplier of the goods."""

    code = "nobody_to_ask"


class ReferralOpen(Conflict):
    """The seller was asked, and has not answered, or nobody has looked at his answer."""

    code = "referral_open"


class AnsweredAlready(Conflict):
    """The seller has answered something else, or is asked no more."""

    code = "answered_already"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is passed on: in words of one's own, nothing that names the complainant."""

    text: str
    to: str = OPERATOR
    shows_order: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the seller answers; `at` where it was said by telephone or letter before."""

    outcome: str
    text: str = ""
    channel: str = "web"
    at: datetime | None = None


@transaction.atomic
def referral_make(*, actor: Actor, complaint_id: UUID, ask: Ask) -> Referral:
    """Pass a consumer's request on to whoever sells; his term to answer begins.

    Asked the same already: nothing happens.

    Raises:
        NotFound; Forbidden: no officer, no program of the platform. NotNow: it is settled.
        NobodyToAsk: nobody is known. ReferralOpen: something else is asked already.
        Invalid: nothing asked, or it names somebody.

    Law: M-consumer-duties
    """
    policies.require_refer(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    said = _plain(texts.written(ask.text, "text", 2, LONGEST))
    standing = selectors.referral_open(actor, row)
    if standing is not None:
        standing.complaint = row
        if selectors.referral_words(actor, standing).question == said:
            return standing
        raise ReferralOpen(_("已经转交，正在等待答复或核对。"))
    return asked(actor, row, said, _to(row, ask.to), shows_order=ask.shows_order)


def _plain(said: str) -> str:
    if personal.names_somebody(said):
        raise Invalid(
            _("转交的内容不要写手机号、证件号、银行卡号或邮箱；订单号请用下面的选项。"),
            field="text",
        )
    return said


def _to(row: Complaint, to: str) -> dict[str, UUID]:
    """Return who is asked.

    Raises:
        Invalid: neither operator nor seller. NobodyToAsk: he is not known.
    """
    if to not in (OPERATOR, SELLER):
        raise Invalid(_("请选择转交给谁。"), field="to")
    if to == OPERATOR and row.respondent_id is not None:
        return {"party_id": row.respondent_id}
    seller = row.offer.seller_id if to == SELLER and row.offer is not None else None
    if seller is not None:
        return {"supplier_id": seller}
    raise NobodyToAsk(_("还不知道该问谁：请先指明直播间或商品，并确认有登记的运营者或供应商。"))


def asked(
    actor: Actor, row: Complaint, said: str, to: dict[str, Any], *, shows_order: bool
) -> Referral:
    """Begin a round in the running transaction: sealed, timed, on record, told.

    Raises:
        NotNow: the complaint is settled.
    """
    step_take(actor, row, states.REFER)
    rounds = [one.round for one in selectors.referrals_of(actor, row)]
    made = Referral(
        id=uuid7(),
        tenant_id=row.tenant_id,
        complaint=row,
        round=max(rounds, default=0) + 1,
        asked_by_id=actor.user_id,
        asked_at=clock.now(),
        shows_order=shows_order,
        **to,
    )
    key = people.person_key(actor, row.pk, selectors.KEY)
    _seal(made, "question", said, key)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:  # somebody asked at the same moment
        raise ReferralOpen(_("已经转交，正在等待答复或核对。")) from twice
    timing.clocks_start(actor, row, (rules.OPERATOR,), made.asked_at)
    note(actor, row, "complaints.operator_asked", {"round": made.round, "referral": str(made.pk)})
    seller_told(actor, row, made)
    return made


def _seal(made: Referral, name: str, said: str, key: Any) -> None:
    field: Any = Referral._meta.get_field(name)
    field.put(made, said, key, b"")


@transaction.atomic
def referral_answer(*, actor: Actor, referral_id: UUID, said: Said) -> Referral:
    """Answer as the seller; or write down, as officer or program, what he answered elsewhere.

    Who answers here says why; that a seller who answered elsewhere gave no reason for refusing is
    written down as a finding. The same answer twice is one.

    Raises:
        NotFound: not asked of this actor. Forbidden: those who only look.
        AnsweredAlready: something else was answered, or he is asked no more.
        Invalid: no such answer or channel, no reason, an instant before he was asked or after now.

    Law: M-consumer-duties
    """
    row, one = referral_locked(actor, referral_id)
    is_own = selectors.referrals_own(actor).filter(pk=one.pk).exists()
    if not is_own and not policies.speaks_for_others(actor):
        raise Forbidden(_("只有被转交的一方可以答复。"))
    if said.outcome not in Outcome.values:
        raise Invalid(_("请选择同意、部分同意或拒绝。"), field="outcome")
    least = 0 if not is_own and said.outcome == Outcome.REFUSES else 5
    text = texts.written(said.text, "text", least, LONGEST)
    if one.state != State.WAITING:
        return _again(actor, one, said.outcome, text)
    at, channel = _instant(one, None if is_own else said.at), channel_of(said.channel)
    step_take(actor, row, states.HEAR, channel=channel, at=at)
    timing.clocks_heard(actor, row, timing.OPERATOR_ANSWERED, channel, at)
    one.refresh_from_db()  # a term that had passed was marked just now
    one.complaint = row
    one.state, one.outcome, one.answered_at, one.channel = State.ANSWERED, said.outcome, at, channel
    one.answered_by_id = actor.user_id
    _seal(one, "reason", text, people.person_key(actor, row.pk, selectors.KEY))
    one.save()
    data = {"outcome": said.outcome, "channel": channel, "round": one.round}
    note(actor, row, "complaints.operator_answered", data)
    late_forgive(actor, row, one)
    if said.outcome == Outcome.REFUSES and not text:
        refusal_fault(actor, row, one)
    _tell_officer(actor, row, one)
    return one


def referral_locked(actor: Actor, referral_id: UUID) -> tuple[Complaint, Referral]:
    """Return a round and its complaint, both locked, the complaint first.

    Raises:
        NotFound: no such round for this actor.
    """
    seen = selectors.referral_get(actor, referral_id)
    row = Complaint.objects.of(actor).select_for_update(of=("self",)).get(pk=seen.complaint_id)
    one = Referral.objects.of(actor).select_for_update(of=("self",)).get(pk=seen.pk)
    one.complaint = row
    return row, one


def _again(actor: Actor, one: Referral, outcome: str, text: str) -> Referral:
    same = one.outcome == outcome and selectors.referral_words(actor, one).reason == text
    if one.state != State.ENDED and same:
        return one
    raise AnsweredAlready(_("已经答复过，或平台已不需要这项答复。"))


def _instant(one: Referral, at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if at.tzinfo is None or not one.asked_at <= at <= now:
        raise Invalid(_("时间须在转交之后、现在之前。"), field="at")
    return at


def _tell_officer(actor: Actor, row: Complaint, one: Referral) -> None:
    if row.assignee_id is None or row.assignee_id == actor.user_id:
        return
    product = system_actor(row.tenant_id)
    with acting(product):
        if not accounts.members_active(product, [row.assignee_id]):
            return
        office.message_send(
            actor=product,
            to=[row.assignee_id],
            topic="complaint_operator_answered",
            context={
                "number": receipts.shown(row.number),
                "outcome": words.answer_pair(one.outcome),
            },
            about=office.About("complaint_operator_answered", str(one.pk)),
        )


def referrals_end(actor: Actor, row: Complaint) -> None:
    """Ask the seller no more: the complaint is over. What he was late with stays."""
    standing = selectors.referral_open(actor, row, lock=True)
    if standing is None:
        return
    standing.state = State.ENDED
    standing.save(update_fields=["state"])
    timing.operator_clock_end(actor, row)
