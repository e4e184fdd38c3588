"""What the engine found to be absolute, and proof excuses: it stands on the record as proven."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from catalog import selectors as catalog
from catalog.rules import claims
from catalog.rules.claims import Evidence, Good, Said
from conduct import selectors
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import services as moderation
from moderation.models import Dismissal, Finding

CLAUSE = "ADL-absolute"


@transaction.atomic
def findings_excuse(*, actor: Actor, session_id: UUID, finding_ids: Collection[UUID]) -> int:
    """Dismiss the absolute terms that were said in words an officer accepted the proof of.

    The finding stays, grey, with the proof it rests on; what it added to the room's risk and what
    was warned of by itself is taken back. Proof of a single product excuses nothing here: which
    goods the words were of is not known for sure.

    Returns: how many were dismissed. Twice is once.

    Law: ADL-absolute
    """
    proofs = [one for one in catalog.evidence_anywhere(actor, clock.today()) if not one.product]
    if not proofs or not finding_ids:
        return 0
    done = 0
    for finding, text, spans in selectors.said_absolutely(actor, session_id, finding_ids):
        proof = _proof(finding, text, spans, proofs)
        if proof is not None:
            _excuse(actor, finding, proof)
            done += 1
    return done


def _proof(
    finding: Finding, text: str, spans: Collection[tuple[int, int]], proofs: Collection[Evidence]
) -> Evidence | None:
    """Return the proof of all that a finding found; one that stands bare is excused by none."""
    found = None
    brand = {one.brand for one in proofs if one.brand and claims.folded(one.brand) in
             claims.folded(text)}  # fmt: skip
    for start, end in spans:
        said = Said(finding.code, finding.clause, finding.rule, start, end, text[start:end])
        found = next(
            (
                proof
                for name in (*sorted(brand), "")
                if (proof := claims.exempting(text, said, Good(brand=name), proofs, clock.today()))
            ),
            None,
        )
        if found is None:
            return None
    return found


def _excuse(actor: Actor, finding: Finding, proof: Evidence) -> None:
    note = f"{catalog.exemption_name(proof.exemption)} ({proof.id})"
    moderation.finding_dismiss(
        actor=actor, finding_id=finding.pk, reason=Dismissal.Reason.PROVEN, note=note
    )
    record.entry_append(
        actor=actor,
        action="conduct.finding_excused",
        subject=("claim_evidence", proof.id),
        clause=CLAUSE,
        data={"finding": str(finding.pk), "exemption": proof.exemption},
    )
