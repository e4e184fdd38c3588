"""An agency verifies whom it recruits, reminds, looks after them, and acts on what it finds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from charter import policies, selectors
from charter.models import AgencyRecord
from charter.rules import agency as rules
from charter.selectors.words import VERIFIED
from charter.services import dated
from charter.services.wording import cited, pair, words
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office
from parties.models import Party

HANDLE_SETTING, HANDLE_DAYS = "agency_handle_d", 3
REMIND_SETTING, REMIND_DAYS = "agency_remind_days", 180
SUBJECT, DISCIPLINE = "party", "O117-agency-discipline"
LOOK = dated.Look(
    clock="agency_look",
    met_by="agency.looked",
    clause=DISCIPLINE,
    setting="agency_look_days",
    usual_days=90,
    purpose="agency_record",
)
HANDLE, HANDLED = "agency_handling", "agency.handled"  # the clock of a finding, and what ends it
BY_LETTER = "已发送站内信"
Kind, Result = AgencyRecord.Kind, AgencyRecord.Result


class RecruitmentIncomplete(Conflict):
    """What the article has verified of a marketer is not all on file yet; `items` say what."""

    code = "recruitment_incomplete"


@dataclass(frozen=True, slots=True)
class Done:
    """What an agency did about one party, and when it looks again.

    Args:
        kind: recruitment, reminder, supervision, handling, service, selection or supplier.
        result: of what is looked at: kept or lacking.
        items: what of the article's list was looked at in a recruitment or a selection.
        measure: what was done about a violation.
        file_id: the evidence, from the officer's shelf; it is kept with the record.
        broadcast_on: the day on which the broadcast ends whose goods were selected.
    """

    kind: str
    done_on: date
    result: str = Result.KEPT
    items: Collection[str] = ()
    measure: str = ""
    note: str = ""
    file_id: UUID | None = None
    next_due_on: date | None = None
    broadcast_on: date | None = None


@transaction.atomic
def agency_record(*, actor: Actor, party_id: UUID, done: Done) -> AgencyRecord:
    """Record what an agency did about a marketer, or about its services to an operator.

    A recruitment counts once identity, residence, contact and position are on file and all five
    things were looked at. What was found lacking waits for a measure, by a clock of the office.

    Raises:
        Forbidden: only officers and the tenant's own programs may.
        NotFound: no such party or file in the tenant.
        RecruitmentIncomplete: something that is verified of a recruit is not on file.
        Invalid: no such kind, result or measure; days that do not fit; something is not said.

    Law: O117-agency-recruitment, O117-agency-training, O117-agency-discipline
    Law: O117-agency-no-false-trade, O117-agency-selection-3y, O117-supplier-check
    Law: M-supplier-check
    """
    policies.require_record(actor)
    party = selectors.party_get(actor, party_id)
    _require_kind(party, done)
    _require_said(done)
    if done.kind in rules.ITEMS:
        _require_verified(actor, party, done)
    made = _append(actor, party, done, _next(actor, done))
    _clocks(actor, party, made)
    return made


@transaction.atomic
def agency_remind(*, actor: Actor) -> int:
    """Write to every marketer of an agency what the law asks of him; return to how many.

    Whoever has no login is left to an officer, who records how he was reminded. Safe to run twice.

    Law: O117-agency-training
    """
    if not selectors.bears_agency_duties(actor):
        return 0
    days = accounts.policy_of(actor, REMIND_SETTING, REMIND_DAYS)
    found = selectors.reminders_lacking(actor, clock.today() - timedelta(days=days))
    members = accounts.members_active(actor, {one.user_id for one in found if one.user_id})
    active = {one.user_id for one in members}
    reached = [one for one in found if one.user_id in active]
    return sum(_remind(actor, one) for one in reached)


def _remind(actor: Actor, party: Party) -> int:
    own = selectors.in_force(actor, rules.RULES)
    context = {
        "agency": accounts.tenant_get(actor).name,
        "rules": pair(own.title) if own else {"zh": "尚未公布", "en": "none published yet"},
        "clause": cited(rules.CLAUSES[Kind.REMINDER]),
    }
    today = clock.today()
    sent = office.message_send(
        actor=actor,
        to={party.user_id} if party.user_id else set(),
        topic="agency_duties",
        context=context,
        about=office.About("agency_duties", f"{party.pk}:{today}"),
    )
    if sent:
        _append(actor, party, Done(Kind.REMINDER, today, note=BY_LETTER), None)
    return len(sent)


def _require_kind(party: Party, done: Done) -> None:
    if done.kind not in Kind.values:
        raise Invalid(_("请选择记录的种类。"), field="kind")
    if rules.ABOUT[done.kind] not in party.roles:
        raise Invalid(_("这类记录与该主体的身份不符。"), field="kind")


def _require_said(done: Done) -> None:
    if done.done_on > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="done_on")
    if done.result not in Result.values or (
        done.result == Result.LACKING and done.kind not in rules.LOOKED_AT
    ):
        raise Invalid(_("请选择检查结果。"), field="result")
    if done.kind == Kind.HANDLING and done.measure not in rules.MEASURES:
        raise Invalid(_("请选择采取的处置措施。"), field="measure", law=rules.CLAUSES[done.kind])
    needs_words = done.kind in {Kind.HANDLING, Kind.REMINDER} or done.result == Result.LACKING
    if needs_words and not done.note.strip():
        raise Invalid(_("请写明情况。"), field="note", law=rules.CLAUSES[done.kind])


def _require_verified(actor: Actor, party: Party, done: Done) -> None:
    clause = rules.CLAUSES[done.kind]
    unlooked = rules.unlooked(done.kind, done.items)
    if unlooked:
        raise Invalid(
            _("须逐项核验，还有未核验的：%(items)s。") % {"items": _named(unlooked)},
            field="items",
            law=clause,
        )
    is_recruited = done.kind == Kind.RECRUITMENT
    find = rules.lacking if is_recruited else rules.unsold
    missing = find(selectors.agency_filed(actor, party))
    if missing:
        raise RecruitmentIncomplete(
            _("档案中还缺少法定核验内容：%(items)s。") % {"items": _named(missing)},
            law=clause,
            items=list(missing),
        )


def _named(codes: Collection[str]) -> str:
    return "、".join(str(VERIFIED[one]) for one in codes)


def _kept_until(done: Done) -> date | None:
    """Return until when a selection or a supplier's check stays; None for what has no term.

    Law: O117-agency-selection-3y, O117-supplier-check
    """
    if done.kind not in rules.TERMED:
        return None
    day, today = done.broadcast_on, clock.today()
    if day is None or not today - dated.LATEST <= day <= today + dated.LATEST:
        raise Invalid(_("请填写直播结束日期，前后不超过一年。"), field="broadcast_on")
    return rules.kept_until(law.clause(rules.CLAUSES[done.kind], today), day)


def _next(actor: Actor, done: Done) -> date | None:
    """Return when the agency looks again; None where there is nothing to look at again."""
    if done.kind not in {Kind.RECRUITMENT, *rules.LOOKED_AT}:
        return None
    return dated.next_look(actor, LOOK, done.next_due_on)


def agency_look_days(actor: Actor) -> int:
    """Return after how many days an agency looks again; the law gives no number."""
    return dated.usual_days(actor, LOOK)


def _append(actor: Actor, party: Party, done: Done, next_due_on: date | None) -> AgencyRecord:
    made = AgencyRecord.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=done.kind,
        done_on=done.done_on,
        result=done.result,
        items=[one for one in rules.ITEMS.get(done.kind, ()) if one in done.items],
        broadcast_on=done.broadcast_on if done.kind in rules.TERMED else None,
        keep_until=_kept_until(done),
        measure=done.measure if done.kind == Kind.HANDLING else "",
        note=words(done.note, "note")[:500] if done.note.strip() else "",
        file=dated.evidence_keep(actor, LOOK, done.file_id),
        next_due_on=next_due_on,
        user_id=actor.user_id,
        recorded_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="charter.agency_recorded",
        subject=(SUBJECT, party.pk),
        clause=rules.CLAUSES[made.kind],
        data={"kind": made.kind, "result": made.result, "measure": made.measure},
    )
    return made


def _clocks(actor: Actor, party: Party, made: AgencyRecord) -> None:
    """Let the time run to the next look, and to the measure that a finding asks for."""
    subject = (SUBJECT, party.pk)
    if made.kind == Kind.HANDLING:
        office.clocks_hear(actor=actor, subject=subject, act=HANDLED)
    if made.next_due_on is not None:
        dated.looked(actor, LOOK, subject, made.next_due_on)
    if made.result == Result.LACKING:
        days = accounts.policy_of(actor, HANDLE_SETTING, HANDLE_DAYS)
        term = office.Policy(amount=days, unit="working_day", clause=DISCIPLINE, met_by=(HANDLED,))
        office.clock_start(actor=actor, subject=subject, kind=HANDLE, policy=term)
