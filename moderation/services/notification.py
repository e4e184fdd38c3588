"""Every warning and above reaches the streamer in writing too, with proof that it did."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from moderation import rules, selectors
from moderation.models import Measure
from office import services as office

IN_WRITING = ("warning", "limit_traffic", "suspend")


@transaction.atomic
def measure_notify(*, actor: Actor, measure_id: UUID) -> int:
    """Write to the streamer of a measure that has gone out; return how many letters that was.

    None where the room has no streamer with an account, where he was told of this one before, or
    where it was withdrawn meanwhile. What was said in the room is not repeated: a letter outlives
    the recording.

    Raises:
        NotFound: no such measure in the tenant.

    Law: M-risk-measures
    """
    measure = selectors.measure_get(actor, measure_id)
    streamer = measure.room.operator_user_id
    if streamer is None or measure.withdrawn_at is not None:
        return 0
    if not accounts.membership_list(actor).filter(user_id=streamer, is_active=True).exists():
        return 0
    made = office.message_send(
        actor=actor,
        to=[streamer],
        topic="measure",
        context=_context(measure),
        is_legal=True,
        about=office.About("measure", str(measure.pk), measure.decided_by_id),
    )
    return len(made)


def _context(measure: Measure) -> dict[str, Any]:
    advice = rules.ADVICE[measure.kind]
    clause = law.clause(measure.clause)
    released = measure.released_at or measure.created_at
    return {
        "room": measure.room.title,
        "measure": dict(rules.NAMES[measure.kind]),
        "reason": _pair(measure.reason_zh, measure.reason_en or measure.reason_zh),
        "clause": {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")},
        "advice": _pair(measure.advice_zh or advice["zh"], measure.advice_en or advice["en"]),
        "at": released.isoformat(),
    }


def _pair(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
