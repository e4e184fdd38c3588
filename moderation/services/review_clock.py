"""The platform's own promise of how long content waits for an officer: a clock on each item."""

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from moderation.models import Decision
from office import services as office

SETTING = "review_within_h"
SUBJECT, KIND = "decision", "publication_review"
DECIDED = "officer.decision"
PAUSES = ("awaiting_material",)


def review_clock_start(*, actor: Actor, decision: Decision) -> None:
    """Start the clock of an item in review, where the platform has set itself a time.

    The law names no term for it: the clock cites the duty and runs by the platform's own number,
    as it stands now.
    """
    hours = accounts.policy_of(actor, SETTING, 0)
    if hours < 1:
        return
    policy = office.Policy(
        amount=hours, unit="hour", clause="M-content-patrol", met_by=(DECIDED,), pauses=PAUSES
    )
    office.clock_start(
        actor=actor,
        subject=(SUBJECT, decision.pk),
        kind=KIND,
        policy=policy,
        at=decision.created_at,
    )


def review_clock_meet(*, actor: Actor, decision: Decision) -> None:
    """Let the item's clock hear that an officer has decided."""
    office.clocks_hear(actor=actor, subject=(SUBJECT, decision.pk), act=DECIDED)
