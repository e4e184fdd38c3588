"""Appeals: filed in time, talked about, decided by somebody else, unwound where they succeed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office
from parties.services.told import party_tell
from sanctions import policies, selectors
from sanctions.models import Appeal, Message, Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors import words
from sanctions.services.force import breaches_undo, end, put_in_force
from sanctions.services.recount import offences_recount, officers_tell
from sanctions.services.reports import reports_correct
from sanctions.services.texts import plain
from sanctions.services.turns import SameOfficer, subject_lock

CLAUSE, CLOCK, DECIDED = "O117-blacklist-notice", "appeal_answer", "officer.appeal_decided"
State, Outcome = Sanction.State, Appeal.State
APPEALABLE = (State.IN_FORCE, State.EXPIRED, State.LIFTED)


class AppealLate(Conflict):
    """The term to appeal is over."""

    code = "appeal_late"


class NotAppealable(Conflict):
    """There is nothing to appeal against: no decision yet, or it fell already."""

    code = "not_appealable"


class AppealEnded(Conflict):
    """The appeal was decided."""

    code = "appeal_ended"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an officer decides on an appeal; of a change also the milder rung and its days."""

    outcome: str
    text: str
    rung: str = ""
    days: int | None = None


@transaction.atomic
def appeal_file(
    *, actor: Actor, sanction_id: UUID, grounds: str, channel: str = Appeal.Channel.WEB
) -> Appeal:
    """File an appeal: the person concerned himself, or an officer for what came in writing.

    One decision has one appeal; filing it again is the one that is there. Nothing but its own term
    bars an appeal: no lapsed agreement, no suspended function, no bar.

    Raises:
        NotFound: no such decision for this actor. Forbidden: neither the person nor an officer.
        NotAppealable: it is no decision yet, or fell. AppealLate: the term is over.
        Invalid: no grounds.

    Law: O117-blacklist-notice, O117-measures
    """
    row = selectors.sanction_get(actor, sanction_id)
    person = _filer(actor, row, channel)
    subject_lock(actor, row.party_id)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    if (known := Appeal.objects.of(actor).filter(sanction=row).first()) is not None:
        return known
    if row.state not in APPEALABLE or row.appeal_until is None:
        raise NotAppealable(_("这项处罚没有可以申诉的内容。"))
    if clock.now() > row.appeal_until:
        raise AppealLate(
            _("申诉期限已于 %(day)s 届满，不再受理。") % {"day": words.day(row.appeal_until)},
            law=CLAUSE,
        )
    made = Appeal.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        sanction=row,
        channel=channel,
        filed_by_id=person,
        filed_at=clock.now(),
        grounds=plain(grounds, "grounds", 5, 1000),
    )
    product = system_actor(actor.tenant_id)
    with acting(product):
        made.due_at = _clock(product, made)
        made.save(update_fields=["due_at"])
        _tell_officers(product, made, "appeal_filed", made.pk, {"due": words.day(made.due_at)})
    _note(actor, made, "sanctions.appeal_filed", {"channel": channel})
    return made


def _filer(actor: Actor, row: Sanction, channel: str) -> UUID:
    if channel not in Appeal.Channel.values:
        raise Invalid(_("没有这种申诉途径。"), field="channel")
    if actor.user_id is not None and policies.is_own(actor, row):
        return actor.user_id
    if channel == Appeal.Channel.PAPER:
        return policies.require_person(actor)
    raise Forbidden(_("只有当事人可以申诉；书面申诉由合规专员登记。"))


def _clock(product: Actor, made: Appeal) -> datetime | None:
    terms = selectors.ladder_in_force(product).body.terms
    policy = office.Policy(
        amount=terms.answer_days,
        unit="working_day",
        clause=CLAUSE,
        met_by=(DECIDED,),
        escalate_to=Role.OFFICER,
    )
    started = office.clock_start(
        actor=product, subject=("appeal", made.pk), kind=CLOCK, policy=policy
    )
    return started.due_at


def _tell_officers(
    actor: Actor, made: Appeal, topic: str, ref: UUID, context: dict[str, object]
) -> None:
    """Write to the officers who may decide: to nobody who took part in the decision."""
    row = made.sanction
    told = {"name": row.party.public_name, "number": row.number} | context
    officers_tell(actor, topic, str(ref), told, but=frozenset(selectors.took_part(actor, row)))


@transaction.atomic
def appeal_say(*, actor: Actor, appeal_id: UUID, text: str) -> Message:
    """Say something to the other side while an appeal is open.

    Raises:
        NotFound: no such appeal for this actor. Forbidden: neither the person nor an officer.
        AppealEnded: it was decided. Invalid: nothing said.
    """
    made = selectors.appeal_get(actor, appeal_id, lock=True)
    row = made.sanction
    is_own = policies.is_own(actor, row)
    author = actor.user_id if is_own and actor.user_id else policies.require_person(actor)
    _require_open(made)
    said = Message.objects.create(
        tenant_id=actor.tenant_id,
        appeal=made,
        author_id=author,
        is_of_subject=is_own,
        text=plain(text, "text", 1, 1000),
        at=clock.now(),
    )
    _note(actor, made, "sanctions.appeal_answered", {"of_subject": is_own})
    if is_own:
        _tell_officers(actor, made, "appeal_reply", said.pk, {"text": said.text})
    else:
        context = {"number": row.number, "text": said.text}
        party_tell(actor, row.party, "appeal_said", said.pk, context)
    return said


def _require_open(made: Appeal) -> None:
    if made.state != Outcome.OPEN:
        raise AppealEnded(_("这项申诉已经处理完毕。"))


@transaction.atomic
def appeal_decide(*, actor: Actor, appeal_id: UUID, answer: Answer) -> Appeal:
    """Decide on an appeal: uphold, change to something milder, or overturn.

    What falls takes with it its strike, the function, bars, measures on air and what the tier
    counted; the person is told, and every report that was drafted gets its correction.

    Raises:
        NotFound; Forbidden: no officer. SameOfficer: he took part in the decision.
        AppealEnded: it was decided. Invalid: no such outcome, no reasons, or nothing milder.

    Law: O117-blacklist-notice, O117-measure-report
    """
    officer = policies.require_person(actor)
    subject_lock(actor, selectors.appeal_get(actor, appeal_id).sanction.party_id)
    made = selectors.appeal_get(actor, appeal_id, lock=True)
    _require_open(made)
    row = selectors.sanction_get(actor, made.sanction_id, lock=True)
    if officer in selectors.took_part(actor, row):
        raise SameOfficer(_("申诉须由没有参与原决定的专员处理。"), law=CLAUSE)
    if answer.outcome not in (Outcome.UPHELD, Outcome.CHANGED, Outcome.OVERTURNED):
        raise Invalid(_("请选择处理结果。"), field="outcome")
    made.answer = plain(answer.text, "answer", 5, 1000)
    made.state, made.decided_by_id, made.decided_at = answer.outcome, officer, clock.now()
    made.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    office.clocks_hear(actor=actor, subject=("appeal", made.pk), act=DECIDED)
    _note(actor, made, "sanctions.appeal_decided", {"outcome": answer.outcome})
    if answer.outcome == Outcome.OVERTURNED:
        end(actor, row, State.OVERTURNED, made.answer)
        breaches_undo(actor, row)
        offences_recount(actor, row)
        reports_correct(actor, row)
    elif answer.outcome == Outcome.CHANGED:
        _change(actor, row, answer)
    context = {
        "number": row.number,
        "outcome": words.pair(lambda: str(words.APPEALS[made.state])),
        "answer": made.answer,
    }
    party_tell(actor, row.party, "appeal_decided", made.pk, context)
    return made


def _change(actor: Actor, row: Sanction, answer: Answer) -> None:
    """Put a milder decision in the place of one: the old one falls whole, the new one begins."""
    is_lawful = answer.rung in rules.RUNGS and rules.is_term(answer.rung, answer.days)
    if not is_lawful or not rules.is_milder(answer.rung, answer.days, row.rung, row.days):
        raise Invalid(_("变更后的处罚须比原处罚轻。"), field="rung", law="O117-measures")
    if answer.rung == rules.FUNCTIONS and not row.functions:
        raise Invalid(_("原处罚没有限制功能，不能变更为限制功能。"), field="rung")
    end(actor, row, State.CHANGED, answer.text)
    if answer.rung not in rules.OFF_AIR:
        breaches_undo(actor, row)
    reports_correct(actor, row)
    new = Sanction.objects.get(pk=row.pk)
    new.pk, new.id = (fresh := uuid7()), fresh
    new._state.adding = True
    new.replaces, new.key = row, f"appeal:{row.pk}"
    new.rung, new.days = answer.rung, answer.days
    if answer.rung != rules.BLACKLIST:
        new.ground = new.impact = ""
    new.ended_at = new.ended_by = new.noticed_at = None
    new.end_reason, new.state, new.reviews_needed = "", State.PROPOSED, 0
    new.proposed_by_id, new.proposed_at = actor.user_id, clock.now()
    new.starts_at = new.ends_at = new.weigh_by = None
    new.save(force_insert=True)
    put_in_force(actor, new)


def _note(actor: Actor, made: Appeal, action: str, data: dict[str, object]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("appeal", made.pk),
        clause=CLAUSE,
        after={"grounds": made.grounds, "answer": made.answer},
        data=data | {"sanction": str(made.sanction_id)},
    )
