"""A safety assessment: opened by one of its triggers, answered, signed, submitted, decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Assessment, Technology
from filings.rules import catalogue, decisions
from filings.services import terms
from filings.services.evidence import evidence_of
from filings.services.owners import owner_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office

STATE, RESULT = Assessment.State, Assessment.Result
OPEN = (STATE.OPEN, STATE.RETURNED)
ANSWERED_BY_HAND = ("service", "spread", "technology", "scale")
SIGNED, SUBMITTED, RETURNED = "assessment.signed", "assessment.submitted", "assessment.returned"
FINDINGS = ("met", "wanting", "not_needed")


class AssessmentSigned(Conflict):
    """What was signed stays as it is."""

    code = "assessment_signed"


class NotSigned(Conflict):
    """Only what somebody signed is submitted."""

    code = "assessment_not_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an authority asked for in writing: who, under which number, until when."""

    authority: str
    number: str
    received_on: date
    due_on: date | None = None
    level: str = ""
    file: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """With what result somebody signs."""

    result: str
    conclusion: str
    file: UUID | None = None


LEVELS = ("city", "province", "state")


@transaction.atomic
def assessment_begin(
    *, actor: Actor, trigger: str, subject: str, detail: str = "", owner_id: UUID | None = None
) -> Assessment:
    """Open a safety assessment by hand, for one of the reasons of the law.

    Raises:
        Forbidden: only officers may.
        Invalid: no such reason, or one that opens by other means.

    Law: SAP-service, SAP-technology, SAP-scale, SAP-spread
    """
    policies.require_keep(actor)
    chosen(trigger, ANSWERED_BY_HAND, "trigger")
    owner = owner_of(actor, owner_id)
    said = plain(detail, "detail", most=500)
    return assessment_open(
        actor=actor,
        trigger=trigger,
        subject=plain(subject, "subject", most=160, least=2),
        detail=said,
        owner_id=owner.pk if owner else None,
    )


@transaction.atomic
def assessment_order(*, actor: Actor, order: Order) -> Assessment:
    """Write down that an authority of a city or above asked for an assessment in writing.

    The same notice twice is one assessment.

    Raises:
        Forbidden: only officers may.
        Invalid: no authority, number or level, or a day that lies ahead.
        NotFound: no such file in the tenant.

    Law: SAP-notice
    """
    policies.require_keep(actor)
    chosen(order.level, LEVELS, "level")
    authority = plain(order.authority, "authority", most=160, least=2)
    number = order.number.strip()
    if not 0 < len(number) <= 80:
        raise Invalid(_("请填写通知文号。"), field="number")
    if order.received_on > clock.today():
        raise Invalid(_("收到日期不能晚于今天。"), field="received_on")
    known = selectors.assessment_list(actor).filter(authority=authority, notice_number=number)
    if (same := known.first()) is not None:
        return same
    return assessment_open(
        actor=actor,
        trigger="notice",
        subject=f"{authority} {number}"[:160],
        due_on=order.due_on,
        authority=authority,
        notice_number=number,
        file=evidence_of(actor, order.file),
    )


def assessment_open(
    *,
    actor: Actor,
    trigger: str,
    subject: str,
    detail: str = "",
    owner_id: UUID | None = None,
    due_on: date | None = None,
    **more: Any,
) -> Assessment:
    """Open an assessment and its clock, in the running transaction; for who may was asked before.

    Of a rise in users, and of a spread, one is made at a time: it is returned.
    """
    fresh = Assessment(
        tenant_id=actor.tenant_id,
        trigger=trigger,
        subject=subject,
        detail=detail,
        owner_id=owner_id,
        **more,
    )
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return _standing(actor, fresh)  # somebody opened it at the same moment
    _note(actor, fresh, "filings.assessment_opened", {})
    _clock(actor, fresh, due_on)
    return fresh


def _standing(actor: Actor, fresh: Assessment) -> Assessment:
    known = selectors.assessment_list(actor).filter(trigger=fresh.trigger)
    if fresh.notice_number:
        return known.get(authority=fresh.authority, notice_number=fresh.notice_number)
    return known.get(state__in=OPEN)


@transaction.atomic
def assessment_answer(
    *, actor: Actor, assessment_id: UUID, answers: Mapping[str, Mapping[str, str]]
) -> Assessment:
    """Write down what was found for the points of the checklist; others stay as they were.

    Raises:
        Forbidden: only officers may.
        NotFound: no such assessment in the tenant.
        AssessmentSigned: it was signed.
        Invalid: no such point, or a finding without words.

    Law: SAP-contents
    """
    policies.require_keep(actor)
    assessment = _unsigned(actor, assessment_id)
    taken = {key: _answer(key, said) for key, said in answers.items()}
    assessment.answers = {**assessment.answers, **taken}
    assessment.save(update_fields=["answers"])
    _note(actor, assessment, "filings.assessment_answered", {"points": sorted(taken)})
    return assessment


def _answer(key: str, said: Mapping[str, str]) -> dict[str, str]:
    chosen(key, catalogue.contents(), "point")
    finding = chosen(said.get("finding", ""), FINDINGS, f"{key}-finding")
    return {"finding": finding, "note": plain(said.get("note", ""), key, most=1000, least=2)}


@transaction.atomic
def assessment_sign(*, actor: Actor, assessment_id: UUID, signature: Signature) -> Assessment:
    """Sign an assessment: a person answers for what it found. What waits for it moves on.

    Raises:
        Forbidden: programs sign nothing; only officers and the security administrator do.
        NotFound: no such assessment, or no such file, in the tenant.
        AssessmentSigned: it was signed.
        Invalid: a point of the checklist has no answer, no result, or no conclusion.

    Law: SAP-contents, SAP-report, M-filing
    """
    person = policies.require_sign(actor)
    assessment = _unsigned(actor, assessment_id)
    open_points = decisions.unanswered(list(catalogue.contents()), assessment.answers)
    if open_points:
        raise Invalid(
            _("还有 %(n)s 项评估内容没有填写。") % {"n": len(open_points)},
            field=open_points[0],
            law="SAP-contents",
        )
    assessment.result = chosen(signature.result, RESULT.values, "result")
    wanting = decisions.not_met(list(catalogue.contents()), assessment.answers)
    if assessment.result == RESULT.PASSED and wanting:
        raise Invalid(_("有评估内容不符合，结论不能是“风险可控”。"), field="result")
    assessment.conclusion = plain(signature.conclusion, "conclusion", most=4000, least=4)
    assessment.file = evidence_of(actor, signature.file) or assessment.file
    assessment.state, assessment.signed_by_id = STATE.SIGNED, person
    assessment.signed_at = clock.now()
    assessment.save()
    _note(actor, assessment, "filings.assessment_signed", {"result": assessment.result})
    _hear(actor, assessment, SIGNED)
    if assessment.result != RESULT.FAILED:
        waiting = Technology.objects.of(actor).filter(assessment=assessment)
        waiting.filter(state=Technology.State.DRAFT).update(state=Technology.State.ASSESSED)
    return assessment


@transaction.atomic
def assessment_submit(
    *, actor: Actor, assessment_id: UUID, to: str, on: date, file: UUID | None = None
) -> Assessment:
    """Say to whom the signed report went, and when.

    Raises:
        Forbidden: only officers may.
        NotFound: no such assessment, or no such file, in the tenant.
        NotSigned: nobody signed it, or it was submitted already.
        Invalid: no addressee, or a day before the signature or after today.

    Law: SAP-submit
    """
    policies.require_keep(actor)
    assessment = selectors.assessment_get(actor, assessment_id, lock=True)
    if assessment.state != STATE.SIGNED or assessment.signed_at is None:
        raise NotSigned(_("先签署评估，再提交报告。"), law="SAP-submit")
    if not clock.to_date(assessment.signed_at) <= on <= clock.today():
        raise Invalid(_("提交日期须在签署之后，且不晚于今天。"), field="on")
    assessment.submitted_to = plain(to, "to", most=160, least=2)
    assessment.submitted_on, assessment.state = on, STATE.SUBMITTED
    assessment.file = evidence_of(actor, file) or assessment.file
    assessment.save()
    _note(actor, assessment, "filings.assessment_submitted", {"on": f"{on}"}, "SAP-submit")
    _hear(actor, assessment, SUBMITTED)
    return assessment


@transaction.atomic
def assessment_decide(
    *, actor: Actor, assessment_id: UUID, accepted: bool, on: date, words: str = ""
) -> Assessment:
    """Write down what the authority said: taken, or to be done again.

    What comes back is answered in a new round; until it is signed and they are approved again, no
    session may declare the technologies that rested on it.

    Raises:
        Forbidden: only officers may.
        NotFound: no such assessment in the tenant.
        NotSigned: it was not submitted.
        Invalid: a day before the submission or after today, or no words for a return.
    """
    policies.require_keep(actor)
    assessment = selectors.assessment_get(actor, assessment_id, lock=True)
    if assessment.state != STATE.SUBMITTED or assessment.submitted_on is None:
        raise NotSigned(_("报告尚未提交。"))
    if not assessment.submitted_on <= on <= clock.today():
        raise Invalid(_("日期须在提交之后，且不晚于今天。"), field="on")
    assessment.decision = plain(words, "words", most=500, least=0 if accepted else 4)
    assessment.decided_on = on
    assessment.state = STATE.ACCEPTED if accepted else STATE.RETURNED
    if not accepted:
        assessment.round += 1
        rest = Technology.objects.of(actor).filter(assessment=assessment)
        rest.exclude(state=Technology.State.RETIRED).update(
            state=Technology.State.DRAFT, approved_by=None, approved_at=None
        )
    assessment.save()
    _note(actor, assessment, "filings.assessment_decided", {"state": assessment.state})
    if not accepted:
        _hear(actor, assessment, RETURNED)
    return assessment


def _unsigned(actor: Actor, assessment_id: UUID) -> Assessment:
    assessment = selectors.assessment_get(actor, assessment_id, lock=True)
    if assessment.state not in OPEN:
        raise AssessmentSigned(_("评估已签署，不能再修改。"))
    return assessment


def _clock(actor: Actor, assessment: Assessment, due_on: date | None) -> None:
    """Let the platform's own time run, or the one that the authority set: the law names none."""
    clause = catalogue.triggers()[assessment.trigger].clause
    met_by = SUBMITTED if clause.startswith("SAP-") else SIGNED
    amount = terms.own(actor, terms.ASSESS_SETTING, terms.ASSESS_D)
    if due_on is not None:
        amount = max(1, (due_on - clock.today()).days)
    policy = office.Policy(
        amount=amount, unit="day", clause=clause, met_by=(met_by,), again_by=(RETURNED,)
    )
    office.clock_start(
        actor=actor,
        subject=(terms.ASSESSMENT, assessment.pk),
        kind=terms.ASSESS,
        policy=policy,
        owner_id=assessment.owner_id,
    )


def _hear(actor: Actor, assessment: Assessment, act: str) -> None:
    office.clocks_hear(actor=actor, subject=(terms.ASSESSMENT, assessment.pk), act=act)


def _note(
    actor: Actor, assessment: Assessment, action: str, data: dict[str, Any], clause: str = ""
) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(terms.ASSESSMENT, assessment.pk),
        clause=clause or catalogue.triggers()[assessment.trigger].clause,
        data={"trigger": assessment.trigger, "round": assessment.round, **data},
    )
