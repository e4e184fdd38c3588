"""A regulator says that somebody cannot be reached: he is reminded, kept off air, let back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, events, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.rules import days
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Card, Party, Unreachable
from parties.services.standing import reason_of, require_standing
from parties.services.told import can_be_written_to, party_tell

REMIND, SANCTION, LIFT = "O117-unreachable", "O117-unreachable-sanction", "O117-unreachable-lift"
SUBJECT = "unreachable"
REMINDED, MEASURED, ENDED = "unreachable.reminded", "unreachable.measured", "unreachable.ended"
REMIND_CLOCK, UPDATE_CLOCK = "unreachable_remind", "unreachable_update"
LIFT_CLOCK = "unreachable_lift"
SETTING, USUAL_DAYS = "unreachable_update_d", 5  # the law gives no number for the party's own term
LIFT_SETTING, LIFT_DAYS = "unreachable_lift_d", 2  # "promptly": the law gives no number either
REMINDER = office.Policy(
    amount=5, unit="working_day", clause=REMIND, param="remind_within", met_by=(REMINDED, ENDED)
)
State = Unreachable.State


class UnreachableOpen(Conflict):
    """A notice about the party is open already."""

    code = "unreachable_open"


class UnreachableState(Conflict):
    """The notice does not stand where this step can be taken."""

    code = "unreachable_state"


class NotUpdated(Conflict):
    """Nothing was updated since the notice: there is nothing to verify."""

    code = "not_updated"


@dataclass(frozen=True, slots=True)
class Notice:
    """A regulator's notice: who wrote it, under which number, when it came."""

    authority: str
    document_number: str
    received_on: date
    note: str = ""


@transaction.atomic
def unreachable_note(*, actor: Actor, party_id: UUID, notice: Notice) -> Unreachable:
    """Write a regulator's notice down; the term to remind runs from the day it came.

    The same document about the same party is the notice that is there.

    Raises:
        NotFound: no such party. Forbidden: only officers may. PartyClosed: it has left.
        Invalid: no authority, no number, a day ahead, or a party that is on no air.
        UnreachableOpen: another notice about it is open.

    Law: O117-unreachable
    """
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    authority = _plain(notice.authority, "authority", 2, 120)
    number = _plain(notice.document_number, "document_number", 2, 60)
    note = _plain(notice.note, "note", 0, 200)
    if notice.received_on > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="received_on")
    known = Unreachable.objects.of(actor).filter(party=party, authority=authority)
    if (there := known.filter(document_number=number).first()) is not None:
        return there
    require_standing(party)
    if not {Party.Role.OPERATOR, Party.Role.MARKETER} & set(party.roles):
        raise Invalid(_("只适用于直播间运营者和直播营销人员。"), field="party_id")
    if selectors.unreachable_of(actor, party.pk) is not None:
        raise UnreachableOpen(_("此主体已有一项未办结的通报。"))
    case = Unreachable.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        authority=authority,
        document_number=number,
        received_on=notice.received_on,
        note=note,
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
    office.clock_start(
        actor=actor,
        subject=(SUBJECT, case.pk),
        kind=REMIND_CLOCK,
        policy=REMINDER,
        at=days.first_instant(notice.received_on),
    )
    data = {"authority": authority, "received_on": f"{notice.received_on}"}
    _note(actor, case, "parties.unreachable_noted", REMIND, data)
    return case


@transaction.atomic
def unreachable_remind(
    *, actor: Actor, case_id: UUID, channel: str = Unreachable.Channel.LETTER
) -> Unreachable:
    """Remind the party to update its particulars. Twice is once.

    By letter the product writes it; on any other way the officer says which. How long the party
    then has is the platform's own number, for the law gives none.

    Raises:
        NotFound, Forbidden; UnreachableState: it was ended.
        Invalid: no such way, or nobody reads letters for this party.

    Law: O117-unreachable
    """
    case = _locked(actor, case_id)
    if case.state in (State.REMINDED, State.MEASURED):
        return case
    if channel not in Unreachable.Channel.values:
        raise Invalid(_("请选择提醒方式。"), field="channel")
    is_letter = channel == Unreachable.Channel.LETTER
    if is_letter and not can_be_written_to(actor, case.party):
        raise Invalid(_("此主体没有可以收信的成员，请用其他方式提醒。"), field="channel")
    term = office.Policy(
        amount=accounts.policy_of(actor, SETTING, USUAL_DAYS),
        unit="working_day",
        clause=SANCTION,
        met_by=(MEASURED, ENDED),
    )
    started = office.clock_start(
        actor=actor, subject=(SUBJECT, case.pk), kind=UPDATE_CLOCK, policy=term
    )
    case.update_by = started.due_at
    case.state, case.channel = State.REMINDED, channel
    case.reminded_at, case.reminded_by_id = clock.now(), actor.user_id
    case.save(update_fields=["state", "channel", "reminded_at", "reminded_by", "update_by"])
    office.clocks_hear(actor=actor, subject=(SUBJECT, case.pk), act=REMINDED, channel=channel)
    _note(actor, case, "parties.unreachable_reminded", REMIND, {"channel": channel})
    if is_letter:
        context = {"authority": case.authority, "until": _day(started.due_at)}
        party_tell(actor, case.party, "unreachable_reminder", case.pk, context)
    return case


@transaction.atomic
def unreachable_measure(
    *, actor: Actor, case_id: UUID, reason: str, arrangement: str = ""
) -> Unreachable:
    """Keep who did not update off air, by the platform's rules. Twice is once.

    Args:
        arrangement: what becomes of the orders, after-sales service and disputes of his consumers.

    Raises:
        NotFound, Forbidden; Invalid: no reason, or nothing arranged for consumers.
        UnreachableState: not reminded yet, the term has not ended, or it was ended.

    Law: O117-unreachable-sanction, O117-order-arrangement
    """
    case = _locked(actor, case_id)
    if case.state == State.MEASURED:
        return case
    if case.state != State.REMINDED:
        raise UnreachableState(_("先提醒，期满仍未更新的才能采取措施。"), law=SANCTION)
    if case.update_by is not None and clock.now() <= case.update_by:
        raise UnreachableState(_("提醒后的更新期限还没有届满。"), law=SANCTION)
    case.measure_reason = reason_of(reason)
    case.arrangement = _plain(arrangement, "arrangement", 5, 600)
    case.state, case.measured_at, case.measured_by_id = State.MEASURED, clock.now(), actor.user_id
    case.save(
        update_fields=["state", "measured_at", "measured_by", "measure_reason", "arrangement"]
    )
    office.clocks_hear(actor=actor, subject=(SUBJECT, case.pk), act=MEASURED)
    said = {"reason": case.measure_reason}
    _note(actor, case, "parties.unreachable_measured", SANCTION, said)
    party_tell(actor, case.party, "unreachable_measured", case.pk, said)
    events.publish(StandingChanged(actor, case.party_id, "unreachable_measured"))
    return case


@transaction.atomic
def unreachable_end(*, actor: Actor, case_id: UUID, outcome: str, reason: str) -> Unreachable:
    """End a notice, and the measure with it: what was updated is verified, or it was withdrawn.

    Raises:
        NotFound, Forbidden; Invalid: no such outcome, or no reason.
        NotUpdated: nothing was updated since the notice. UnreachableState: it was ended otherwise.

    Law: O117-unreachable-lift
    """
    policies.require_decide(actor)
    case = selectors.unreachable_get(actor, case_id, lock=True)
    if outcome not in Unreachable.Outcome.values or outcome == Unreachable.Outcome.LEFT:
        raise Invalid(_("请选择办结的情形。"), field="outcome")
    if case.state == State.ENDED and case.outcome == outcome:
        return case
    _require_open(case)
    said = reason_of(reason)
    if outcome == Unreachable.Outcome.UPDATED and case.updated_at is None:
        raise NotUpdated(_("通报之后还没有更新过地址或联系方式，没有可以核验的内容。"), law=LIFT)
    return _end(actor, case, outcome, said, None)


def unreachable_act(
    *,
    actor: Actor,
    case_id: UUID,
    act: str,
    channel: str = "",
    outcome: str = "",
    reason: str = "",
    arrangement: str = "",
) -> Unreachable:
    """Do the step that a page or a program names: `remind`, `measure` or `end`.

    Raises:
        Invalid: no such step; all that the step itself refuses.
    """
    if act == "remind":
        return unreachable_remind(actor=actor, case_id=case_id, channel=channel)
    if act == "measure":
        return unreachable_measure(
            actor=actor, case_id=case_id, reason=reason, arrangement=arrangement
        )
    if act == "end":
        return unreachable_end(actor=actor, case_id=case_id, outcome=outcome, reason=reason)
    raise Invalid(_("请选择要办理的步骤。"), field="act")


def unreachable_cured(actor: Actor, party: Party, card: Card) -> None:
    """End the open notice about a party whose card, told since the notice, was just published.

    Law: O117-unreachable-lift
    """
    case = selectors.unreachable_of(actor, party.pk)
    if case is None or card.given_at < case.recorded_at:
        return
    case = selectors.unreachable_get(actor, case.pk, lock=True)
    case.updated_at = case.updated_at or card.given_at
    _end(actor, case, Unreachable.Outcome.UPDATED, _("新的营业信息已核验并公示。"), card)


def unreachable_left(actor: Actor, party_id: UUID) -> None:
    """End the open notice about a party that closed its account: it is on no air any more."""
    case = selectors.unreachable_of(actor, party_id)
    if case is not None:
        case = selectors.unreachable_get(actor, case.pk, lock=True)
        _end(actor, case, Unreachable.Outcome.LEFT, _("当事人已注销账号。"), None)


def unreachable_updated(actor: Actor, party_id: UUID) -> None:
    """Keep with an open notice that the party updated what is on file; it is verified next.

    From then on it runs how soon that is done, and what was taken against him is lifted.

    Law: O117-unreachable-lift
    """
    case = selectors.unreachable_of(actor, party_id)
    if case is None:
        return
    case.updated_at = clock.now()
    case.save(update_fields=["updated_at"])
    product = system_actor(actor.tenant_id)
    with acting(product):
        term = office.Policy(
            amount=accounts.policy_of(product, LIFT_SETTING, LIFT_DAYS),
            unit="working_day",
            clause=LIFT,
            met_by=(ENDED,),
        )
        office.clock_start(actor=product, subject=(SUBJECT, case.pk), kind=LIFT_CLOCK, policy=term)


def _end(
    actor: Actor, case: Unreachable, outcome: str, reason: str, card: Card | None
) -> Unreachable:
    was_measured = case.state == State.MEASURED
    case.state, case.outcome, case.end_reason, case.card = State.ENDED, outcome, reason, card
    case.ended_at, case.ended_by_id = clock.now(), actor.user_id
    case.save()
    office.clocks_hear(actor=actor, subject=(SUBJECT, case.pk), act=ENDED)
    told = {"outcome": outcome, "was_measured": was_measured}
    _note(actor, case, "parties.unreachable_ended", LIFT, told)
    if was_measured and outcome != Unreachable.Outcome.LEFT:
        party_tell(actor, case.party, "unreachable_lifted", case.pk, {"reason": reason})
        events.publish(StandingChanged(actor, case.party_id, "unreachable_lifted"))
    return case


def _day(at: datetime | None) -> str:
    return f"{clock.to_date(at)}" if at is not None else "—"


def _locked(actor: Actor, case_id: UUID) -> Unreachable:
    policies.require_decide(actor)
    case = selectors.unreachable_get(actor, case_id, lock=True)
    _require_open(case)
    return case


def _require_open(case: Unreachable) -> None:
    if case.state == State.ENDED:
        raise UnreachableState(_("这项通报已经办结。"))


def _plain(text: str, name: str, least: int, most: int) -> str:
    found = " ".join(text.split())
    if not least <= len(found) <= most:
        raise Invalid(
            _("请用 %(least)s–%(most)s 个字填写。") % {"least": least, "most": most}, field=name
        )
    if personal.names_somebody(found):
        raise Invalid(_("这里请不要写证件号、手机号或邮箱。"), field=name)
    return found


def _note(
    actor: Actor, case: Unreachable, action: str, clause: str, data: Mapping[str, object]
) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", case.party_id),
        clause=clause,
        data={"notice": case.document_number, **data},
    )
