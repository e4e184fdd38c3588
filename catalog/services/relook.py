"""What has no last day is looked at again: papers of suppliers, and proofs of claims."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.models import ClaimEvidence, SupplierPaper
from catalog.services.claim import EvidenceDecided
from catalog.services.claim import locked as locked_proof
from catalog.services.claim import note as note_proof
from catalog.services.paper import PaperDecided
from catalog.services.paper import locked as locked_paper
from catalog.services.paper import note as note_paper
from catalog.services.supplier import LATEST
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid


@transaction.atomic
def paper_look(*, actor: Actor, paper_id: UUID, next_on: date | None = None) -> SupplierPaper:
    """Say that a paper without a last day was looked at and holds still, and when it is again.

    Raises:
        Forbidden: only officers may. NotFound: no such paper.
        PaperDecided: it is not in force. Invalid: it has a last day; a day out of reach.

    Law: O117-supplier-check
    """
    policies.require_review(actor)
    row = locked_paper(actor, paper_id)
    if row.state != SupplierPaper.State.APPROVED:
        raise PaperDecided(_("只有通过审核的证照可以复核。"))
    row.recheck_on = _next(actor, row.valid_until, next_on)
    row.save(update_fields=["recheck_on"])
    note_paper(actor, row, "catalog.paper_looked", {"next": f"{row.recheck_on}"})
    return row


@transaction.atomic
def evidence_look(*, actor: Actor, evidence_id: UUID, next_on: date | None = None) -> ClaimEvidence:
    """Say that a proof without a last day was looked at and holds still, and when it is again.

    Raises:
        Forbidden: only officers may. NotFound: no such proof.
        EvidenceDecided: it is not in force. Invalid: it has a last day; a day out of reach.

    Law: ADL-absolute
    """
    policies.require_review(actor)
    row = locked_proof(actor, evidence_id)
    if row.state != ClaimEvidence.State.APPROVED:
        raise EvidenceDecided(_("只有通过审核的证明可以复核。"))
    row.recheck_on = _next(actor, row.valid_until, next_on)
    row.save(update_fields=["recheck_on"])
    note_proof(actor, row, "catalog.evidence_looked", {"next": f"{row.recheck_on}"})
    return row


def _next(actor: Actor, last: date | None, said: date | None) -> date:
    if last is not None:
        raise Invalid(_("写明有效期的不用复核，到期前请更换。"), field="next_on")
    due = said or selectors.relook_due(actor)
    today = clock.today()
    if not today < due <= today + LATEST:
        raise Invalid(_("下次复核须在明天至一年之内。"), field="next_on")
    return due
