"""What an officer says of a seller's answer: accepted, sent back, excused."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import Message, Referral
from complaints.rules import states
from complaints.services import texts
from complaints.services.faulting import refusal_fault
from complaints.services.referral import AnsweredAlready, asked, referral_locked
from complaints.services.saying import LONGEST, say
from complaints.services.stepping import note, step_require
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation.models import Dismissal, Finding
from moderation.services import dismissal

State = Referral.State
LATE, REFUSED = "late", "refused"


class NothingFound(Conflict):
    """The seller was neither late nor did he refuse without reason."""

    code = "nothing_found"


@transaction.atomic
def referral_accept(*, actor: Actor, referral_id: UUID, tells: bool = False) -> Referral:
    """Take a seller's answer as it is; told, the complainant reads it. Accepted already: nothing.

    Raises:
        NotFound; Forbidden: no officer. AnsweredAlready: there is no answer to be looked at.
        NotNow: it is told to nobody any more.

    Law: M-consumer-duties
    """
    policies.require_handle(actor)
    row, one = referral_locked(actor, referral_id)
    if one.state == State.ACCEPTED:
        return one
    _require_answered(one)
    _judge(actor, one, State.ACCEPTED)
    said = selectors.referral_words(actor, one).reason
    if tells and said:
        step_require(row, states.SAY)
        say(actor, row, said, side=Message.Side.OPERATOR, channel=one.channel or "web")
    note(actor, row, "complaints.operator_accepted", {"outcome": one.outcome, "told": tells})
    return one


@transaction.atomic
def referral_return(
    *, actor: Actor, referral_id: UUID, text: str, is_unjustified: bool = False
) -> Referral:
    """Send an answer back with the reason; the seller's term begins anew. Return the new round.

    Args:
        is_unjustified: he refused what was asked lawfully and reasonably, for no good reason: that
            is a finding.

    Raises:
        NotFound; Forbidden: no officer. AnsweredAlready: there is no answer to be looked at.
        NotNow: the complaint is settled. Invalid: no reason, or it names somebody.

    Law: M-consumer-duties
    """
    policies.require_handle(actor)
    row, one = referral_locked(actor, referral_id)
    _require_answered(one)
    said = texts.written(text, "text", 2, LONGEST)
    if personal.names_somebody(said):
        raise Invalid(_("退回的理由不要写手机号、证件号、银行卡号或邮箱。"), field="text")
    if is_unjustified and one.outcome == Referral.Outcome.AGREES:
        raise Invalid(_("他没有拒绝，不能认定无正当理由拒绝。"), field="is_unjustified")
    _judge(actor, one, State.RETURNED)
    if is_unjustified:
        refusal_fault(actor, row, one)
    note(actor, row, "complaints.operator_returned", {"round": one.round})
    to = {"party_id": one.party_id, "supplier_id": one.supplier_id}
    return asked(actor, row, said, to, shows_order=one.shows_order)


@transaction.atomic
def referral_excuse(*, actor: Actor, referral_id: UUID, what: str, reason: str) -> Referral:
    """Say why a delay, or a refusal, is excused: its finding is none. Excused already: nothing.

    Raises:
        NotFound; Forbidden: no officer. NothingFound: there is no such finding.
        Invalid: no reason.

    Law: M-consumer-duties
    """
    policies.require_handle(actor)
    row, one = referral_locked(actor, referral_id)
    found: Finding | None = {LATE: one.late, REFUSED: one.refused}.get(what)
    if found is None:
        raise NothingFound(_("没有这样的认定。"))
    said = texts.line(reason, "text", 300)
    if len(said) < 2 or personal.names_somebody(said):
        raise Invalid(_("请写明理由，不要写手机号、证件号等。"), field="text")
    if selectors.excuses_of(actor, [one]).get(found.pk) is None:
        dismissal.finding_dismiss(
            actor=actor, finding_id=found.pk, reason=Dismissal.Reason.OTHER, note=said
        )
        note(actor, row, "complaints.operator_excused", {"round": one.round, "what": what})
    return one


def _require_answered(one: Referral) -> None:
    if one.state != State.ANSWERED:
        raise AnsweredAlready(_("没有等待核对的答复。"))


def _judge(actor: Actor, one: Referral, state: str) -> None:
    one.state, one.judged_by_id, one.judged_at = state, actor.user_id, clock.now()
    one.save(update_fields=["state", "judged_by", "judged_at"])
