"""What leaves is shown to whoever decides on it: masked; whole after a step-up, and recorded."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel.actors import Actor
from oversight import policies, selectors
from oversight.models import Dispatch
from oversight.services import noting
from oversight.services.composing import composed


def dispatch_preview(*, actor: Actor, row: Dispatch) -> str:
    """Return a report as it will leave, or as it was approved, with people masked.

    Raises:
        Forbidden: no officer.
    """
    policies.doer_of_reports(actor)
    return selectors.document_masked(actor, row) or composed(actor, row, is_masked=True)


@transaction.atomic
def dispatch_look(*, actor: Actor, dispatch_id: UUID) -> str:
    """Return exactly what was approved, in clear; that somebody looked is recorded.

    Raises:
        Forbidden: no officer. NotFound: no such report, or it was not approved yet.

    Law: PIPL-security-measures
    """
    policies.doer_of_reports(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    said = selectors.document_of(actor, row)
    noting.step(actor, row, "look", "oversight.dispatch_shown")
    return said or composed(actor, row, is_masked=True)
