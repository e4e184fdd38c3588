"""Breaches of the gate that were found only because of a decision which fell are none."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel.actors import Actor
from moderation import policies, selectors
from moderation.models import Dismissal
from moderation.services.breach import CODE
from moderation.services.dismissal import finding_dismiss
from rooms import selectors as rooms

Cause = Callable[[Mapping[str, Any]], bool]


@transaction.atomic
def breaches_acquit(*, actor: Actor, since: datetime, is_cause: Cause, note: str) -> list[UUID]:
    """Dismiss the breaches since an instant that rest on nothing but what `is_cause` names.

    A broadcast that the gate refused for another reason too stays a breach.

    Args:
        is_cause: tells of one reason of the gate's answer whether it was the decision.

    Returns:
        The findings that were dismissed now.

    Raises:
        Forbidden: the actor is no officer.

    Law: M-live-verification
    """
    policies.require_decide(actor)
    gone = []
    for finding in selectors.breaches_since(actor, CODE, since):
        denied = rooms.admission_denied(actor, finding.session_id, finding.created_at)
        if denied is not None and denied.reasons and all(map(is_cause, denied.reasons)):
            finding_dismiss(
                actor=actor, finding_id=finding.pk, reason=Dismissal.Reason.OTHER, note=note
            )
            gone.append(finding.pk)
    return gone
