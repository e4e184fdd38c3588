"""Somebody on air came onto a list: the broadcast is stopped at once, and let go with the entry."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation

from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from moderation import policies, rules, selectors
from moderation.models import Measure
from moderation.services.lifting import measure_void
from moderation.services.measure import measure_take
from rooms import selectors as rooms
from rooms.models import Admission, Session

RULE, DECISION = "GATE-LISTED", "sanction"
MOST = 200  # of what a withdrawal may say
OVER = {
    "zh": "名单上的条目已撤回或不再适用，暂停解除。",
    "en": "The entry was retracted or applies no more: the suspension ends.",
}
Reason = Mapping[str, Any]


@transaction.atomic
def listed_stop(*, actor: Actor, session_id: UUID, admission_id: UUID) -> Measure | None:
    """Suspend a broadcast in which somebody is who may not broadcast at all. Twice is once.

    What a decision against him has suspended already is not suspended a second time. While the
    gate only observes, nothing is stopped: platform and officers are told as of every breach.

    Raises:
        NotFound: no such session or answer for this actor. Forbidden: the actor is no officer.

    Law: M-live-verification, M-blacklist
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    admission = rooms.admission_get(actor, admission_id)
    standing = selectors.suspensions_standing(actor, session)
    reasons = [one for one in _listed(admission) if not _is_measured(one, standing)]
    is_over = session.ended_at is not None
    known = next((one for one in standing if one.rule == RULE), None)
    if is_over or known is not None or not reasons or not admission.is_enforced:
        return known
    order = rules.Order(
        kind=Measure.Kind.SUSPEND,
        clause=reasons[0]["clause"],
        reason=said(reasons, "message"),
        advice=said(reasons, "cure"),
        rule=RULE,
    )
    return measure_take(actor, session, order, selectors.terms_of(actor))


@transaction.atomic
def listed_release(*, actor: Actor, session_id: UUID, admission_id: UUID) -> int:
    """End what `listed_stop` began once nobody in the broadcast is on a list; return how many.

    Raises:
        NotFound: no such session or answer for this actor. Forbidden: the actor is no officer.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    if _listed(rooms.admission_get(actor, admission_id)):
        return 0
    return _end(actor, session)


def _end(actor: Actor, session: Session) -> int:
    own = [one for one in selectors.suspensions_standing(actor, session) if one.rule == RULE]
    for one in own:
        measure_void(actor=actor, measure_id=one.pk, reason=OVER["zh"][:MOST])
    return len(own)


def _listed(admission: Admission) -> list[Reason]:
    return [one for one in admission.reasons if gate.words_of(one["code"]).is_listed]


def _is_measured(reason: Reason, standing: Iterable[Measure]) -> bool:
    """Tell whether a decision says so itself, and the broadcast is suspended for it already."""
    is_decision = reason.get("data", {}).get("source") == DECISION
    return is_decision and any(one.rule != RULE for one in standing)


def said(reasons: Iterable[Reason], part: str) -> rules.Words:
    """Return what an answer of the gate says, in both languages, each sentence once."""
    words = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            told = (
                gate.said(gate.Reason(one["code"], one["clause"], data=one["data"]))[part]
                for one in reasons
            )
            words[tongue] = "；".join(dict.fromkeys(told))[:MOST]
    return words
